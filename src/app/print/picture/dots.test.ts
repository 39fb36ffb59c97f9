/** Pictures on their way to dots: size, tone, colour. */
import { describe, expect, it } from 'vitest';
import { DITHERS, ditherer } from './dither.ts';
import { BLACK_ALONE, dotArea, FOUR_COLOURS } from './inks.ts';
import type { Picture } from './picture.ts';
import { resample, shares } from './resample.ts';

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0);

describe('a picture in another size', () => {
  it('is made of all its pixels, each worth the same', () => {
    for (const [from, to] of [
      [7, 3],
      [100, 9],
      [5, 5],
      [100_000, 1],
    ] as const) {
      const worth = new Float64Array(from);
      for (const { from: first, weights } of shares(from, to)) {
        expect(sum(weights)).toBeCloseTo(1, 9);
        for (const [at, weight] of weights.entries()) worth[first + at]! += weight;
      }
      for (const one of worth.subarray(0, 50)) expect(one).toBeCloseTo(to / from, 9);
    }
  });

  it('keeps its mean when it shrinks, and its edges when it grows', () => {
    const rgb = Uint8Array.from({ length: 12 * 10 * 3 }, (_, n) => (n * 37) % 256);
    const picture: Picture = { width: 12, height: 10, rgb };
    const small: number[] = [];
    for (const row of resample(picture, 3, 5)) small.push(...row);
    expect(sum(small) / small.length).toBeCloseTo(sum(rgb) / rgb.length, 3);
    const two: Picture = { width: 2, height: 1, rgb: Uint8Array.of(0, 0, 0, 200, 200, 200) };
    const [large] = resample(two, 8, 1);
    const reds = [...large!].filter((_, at) => at % 3 === 0);
    expect(reds).toEqual([0, 0, 25, 75, 125, 175, 200, 200]);
  });
});

/** The part of dots that are struck. */
function cover(kind: (typeof DITHERS)[number], amount: number): number {
  const columns = 64;
  const dither = ditherer(kind, columns, 0);
  const amounts = new Float32Array(columns).fill(amount);
  let dots = 0;
  for (let row = 0; row < 64; row++) {
    for (const octet of dither(amounts))
      for (let bit = 0; bit < 8; bit++) dots += (octet >> bit) & 1;
  }
  return dots / (columns * 64);
}

describe.each(DITHERS)('dots by %s', (kind) => {
  it.each([0, 0.03, 0.25, 0.5, 0.77, 1])('are as many as the tone says: %d', (amount) => {
    expect(Math.abs(cover(kind, amount) - amount)).toBeLessThan(0.02);
  });

  it('leave white white and fill black, beside whatever they are', () => {
    const dither = ditherer(kind, 16, 1);
    const amounts = Float32Array.from({ length: 16 }, (_, x) => (x < 8 ? 0 : 1));
    for (let row = 0; row < 20; row++) expect([...dither(amounts)]).toEqual([0, 0xff]);
  });
});

describe('inks', () => {
  const amounts = (set: typeof FOUR_COLOURS, ...rgb: readonly number[]) => {
    const found = set.separate(1, 1.2)(Float32Array.from(rgb));
    return Object.fromEntries(set.inks.map((ink, at) => [ink, found[at]![0]!]));
  };

  it('are none on white, and black alone on black', () => {
    expect(amounts(FOUR_COLOURS, 255, 255, 255)).toEqual({
      yellow: 0,
      magenta: 0,
      cyan: 0,
      black: 0,
    });
    expect(amounts(FOUR_COLOURS, 0, 0, 0)).toEqual({ yellow: 0, magenta: 0, cyan: 0, black: 1 });
    expect(amounts(BLACK_ALONE, 0, 0, 0)).toEqual({ black: 1 });
  });

  it('make red of magenta and yellow, green of cyan and yellow, blue of cyan and less magenta', () => {
    expect(amounts(FOUR_COLOURS, 255, 0, 0)).toMatchObject({
      yellow: 1,
      magenta: 1,
      cyan: 0,
      black: 0,
    });
    expect(amounts(FOUR_COLOURS, 0, 255, 0)).toMatchObject({ yellow: 1, magenta: 0, cyan: 1 });
    const blue = amounts(FOUR_COLOURS, 0, 0, 255);
    expect(blue['cyan']).toBe(1);
    expect(blue['magenta']).toBeGreaterThan(0.5);
    expect(blue['magenta']).toBeLessThan(0.9);
  });

  it('are lighter than the tone, since dots are larger than their place, and grow with it', () => {
    let before = -1;
    for (let tone = 255; tone >= 0; tone -= 5) {
      const { black } = amounts(BLACK_ALONE, tone, tone, tone) as { black: number };
      expect(black).toBeGreaterThan(before);
      expect(black).toBeLessThanOrEqual(1 - tone / 255 + 0.002);
      before = black;
    }
  });

  it('are as many greys as there are in a grey: cyan a little more than the others, and black', () => {
    const grey = amounts(FOUR_COLOURS, 128, 128, 128);
    expect(grey['cyan']).toBeGreaterThan(grey['magenta']!);
    expect(grey['cyan']).toBeGreaterThan(grey['yellow']!);
    expect(grey['black']).toBeGreaterThan(0);
  });

  it('of pins cover as much as a dot is wide, whatever the density', () => {
    expect(dotArea('9-pin', { x: 60, y: 72 })).toBe(1);
    expect(dotArea('24-pin', { x: 180, y: 180 })).toBeCloseTo(1.767, 3);
    expect(dotArea('24-pin', { x: 360, y: 360 })).toBeCloseTo(4 * 1.767, 2);
    const grey = Float32Array.of(128, 128, 128);
    const at = (area: number) => BLACK_ALONE.separate(1, area)(grey)[0]![0]!;
    // As many dots as cover half of the paper.
    expect(1 - (1 - at(7)) ** 7).toBeCloseTo(0.498, 2);
    expect(at(7)).toBeLessThan(at(1.2));
  });
});
