import { beforeAll, describe, expect, it } from 'vitest';
import { UNITS_PER_INCH, type CharacterStyle, type TextMark } from '../../core/page/marks.ts';
import { inches, points } from '../../core/page/paper.ts';
import { nodeFonts } from '../../platform/node/fonts.ts';
import type { Bitmap } from '../bitmap.ts';
import { createCanvas, type CanvasOptions } from '../canvas.ts';
import { openLetters, type Letters } from './letters.ts';

const FORMAT = { width: inches(2), height: inches(1) };
const PICA = inches(0.1);
const BASELINE = inches(0.5);
const STYLE: CharacterStyle = {
  typeface: 'roman',
  bold: false,
  doubleStrike: false,
  italic: false,
  outline: false,
  shadow: false,
  proportional: false,
  quality: 'letter',
};

let letters: Letters;
beforeAll(async () => {
  letters = await openLetters(nodeFonts(new URL('../../../dist/data/', import.meta.url)));
});

function text(characters: string, mark: Partial<TextMark> = {}, style?: Partial<CharacterStyle>) {
  const cell = mark.cell ?? PICA;
  const advances = mark.advances ?? Array.from(characters, () => cell);
  const base = { kind: 'text', x: PICA, y: BASELINE, size: points(10.5), stretch: 1 } as const;
  const look = { scores: [], inks: ['black'], style: { ...STYLE, ...style } } as const;
  return { ...base, ...look, text: characters, ...mark, cell, advances } satisfies TextMark;
}

function drawn(marks: TextMark | readonly TextMark[], options?: CanvasOptions): Bitmap {
  const canvas = createCanvas(FORMAT, { letters, ...options });
  for (const mark of [marks].flat()) canvas.mark(mark as TextMark);
  return canvas.bitmap();
}

/** Where there is ink, in inches, and how much: full pixels. */
function ink({ data, width, height, dpiX, dpiY }: Bitmap) {
  let [left, right, top, bottom, amount] = [Infinity, -Infinity, Infinity, -Infinity, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const level = data[y * width + x]! >> 6;
      if (level === 0) continue;
      amount += level / 3;
      left = Math.min(left, x / dpiX);
      right = Math.max(right, (x + 1) / dpiX);
      top = Math.min(top, y / dpiY);
      bottom = Math.max(bottom, (y + 1) / dpiY);
    }
  }
  return { left, right, top, bottom, width: right - left, height: bottom - top, amount };
}

const levelAt = ({ data, width, dpiX, dpiY }: Bitmap, x: number, y: number) =>
  data[Math.floor(y * dpiY) * width + Math.floor(x * dpiX)]! >> 6;

const PIXEL = 1 / 180;

