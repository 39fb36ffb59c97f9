import { describe, expect, it } from 'vitest';
import { ESC, extended, job, LQ, marksOf, play, textOf } from '../../../../test/support/escp.ts';

const read = (...parts: Parameters<typeof play>) =>
  textOf(play(...parts))
    .map(({ text }) => text)
    .join('|');

describe('characters', () => {
  it('are of the chosen one of four tables', () => {
    expect(read(job('\x82\xe1'))).toBe('éß');
    const tables = job(extended('t', 2, 3, 0), extended('t', 0x33, 14, 0));
    expect(read(job(tables, '\xd5', `${ESC}t2`, '\xb5\xd5', `${ESC}t\x03`, '\x80'))).toBe('╒ÁıА');
    expect(read(job(tables, `${ESC}t2\xb5${ESC}@\xb5`))).toBe('Á|╡');
  });

  it('of the italic table are ASCII once more, slanted', () => {
    const [upright, slanted] = textOf(play(job(`${ESC}t0ab\xe1\xe2`)));
    expect([upright?.text, upright?.style.italic]).toEqual(['ab', false]);
    expect([slanted?.text, slanted?.style.italic]).toEqual(['ab', true]);
  });

  it('change with the country', () => {
    expect(read(job(`${ESC}R\x02[\\]{|}~@`))).toBe('ÄÖÜäöüß§');
    expect(read(job(`${ESC}R\x03#$`))).toBe('£$');
    expect(read(job(`${ESC}R\x40#[`))).toBe('#°');
    expect(read(job(`${ESC}R\x02[`), { model: { ...LQ, country: 1 } })).toBe('Ä');
    expect(read(job('['), { model: { ...LQ, country: 1 } })).toBe('°');
    expect(play(job(`${ESC}R\x63`)).report.faults).toMatchObject([{ name: 'ESC R' }]);
  });

  it('that the table lacks are spaces, and told', () => {
    const { report } = play(job(`${ESC}t0a\x81\x81b`));
    expect(report.faults).toEqual([
      {
        name: 'character 81h',
        offset: 3,
        count: 2,
        says: 'not in the table italic: printed as a space',
      },
    ]);
    expect(read(job(`${ESC}t0a\x81b`))).toBe('a b');
  });

  it('of tables that nobody has here are told', () => {
    const { report } = play(job(extended('t', 1, 2, 0), extended('t', 1, 5, 0), `${ESC}t7`));
    expect(report.faults.map(({ says }) => says)).toEqual([
      'character table PC932 (Japanese) is not supported: the one before stays',
      'character table PC853 (Turkish) is not supported: the one before stays',
      'there are four tables: ignored',
    ]);
  });

  it('are all data of ESC (^, control codes too', () => {
    expect(read(job(extended('^', 0x41, 0x0a, 0x03, 0x0d)))).toBe('A◙♥♪');
  });
});

describe('characters that the job draws', () => {
  const COLUMN = [0x80, 0x00, 0x01]; // the first and the last of 24 pins
  const drawn = job(`${ESC}&\0AA`, [2, 3, 4], COLUMN, [0, 0, 0], COLUMN);

  it('are dots of 24 pins, 1/360 inch apart, where they are switched on', () => {
    const [dots, ...rest] = marksOf(play(job(drawn, `${ESC}%\x01A${ESC}%0A`)));
    expect(dots).toMatchObject({
      kind: 'dots',
      x: 21_600 + 2 * 240,
      y: 0,
      columns: 3,
      rows: 24,
      pitchX: 240,
      pitchY: 480,
      bits: 1,
      inks: ['black'],
    });
    const data = dots?.kind === 'dots' ? [...dots.data] : [];
    expect(data).toEqual([0b1010_0000, ...Array.from({ length: 22 }, () => 0), 0b1010_0000]);
    expect(rest).toMatchObject([{ kind: 'text', text: 'A', x: 21_600 + 8640 }]);
  });

  it('are as wide as they are in proportional type, and doubled', () => {
    const [dots, text] = marksOf(
      play(job(drawn, `${ESC}%1${ESC}p1${ESC}W1AB`), { widths: () => 0.5 }),
    );
    expect(dots).toMatchObject({ x: 21_600 + 960, pitchX: 480 });
    expect(text).toMatchObject({ text: 'B', x: 21_600 + 9 * 480 });
  });

  it('are of eight of nine pins, the upper or the lower ones', () => {
    const columns = [0xff, ...Array.from({ length: 10 }, () => 0)];
    const bytes = job(`${ESC}&\0AB`, [0x8b], columns, [0x0b], columns, `${ESC}%1AB`);
    const model = { ...LQ, pins: 9 as const };
    expect(marksOf(play(bytes, { model }))).toMatchObject([
      { x: 21_600, y: 0, columns: 11, rows: 8, pitchX: 720, pitchY: 1200 },
      { x: 30_240, y: 1200 },
    ]);
  });

  it('are in table 2 too, 80h further, until another is assigned there', () => {
    expect(marksOf(play(job(drawn, `${ESC}t2A\xc1\xc2`))).map(({ kind }) => kind)).toEqual([
      'text',
      'dots',
      'text',
    ]);
    expect(read(job(drawn, extended('t', 2, 1, 0), `${ESC}t2\xc1`))).toBe('┴');
  });

  it('go with ESC : and ESC @', () => {
    expect(read(job(drawn, `${ESC}:\0\0\0${ESC}%1A`))).toBe('A');
    expect(read(job(drawn, `${ESC}@${ESC}%1A`))).toBe('A');
  });

  it('stand in lines like others', () => {
    const bytes = job(drawn, `${ESC}%1`, 'A'.repeat(81));
    expect(marksOf(play(bytes)).at(-1)).toMatchObject({ x: 21_600 + 480, y: 14_400 });
    expect(marksOf(play(job(drawn, `${ESC}%1${ESC}a2A`)))[0]).toMatchObject({
      x: 21_600 + 79 * 8640 + 480,
    });
  });
});
