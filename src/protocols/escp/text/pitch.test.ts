import { describe, expect, it } from 'vitest';
import {
  ESC,
  FX,
  job,
  low,
  placed,
  play,
  textOf,
  type Part,
} from '../../../../test/support/escp.ts';
import type { CharacterWidths } from '../../../core/page/marks.ts';

/** From the first character to the second, in characters an inch. */
function pitchOf(...parts: readonly Part[]): number {
  const [mark] = textOf(play(job(...parts, 'ab')));
  return 86_400 / mark!.advances[0]!;
}
const markOf = (...parts: readonly Part[]) => textOf(play(job(...parts, 'ab')))[0]!;
const SI = '\x0f';

describe('pitch', () => {
  it('is 10, 12 or 15 to the inch, condensed 17.14 and 20', () => {
    expect(pitchOf()).toBe(10);
    expect(pitchOf(`${ESC}M`)).toBe(12);
    expect(pitchOf(`${ESC}g`)).toBe(15);
    expect(pitchOf(SI)).toBeCloseTo(17.142, 2);
    expect(pitchOf(`${ESC}M${SI}`)).toBe(20);
    expect(pitchOf(`${ESC}M${ESC}\x0f`)).toBe(20);
    expect(pitchOf(`${SI}\x12`)).toBe(10);
    expect(pitchOf(`${ESC}g${SI}`)).toBe(15);
  });

  it('is doubled for one line by SO, for longer by ESC W', () => {
    const so = `\x0eab\nc\x0ed\x14ef`;
    expect(placed(job(so))).toEqual([
      'a 1: 0.25 0',
      'b 1: 0.45 0',
      'c 1: 0.25 0.16667',
      'd 1: 0.35 0.16667',
      'e 1: 0.55 0.16667',
      'f 1: 0.65 0.16667',
    ]);
    expect(placed(job(`${ESC}W1a\x14\nbc${ESC}W0de`)).map((place) => place.slice(5, 9))).toEqual([
      '0.25',
      '0.25',
      '0.45',
      '0.65',
      '0.75',
    ]);
    expect(markOf(`${ESC}W1`)).toMatchObject({ cell: 17_280, stretch: 1 });
    expect(markOf(`${ESC}w1`)).toMatchObject({ cell: 8640, stretch: 2 });
  });

  it('of SO ends with CR on nine pins', () => {
    expect(placed(job('\x0ea\rbc'), { model: FX })[2]).toBe('c 1: 0.35 0');
    expect(placed(job('\x0ea\rbc'))[2]).toBe('c 1: 0.45 0');
  });

  it('has space between by ESC SP: 1/180 inch, or 1/120 on nine pins', () => {
    expect(markOf(`${ESC} \x12`)).toMatchObject({ advances: [17_280, 17_280], cell: 8640 });
    expect(markOf(`${ESC} \x12${ESC}W1`).advances[0]).toBe(2 * 17_280);
    const [nine] = textOf(play(job(`${ESC} \x0cab`), { model: FX }));
    expect(nine?.advances[0]).toBe(17_280);
  });

  it('gives way to a motion index, until a pitch is chosen', () => {
    const index = job(`${ESC}c`, low(90));
    expect(markOf(index)).toMatchObject({ advances: [21_600, 21_600], cell: 8640 });
    expect(pitchOf(index, `${ESC}M`)).toBe(12);
    expect(pitchOf(index, `${ESC}P`)).toBe(10);
    const others = [
      '\x0e',
      '\x0f',
      '\x12',
      '\x14',
      `${ESC}W0`,
      `${ESC}w0`,
      `${ESC}p0`,
      `${ESC}!\0`,
    ];
    expect(others.map((other) => pitchOf(index, other) === 4)).toEqual(others.map(() => false));
    expect(pitchOf(`${ESC} \x12`, index, `${ESC}P`)).toBe(10);
  });

  it('of ESC X is 360/m, the size n/2 points', () => {
    const multipoint = (m: number, n: number) => job(`${ESC}X`, m, low(n));
    expect(markOf(multipoint(30, 42))).toMatchObject({
      advances: [7200, 7200],
      size: 21 * 1200,
      cell: 7200,
    });
    expect(markOf(`${ESC}M`, multipoint(0, 42))).toMatchObject({ advances: [7200, 7200] });
    expect(markOf(multipoint(30, 42), multipoint(0, 0))).toMatchObject({
      advances: [7200, 7200],
      size: 21 * 1200,
    });
    // 15 to the inch is small of the usual sizes, and squeezed of others.
    expect(markOf(multipoint(24, 42))).toMatchObject({ advances: [5760, 5760], size: 14 * 1200 });
    expect(markOf(multipoint(24, 28))).toMatchObject({ advances: [5760, 5760], size: 14 * 1200 });
    expect(markOf(multipoint(36, 16), `${ESC}S0`).size).toBe(8 * 1200);
    expect(markOf(multipoint(24, 42), `${ESC}P`)).toMatchObject({ size: 12_600, cell: 8640 });
    // Double height is not for it.
    expect(markOf(multipoint(24, 42), `${ESC}w1`)).toMatchObject({ stretch: 1 });
  });

  it('and style are set at once by ESC !', () => {
    expect(markOf(`${ESC}!\x39`)).toMatchObject({
      cell: 14_400,
      style: { bold: true, doubleStrike: true, italic: false },
      scores: [],
    });
    expect(markOf(`${ESC}!\xc4`)).toMatchObject({
      cell: 5040,
      style: { bold: false, italic: true },
      scores: [{ at: 'under', isDouble: false, isBroken: false }],
    });
    expect(markOf(`${ESC}!\xff${ESC}!\0`)).toEqual(markOf());
  });
});

