import { describe, expect, it } from 'vitest';
import {
  ESC,
  extended,
  FX,
  job,
  low,
  placed,
  play,
  textOf,
  type Part,
} from '../../../../test/support/escp.ts';

const markOf = (...parts: readonly Part[]) => textOf(play(job(...parts, 'ab')))[0]!;
const styleOf = (...parts: readonly Part[]) => markOf(...parts).style;

describe('style', () => {
  it('is switched on and off', () => {
    expect(styleOf()).toEqual({
      typeface: 'roman',
      bold: false,
      doubleStrike: false,
      italic: false,
      outline: false,
      shadow: false,
      proportional: false,
      quality: 'letter',
    });
    expect(styleOf(`${ESC}E`).bold).toBe(true);
    expect(styleOf(`${ESC}E${ESC}F`).bold).toBe(false);
    expect(styleOf(`${ESC}G`).doubleStrike).toBe(true);
    expect(styleOf(`${ESC}G${ESC}H`).doubleStrike).toBe(false);
    expect(styleOf(`${ESC}4`).italic).toBe(true);
    expect(styleOf(`${ESC}4${ESC}5`).italic).toBe(false);
    expect(styleOf(`${ESC}q\x03`)).toMatchObject({ outline: true, shadow: true });
    expect(styleOf(`${ESC}q2`)).toMatchObject({ outline: false, shadow: true });
    expect(styleOf(`${ESC}x0`).quality).toBe('draft');
    expect(styleOf(`${ESC}k\x02`).typeface).toBe('courier');
    expect(styleOf(`${ESC}k\x01${ESC}k\x63`).typeface).toBe('sans serif');
    expect(play(job(`${ESC}k\x63`)).report.faults).toHaveLength(1);
  });

  it('changes in the middle of a line without a gap', () => {
    const marks = textOf(play(job(`ab${ESC}Ecd${ESC}Fef`)));
    expect(marks.map(({ text, x, style }) => [text, x, style.bold])).toEqual([
      ['ab', 21_600, false],
      ['cd', 38_880, true],
      ['ef', 56_160, false],
    ]);
  });

  it('has lines under, through and over, single, double and broken', () => {
    const under = { at: 'under', isDouble: false, isBroken: false };
    expect(markOf(`${ESC}-1`).scores).toEqual([under]);
    expect(markOf(`${ESC}-1${ESC}-0`).scores).toEqual([]);
    expect(markOf(extended('-', 1, 2, 6), extended('-', 1, 3, 1)).scores).toEqual([
      { at: 'through', isDouble: true, isBroken: true },
      { at: 'over', isDouble: false, isBroken: false },
    ]);
    expect(markOf(`${ESC}-1`, extended('-', 1, 1, 2)).scores).toEqual([
      { ...under, isDouble: true },
    ]);
    expect(markOf(`${ESC}-1`, extended('-', 1, 1, 0)).scores).toEqual([]);
    expect(play(job(extended('-', 1, 4, 1))).report.faults).toHaveLength(1);
    // A line under spaces is seen; spaces are not.
    expect(textOf(play(job(`${ESC}-1   `)))).toHaveLength(1);
    expect(play(job('   ')).events).toEqual([]);
  });

  it('has the inks of a ribbon, two of them for violet, red and green', () => {
    const inks = [0, 1, 2, 3, 4, 5, 6].map((n) => markOf(`${ESC}r`, n).inks);
    expect(inks).toEqual([
      ['black'],
      ['magenta'],
      ['cyan'],
      ['cyan', 'magenta'],
      ['yellow'],
      ['magenta', 'yellow'],
      ['cyan', 'yellow'],
    ]);
    expect(markOf(`${ESC}r4`).inks).toEqual(['yellow']);
    expect(textOf(play(job(`${ESC}r4a`), { model: FX }))[0]!.inks).toEqual(['black']);
  });

  it('raises 0 of ESC S and lowers 1, smaller both', () => {
    const marks = textOf(play(job(`a${ESC}S0b${ESC}S\x01c${ESC}Td`)));
    const [plain, raised, lowered, again] = marks.map(({ y, size }) => ({ y, size }));
    expect(again).toEqual(plain);
    expect(raised!.y).toBeLessThan(plain!.y);
    expect(lowered!.y).toBeGreaterThan(plain!.y);
    expect([raised!.size, lowered!.size]).toEqual([8400, 8400]);
  });
});