describe('letters', () => {
  it('stand on the baseline, in their cell', () => {
    const { left, right, top, bottom } = ink(drawn(text('H')));
    expect(left).toBeGreaterThan(0.1);
    expect(right).toBeLessThan(0.2);
    expect(bottom).toBeCloseTo(0.5, 2);
    // Capitals of 10.5 points are about a tenth of an inch high.
    expect(bottom - top).toBeGreaterThan(0.09);
    expect(bottom - top).toBeLessThan(0.12);
    expect(ink(drawn(text('g'))).bottom).toBeGreaterThan(0.52);
  });

  it('are as symmetric as they are', () => {
    const page = drawn(text('H', { x: inches(0.5), cell: inches(0.2) }));
    const { data, width } = page;
    const row = (y: number) => [...data.subarray(y * width + 90, y * width + 126)];
    for (let y = 70; y < 90; y += 1) expect(row(y)).toEqual(row(y).toReversed());
  });

  it('leave nothing for spaces', () => {
    expect(ink(drawn(text('   '))).amount).toBe(0);
  });

  it('follow the advances that the job gives', () => {
    const page = drawn(text('II', { advances: [inches(0.7), PICA] }));
    expect(ink(page).right).toBeGreaterThan(0.8);
    expect(levelAt(page, 0.5, 0.45)).toBe(0);
  });

  it('fill their cells: double width, condensed, double height', () => {
    const one = ink(drawn(text('H')));
    const wide = ink(drawn(text('H', { cell: PICA * 2 })));
    const narrow = ink(drawn(text('H', { cell: PICA / 2 })));
    const high = ink(drawn(text('H', { stretch: 2 })));
    expect(Math.abs(wide.width - 2 * one.width)).toBeLessThan(1.5 * PIXEL);
    expect(wide.height).toBeCloseTo(one.height);
    expect(Math.abs(narrow.width - one.width / 2)).toBeLessThan(1.5 * PIXEL);
    expect(Math.abs(high.height - 2 * one.height)).toBeLessThan(1.5 * PIXEL);
    expect(high.width).toBeCloseTo(one.width);
  });

  it('are heavier when bold or struck twice, hollow when they are outlines', () => {
    const amount = (style: Partial<CharacterStyle>) => ink(drawn(text('HOM', {}, style))).amount;
    const plain = amount({});
    expect(amount({ bold: true })).toBeGreaterThan(plain * 1.3);
    expect(amount({ doubleStrike: true })).toBeGreaterThan(plain * 1.05);
    expect(amount({ outline: true })).toBeLessThan(amount({ bold: true }) * 0.9);
    const big = { x: inches(0.2), y: inches(0.9), cell: inches(0.6), size: points(60) };
    const hollow = drawn(text('I', big, { outline: true }));
    const full = drawn(text('I', big, { bold: true }));
    expect([levelAt(full, 0.5, 0.6), levelAt(hollow, 0.5, 0.6)]).toEqual([3, 0]);
    expect(ink(hollow).width).toBeCloseTo(ink(full).width);
  });

  it('cast a grey shadow to the right and below', () => {
    const plain = ink(drawn(text('H')));
    const page = drawn(text('H', {}, { shadow: true }));
    const shadowed = ink(page);
    expect([shadowed.left, shadowed.top]).toEqual([plain.left, plain.top]);
    expect(shadowed.right).toBeGreaterThan(plain.right + PIXEL);
    expect(shadowed.bottom).toBeGreaterThan(plain.bottom + PIXEL);
    expect(levelAt(page, shadowed.right - PIXEL / 2, 0.49)).toBe(1);
  });

  it('lean to the right when italic', () => {
    const page = drawn(
      text('l', { x: inches(0.5), cell: inches(0.3), size: points(40) }, { italic: true }),
    );
    const middle = (y: number) => {
      const { data, width } = page;
      const row = data.subarray(y * width, (y + 1) * width);
      return (row.indexOf(0xc0) + row.lastIndexOf(0xc0)) / 2;
    };
    expect(middle(40)).toBeGreaterThan(middle(75) + 3);
  });

  it('are as wide as they ask for in proportional type', () => {
    const { widths } = letters;
    const style = { typeface: 'roman', bold: false, italic: false } as const;
    expect(widths('W', style)).toBeGreaterThan(2 * widths('i', style));
    expect(widths('W', { ...style, bold: true })).toBeGreaterThan(widths('W', style));
    const size = points(20);
    const mark = { size, cell: 0, advances: [Math.round(widths('W', style) * size)] };
    const { left, right } = ink(drawn(text('W', mark, { proportional: true })));
    expect(right - left).toBeCloseTo((widths('W', style) * size) / UNITS_PER_INCH, 1);
  });

  it('that are missing are boxes, and counted', () => {
    const page = drawn(text('\u4e00\u4e01\u4e00'));
    expect(letters.missing.get('\u4e00')).toBe(2);
    expect(letters.missing.get('\u4e01')).toBe(1);
    expect(levelAt(page, 0.15, 0.45)).toBe(0);
    expect(ink(page).amount).toBeGreaterThan(30);
  });

  it('of other scripts come from other fonts, in every style, and stand in the middle of the cell', () => {
    const before = letters.missing.size;
    for (const proportional of [false, true]) {
      for (const typeface of ['roman', 'sans serif', 'script'] as const) {
        for (const italic of [false, true]) {
          const style = { proportional, typeface, italic, bold: !italic };
          expect(ink(drawn(text('אﻷ₧Ж', {}, style))).amount).toBeGreaterThan(50);
        }
      }
    }
    expect(letters.missing.size).toBe(before);
    const { left, right } = ink(drawn(text('ו')));
    expect((left + right) / 2).toBeCloseTo(0.15, 2);
    expect(right - left).toBeLessThan(0.06);
  });

  it('take their inks', () => {
    const page = drawn(text('I', { inks: ['magenta', 'yellow'] }));
    expect(new Set(page.data)).toContain(0b00_00_11_11);
    expect([...page.data].every((pixel) => pixel >> 4 === 0)).toBe(true);
  });

  it('are cut where the paper ends, and never larger than a page', () => {
    const mark = text('Wg', { x: -inches(0.05), y: 0, size: points(30_000), cell: inches(300) });
    expect(drawn(mark).data.length).toBe(360 * 180);
    expect(ink(drawn(text('HHH', { x: inches(1.85) }))).right).toBe(2);
  });
});