describe('proportional type', () => {
  /** i is a third as wide as w. */
  const ems: Record<string, number> = { i: 0.25, w: 0.75, ' ': 0.5 };
  const widths: CharacterWidths = (character, { bold }) => ems[character]! * (bold ? 2 : 1);
  const advances = (...parts: readonly Part[]) =>
    textOf(play(job(...parts), { widths })).flatMap((mark) => mark.advances);

  it('is as wide as its shapes', () => {
    expect(advances(`${ESC}p1iw i`)).toEqual([3150, 9450, 6300, 3150]);
    expect(advances(`${ESC}p1${ESC}Ei`)).toEqual([6300]);
    expect(advances(`${ESC}p1${ESC} \x12i`)).toEqual([3150 + 8640]);
    expect(advances(`${ESC}p1${ESC}p0i`)).toEqual([8640]);
    expect(advances(`${ESC}X\x01\x2a\0w`)).toEqual([18_900]);
    expect(advances(`${ESC}!\x02i`)).toEqual([3150]);
  });

  it('twice as wide is larger and not as high; its marks say all that', () => {
    const [wide] = textOf(play(job(`${ESC}p1${ESC}W1w`), { widths }));
    expect(wide).toMatchObject({ advances: [18_900], cell: 0, size: 25_200, stretch: 0.5 });
    expect(wide?.style).toMatchObject({ proportional: true, quality: 'letter' });
    const [narrow] = textOf(play(job(`${ESC}p1${SI}w`), { widths }));
    expect(narrow).toMatchObject({ advances: [4725], size: 6300, stretch: 2 });
  });

  it('is struck over by a backspace as wide as the character before', () => {
    const marks = textOf(play(job(`${ESC}p1wi\bw`), { widths }));
    expect(marks.map(({ text, x }) => [text, x])).toEqual([
      ['wi', 21_600],
      ['w', 31_050],
    ]);
  });

  it('is printed at the pitch where nobody knows its widths', () => {
    expect(markOf(`${ESC}p1`)).toMatchObject({ cell: 8640, style: { proportional: false } });
  });
});
