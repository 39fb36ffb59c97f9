import { describe, expect, it } from 'vitest';
import {
  ESC,
  extended,
  FX,
  INKJET,
  job,
  long,
  low,
  LQ,
  marksOf,
  pagesOf,
  placed,
  play,
  ROLL,
} from '../../../test/support/escp.ts';
import { createInterpreter } from './interpreter.ts';

const lines = (count: number) => '\r\n'.repeat(count);

describe('lines', () => {
  it('are a sixth of an inch, and what the commands say', () => {
    const spacings = [`${ESC}0`, `${ESC}1`, `${ESC}2`, `${ESC}3\x1e`, `${ESC}A\x0c`, `${ESC}+\x3c`];
    const bytes = job(...spacings.map((spacing) => `a${spacing}\n`), 'a');
    expect(placed(bytes).map((place) => place.slice(10))).toEqual([
      '0',
      '0.125',
      '0.22222',
      '0.38889',
      '0.55556',
      '0.75556',
      '0.92222',
    ]);
  });

  it('count 1/216 and 1/72 inch on nine pins', () => {
    const bytes = job(`a${ESC}3\x6c\nb${ESC}A\x48\nc`);
    expect(placed(bytes, { model: FX })).toEqual(['a 1: 0.25 0', 'b 1: 0.25 0.5', 'c 1: 0.25 1.5']);
  });

  it('go back to the left margin, and CR alone does not feed', () => {
    expect(placed(job('ab\ncd\re'))).toEqual([
      'a 1: 0.25 0',
      'b 1: 0.35 0',
      'c 1: 0.25 0.16667',
      'd 1: 0.35 0.16667',
      'e 1: 0.25 0.16667',
    ]);
    const model = { ...LQ, autoLineFeed: true };
    expect(placed(job('a\rb'), { model })).toEqual(['a 1: 0.25 0', 'b 1: 0.25 0.16667']);
  });

  it('that are moved to the bottom margin itself are on this page still, and fed there on the next', () => {
    const setUp = [extended('U', 10), extended('c', ...low(45), ...low(360))];
    const pages = (...parts: readonly (string | Uint8Array)[]) =>
      placed(job(...setUp, 'a', ...parts, 'b'), { model: INKJET }).map((place) =>
        place.slice(0, 3),
      );
    expect(pages(extended('V', ...low(315)))).toEqual(['a 1', 'b 1']);
    expect(pages(extended('V', ...low(316)))).toEqual(['a 1', 'b 2']);
    expect(pages(`${ESC}+\xff\n${ESC}+\x3c\n`)).toEqual(['a 1', 'b 2']);
  });

  it('wrap at the right margin, and the next page begins where the forms do', () => {
    const bytes = job(`${lines(65)}${'x'.repeat(80)}yz`);
    expect(placed(bytes).slice(78)).toEqual([
      'x 1: 8.05 10.83333',
      'x 1: 8.15 10.83333',
      'y 2: 0.25 0',
      'z 2: 0.35 0',
    ]);
  });
});