describe('scores', () => {
  const height = (at: 'under' | 'through' | 'over', more = {}) => {
    const score = { at, isDouble: false, isBroken: false, ...more };
    return ink(drawn(text('     ', { scores: [score] })));
  };

  it('run along all characters, spaces too', () => {
    for (const at of ['under', 'through', 'over'] as const) {
      const { left, right } = height(at);
      expect(left).toBeCloseTo(0.1);
      expect(right).toBeCloseTo(0.6);
    }
    expect(height('under').top).toBeGreaterThan(0.5);
    expect(height('through').bottom).toBeLessThan(0.49);
    expect(height('over').bottom).toBeLessThan(0.4);
  });

  it('are two when double, and broken when broken', () => {
    const single = height('under');
    expect(height('under', { isDouble: true }).amount).toBe(single.amount * 2);
    const broken = height('under', { isBroken: true }).amount;
    expect(broken).toBeGreaterThan(single.amount * 0.4);
    expect(broken).toBeLessThan(single.amount * 0.8);
  });
});

describe.each(['plain', 'dots'] as const)('characters for boxes, %s', (look) => {
  it.each([10, 12, 15, 120 / 7, 20])('join along a line of %d to the inch', (cpi) => {
    const cell = UNITS_PER_INCH / cpi;
    const page = drawn(text('─'.repeat(8), { cell }), { look });
    const { top, bottom } = ink(page);
    const from = Math.round((0.1 + 0.5 / cpi) * page.dpiX);
    const to = Math.round((0.1 + 7.5 / cpi) * page.dpiX);
    const y = Math.floor(((top + bottom) / 2) * page.dpiY);
    const line = [...page.data.subarray(y * page.width + from, y * page.width + to)];
    expect(line.every((pixel) => pixel >> 6 >= 2)).toBe(true);
  });

  it.each<[number, Partial<CharacterStyle>]>([
    [10.5, {}],
    [7, { quality: 'draft' }],
    [10.5, { quality: 'draft', bold: true }],
  ])('join from line to line, six to the inch, at %d points', (size, style) => {
    const lines = [2, 3, 4].map((line) =>
      text('│', { y: (line * UNITS_PER_INCH) / 6, size: points(size) }, style),
    );
    const page = drawn(lines, { look });
    const { left, right } = ink(page);
    const x = Math.floor(((left + right) / 2) * page.dpiX);
    for (let y = Math.ceil(0.3 * page.dpiY); y < 0.68 * page.dpiY; y += 1) {
      // Of two round dots beside each other, neither has its middle there.
      const near = page.data.subarray(y * page.width + x - 2, y * page.width + x + 3);
      expect(Math.max(...near) >> 6).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('the look of dots', () => {
  it('makes a draft of few dots, in rows of 1/72 inch', () => {
    const page = drawn(text('H', {}, { quality: 'draft' }), { look: 'dots' });
    // Between two rows of round dots there is less ink: seven rows for a capital.
    const perRow = Array.from({ length: page.height }, (_, y) =>
      page.data
        .subarray(y * page.width, (y + 1) * page.width)
        .reduce((n, pixel) => n + (pixel >> 6), 0),
    );
    const peaks = perRow.filter((n, y) => n > 0 && n >= perRow[y - 1]! && n > perRow[y + 1]!);
    expect(peaks).toHaveLength(7);
  });

  it('makes letters as the head has pins, of which a draft tells by itself', () => {
    const draw = (pins: 9 | 24, quality: 'draft' | 'letter') =>
      drawn(text('Hamburg', {}, { quality }), { look: 'dots', pins }).data;
    expect(Buffer.compare(draw(9, 'letter'), draw(24, 'letter'))).not.toBe(0);
    expect(Buffer.compare(draw(9, 'draft'), draw(24, 'draft'))).toBe(0);
  });

  it('has letters of more dots than drafts', () => {
    const amount = (quality: 'draft' | 'letter') => {
      const { data } = drawn(text('s', { size: points(20) }, { quality }), { look: 'dots' });
      return new Set(data).size > 2 ? data.reduce((n, pixel) => n + (pixel ? 1 : 0), 0) : 0;
    };
    expect(amount('letter')).toBeGreaterThan(0);
    expect(amount('draft')).toBeGreaterThan(0);
    expect(amount('letter')).not.toBe(amount('draft'));
  });
});