describe('justification', () => {
  const texts = (...parts: readonly Part[]) =>
    textOf(play(job(...parts))).map(({ text, x, advances }) => ({
      text,
      from: x / 8640 - 2.5,
      to: (x + advances.reduce((sum, advance) => sum + advance, 0)) / 8640 - 2.5,
    }));

  it('puts lines left, in the middle, and right', () => {
    expect(texts(`${ESC}a0abcd\r\n`)).toEqual([{ text: 'abcd', from: 0, to: 4 }]);
    expect(texts(`${ESC}a1abcd\r\n`)).toEqual([{ text: 'abcd', from: 38, to: 42 }]);
    expect(texts(`${ESC}a2abcd\r\n`)).toEqual([{ text: 'abcd', from: 76, to: 80 }]);
    expect(texts(`${ESC}l\x0a${ESC}Q\x14${ESC}a\x01abcd`)).toEqual([
      { text: 'abcd', from: 13, to: 17 },
    ]);
    expect(play(job(`${ESC}a\x07`)).report.faults).toHaveLength(1);
  });

  it('keeps runs of a line together', () => {
    expect(texts(`${ESC}a2ab${ESC}Ecd\r\n`)).toEqual([
      { text: 'ab', from: 76, to: 78 },
      { text: 'cd', from: 78, to: 80 },
    ]);
  });

  it('fills lines that words run over, and not the last one', () => {
    const margins = `${ESC}Q\x0c${ESC}a3`;
    expect(texts(margins, 'aa bbb ccc dddd ee')).toEqual([
      { text: 'aa bbb ccc', from: 0, to: 12 },
      { text: 'dddd ee', from: 0, to: 7 },
    ]);
    const [, , b] = placed(job(margins, 'aa bbb ccc dddd ee'));
    expect(b).toBe('b 1: 0.65 0'); // a column more for each of two spaces
    // A word that just fits stays, and the space behind it goes to no line.
    expect(texts(margins, 'aa bbbb cccc dddd ee')).toEqual([
      { text: 'aa bbbb cccc', from: 0, to: 12 },
      { text: 'dddd ee', from: 0, to: 7 },
    ]);
    // Less than three quarters of a line: its words stay together.
    expect(texts(margins, 'aa bb cc dddd ee')[0]).toEqual({ text: 'aa bb cc', from: 0, to: 8 });
    // A word that changes its style on the way goes down whole; one longer than the line is cut.
    expect(texts(margins, `aa bb cccc d${ESC}Eddd`).map(({ text }) => text)).toEqual([
      'aa bb cccc',
      'd',
      'ddd',
    ]);
    expect(texts(margins, 'x'.repeat(14)).map(({ text }) => text.length)).toEqual([12, 2]);
  });
});

describe('CAN', () => {
  it('takes back the characters of the line, and goes to its beginning', () => {
    expect(placed(job('abc\x18d\r\ne'))).toEqual(['d 1: 0.25 0', 'e 1: 0.25 0.16667']);
    // What a carriage return printed stays.
    expect(placed(job('abc\rd\x18e')).map((place) => place[0])).toEqual(['a', 'b', 'c', 'e']);
  });
});

describe('margins', () => {
  it('are columns of the pitch, from the left edge', () => {
    expect(placed(job(`${ESC}l\x0aa${ESC}M${ESC}l\x0c\r\nb`))).toEqual([
      'a 1: 1.25 0',
      'b 1: 1.25 0.16667',
    ]);
    expect(placed(job(`${ESC}Q\x02abc`))[2]).toBe('c 1: 0.25 0.16667');
    const { report } = play(job(`${ESC}Q\x0a${ESC}l\x0aa`));
    expect(report.faults).toMatchObject([{ name: 'ESC l' }]);
    // There is no paper for more than 80 columns.
    expect(placed(job(`${ESC}Q\x88${'x'.repeat(81)}`)).at(-1)).toBe('x 1: 0.25 0.16667');
    // One that is moved shifts what is counted from it.
    expect(placed(job(`${ESC}l\x0a${ESC}$`, low(60), 'a'))).toEqual(['a 1: 2.25 0']);
  });
});