describe('pages', () => {
  it('end by a form feed; the last one without', () => {
    expect(pagesOf(job('a\fb'))).toEqual([11, 11]);
    expect(pagesOf(job('a\fb\f'))).toEqual([11, 11]);
    expect(pagesOf(job(''))).toEqual([]);
    expect(pagesOf(job(`${ESC}@${lines(3)}`))).toEqual([]);
  });

  it('come out empty where a form feed says so', () => {
    expect(pagesOf(job('\fa\f\f'))).toEqual([11, 11, 11]);
    expect(pagesOf(job(`a\f${ESC}@`))).toEqual([11]);
  });

  it('have 66 lines on forms of 11 inches, and on sheets what fits', () => {
    const text = 'a\r\n'.repeat(133);
    expect(placed(job(text)).filter((place) => place.startsWith('a 2'))).toHaveLength(66);
    expect(pagesOf(job(text))).toHaveLength(3);
    // From an eighth of an inch to 10.5.
    expect(placed(job(text), { model: INKJET }).filter((p) => p.startsWith('a 1'))).toHaveLength(
      63,
    );
  });

  it('go on over the perforation, unless it is skipped', () => {
    const odd = `${ESC}3\x5e`; // 94/180 inch: the 22nd line is cut by the perforation
    expect(placed(job(odd, 'a\n'.repeat(23))).slice(21)).toEqual([
      'a 1: 0.25 10.96667',
      'a 2: 0.25 0.48889',
    ]);
    const skip = `${ESC}N\x06`; // six lines of 1/6 inch
    expect(placed(job(skip, 'a\n'.repeat(61))).slice(59)).toEqual([
      'a 1: 0.25 9.83333',
      'a 2: 0.25 0',
    ]);
    expect(placed(job(skip, `${ESC}O`, 'a\n'.repeat(61))).at(-1)).toBe('a 1: 0.25 10');
  });

  it('are as long as the job says', () => {
    expect(pagesOf(job(`${ESC}C\x06a\fb`))).toEqual([1, 1]);
    expect(pagesOf(job(`${ESC}C\0\x0ca`))).toEqual([12]);
    expect(pagesOf(job(extended('C', ...low(3600)), 'a'))).toEqual([10]);
    expect(pagesOf(job(extended('C', ...long(3600)), 'a'))).toEqual([10]);
    expect(pagesOf(job(extended('U', 5), extended('C', ...low(3600)), 'a'))).toEqual([5]);
    expect(pagesOf(job(`${ESC}C\0\0a`))).toEqual([11]);
    expect(play(job(`${ESC}C\0\0a`)).report.faults).toMatchObject([{ name: 'ESC C' }]);
  });

  it('are of the size that the job says', () => {
    const bytes = job(extended('S', ...long(3600), ...long(5400)), 'a');
    const [page] = play(bytes).events;
    expect(page).toEqual({ kind: 'page', format: { width: 864_000, height: 1_296_000 } });
  });

  it('begin and end at the margins of ESC (c, in page units', () => {
    const margins = extended('c', ...low(360), ...low(1080));
    expect(placed(job(margins, 'a\n'.repeat(13))).filter((_, at) => at % 12 === 0)).toEqual([
      'a 1: 0.25 1',
      'a 2: 0.25 1',
    ]);
    // One that says `to the end` in large numbers has its top margin too.
    const endless = extended('c', ...long(360), ...long(0x7fff_ffff));
    expect(placed(job(endless, 'a'))).toEqual(['a 1: 0.25 1']);
    const wrong = play(job(extended('c', ...low(1080), ...low(360)), 'a'));
    expect(wrong.report.faults).toMatchObject([{ name: 'ESC (c', count: 1 }]);
  });

  it('of a roll are as long as what stands on them, and end with the job or a cut', () => {
    expect(pagesOf(job('a\n'.repeat(12)), { model: ROLL })).toEqual([2]);
    expect(pagesOf(job('a\n\n', `${ESC}\x19R`, 'b'), { model: ROLL })[0]).toBeCloseTo(2 / 6);
    expect(pagesOf(job('\f\f'), { model: ROLL })).toEqual([]);
    const form = job(`${ESC}C\x06${ESC}N\x01`);
    expect(pagesOf(job(form, 'a\n'.repeat(12)), { model: ROLL })).toEqual([2]);
    expect(pagesOf(job(''), { model: ROLL })).toEqual([]);
  });

  it('that graphics filled leave no empty one behind; lines of text do, as on paper', () => {
    const bands = `${ESC}*\0\x01\0\xff${ESC}J\xb4`.repeat(11); // eleven inches of bands
    expect(pagesOf(job(bands, '\f', `${ESC}@`))).toEqual([11]);
    expect(pagesOf(job('a\n'.repeat(66), '\f'))).toEqual([11, 11]);
    // An empty page may still be wished for.
    expect(pagesOf(job(bands, '\f\f'))).toEqual([11, 11]);
  });

  it('are put out by ESC EM R only where something stands on them', () => {
    expect(pagesOf(job(`${ESC}\x19Ra${ESC}\x19R${ESC}\x19R`))).toEqual([11]);
  });

  it('come lazily, however many form feeds a piece has', () => {
    const interpreter = createInterpreter({ model: LQ });
    let pages = 0;
    for (const event of interpreter.take(new Uint8Array(65_536).fill(0x0c))) {
      if (event.kind !== 'page') continue;
      pages++;
      expect(interpreter.report().pages).toBeLessThanOrEqual(pages);
      if (pages === 10) break;
    }
    expect(pages).toBe(10);
  });
});

describe('ESC @', () => {
  it('leaves the paper where it was fed to, though nothing stands on it', () => {
    expect(placed(job(`\n\n${ESC}@a`))).toEqual(['a 1: 0.25 0.33333']);
    expect(placed(job(`${ESC}@${ESC}C\x06`, extended('c', ...low(36), ...low(360)), 'a'))).toEqual([
      'a 1: 0.25 0.1',
    ]);
  });

  it('sets back what was set, and leaves the paper where it is', () => {
    const bytes = job(`${ESC}E${ESC}0${ESC}l\x0aab\r\nc${ESC}@d\r\ne`);
    expect(placed(bytes)).toEqual([
      'a 1: 1.25 0',
      'b 1: 1.35 0',
      'c 1: 1.25 0.125',
      'd 1: 0.25 0.125',
      'e 1: 0.25 0.29167',
    ]);
    const bold = marksOf(play(bytes)).map((mark) => mark.kind === 'text' && mark.style.bold);
    expect(bold).toEqual([true, true, false, false]);
  });
});
