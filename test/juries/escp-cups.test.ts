/**
 * CUPS' own filter for matrix printers, Epson's for ESC/P-R and Gutenprint's for inkjets judge how we read their jobs,
 * against the pixels that they were given. The outcome is in `escp.md`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNITS_PER_INCH, type Ink } from '../../src/core/page/marks.ts';
import type { Pins } from '../../src/protocols/escp/model.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { isInstalled } from '../support/namespace.ts';
import {
  describedBy,
  DRIVERS,
  filtered,
  FILTERS,
  sampleDescription,
  type Raster,
} from './escp-cups.ts';
import {
  compose,
  difference,
  INK,
  plainModel,
  readJob,
  type Inked,
  type ReadPage,
} from './escp-ground.ts';
import { program, type PageKind } from './escp-pages.ts';

const has = (...files: readonly string[]) => files.every((file) => existsSync(file));
const canMakePixels = isInstalled('gs') && has(join(FILTERS, 'gstoraster'));
const can = (jury: string, ...files: readonly string[]) =>
  unlessLeftOut(canMakePixels && has(...files), `jury ${jury}`, 'it is not installed');

const canMatrix = can('rastertoepson', join(FILTERS, 'rastertoepson')) && isInstalled('ppdc');
const canEscpr = can('epson-escpr', join(FILTERS, 'epson-escpr'), join(DRIVERS, 'escpr'));
const canGutenprint = can(
  'Gutenprint',
  join(FILTERS, 'rastertogutenprint.5.3'),
  join(DRIVERS, 'gutenprint.5.3'),
);

/** A raster of one bit a pixel. */
function inked({ width, height, stride, pixels }: Raster): Inked {
  const found = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * stride + (x >> 3)]! & (0x80 >> (x & 7))) found[y * width + x] = INK.black;
    }
  }
  return { width, height, pixels: found };
}

describe.runIf(canMatrix)('CUPS for matrix printers', () => {
  it.each<[ppd: string, pins: Pins, resolution: string, page: PageKind]>([
    ['epson9.ppd', 9, '120x72dpi', 'photo'],
    ['epson9.ppd', 9, '240x72dpi', 'lines'],
    ['epson24.ppd', 24, '60dpi', 'lines'],
    ['epson24.ppd', 24, '180dpi', 'photo'],
    ['epson24.ppd', 24, '360dpi', 'text'],
  ])('%s, %i pins, %s: %s, every dot', (ppd, pins, resolution, kind) => {
    const options = `Resolution=${resolution}`;
    const { raster, job } = filtered(
      'rastertoepson',
      sampleDescription(ppd),
      program([kind]),
      options,
    );
    const { pages, report } = readJob(job, plainModel(pins));
    expect(report).toMatchObject({ unknown: [], faults: [], more: 0 });
    expect(pages).toHaveLength(1);
    const drawn = compose(pages[0]!, ...raster.dpi);
    const { missing, added, dots } = difference(drawn, inked(raster));
    expect(dots).toBeGreaterThan(10_000);
    expect({ missing, added }).toEqual({ missing: 0, added: 0 });
  });
});

/** Pixels of a page's pictures, red, green and blue, on white. */
function painted({ width, height, marks }: ReadPage, dpi: number) {
  const columns = Math.ceil((width / UNITS_PER_INCH) * dpi);
  const rows = Math.ceil((height / UNITS_PER_INCH) * dpi);
  const rgb = new Uint8Array(columns * rows * 3).fill(255);
  for (const mark of marks) {
    if (mark.kind !== 'picture') continue;
    const at = (units: number) => Math.round((units / UNITS_PER_INCH) * dpi);
    rgb.set(mark.rgb, (at(mark.y) * columns + at(mark.x)) * 3);
  }
  return { columns, rows, rgb };
}

describe.runIf(canEscpr)('Epson’s driver for ESC/P-R', () => {
  it('prints the very pixels that it was given', () => {
    const name =
      'escpr:0/cups/model/epson-inkjet-printer-escpr/Epson-ET-2550_Series-epson-escpr-en.ppd';
    const { raster, job } = filtered(
      'epson-escpr-wrapper',
      describedBy('escpr', name),
      program(['colours']),
    );
    const { pages, report } = readJob(job, plainModel(24));
    // Its driver writes it, and nobody says what it is for.
    expect(report.unknown.map(({ name: unknown }) => unknown)).toEqual(['ESC/P-R setn']);
    expect(report.faults).toEqual([]);
    expect(pages).toHaveLength(1);
    const { columns, rows, rgb } = painted(pages[0]!, raster.dpi[0]);
    // Margins are as wide on one side as on the other.
    const left = Math.floor((columns - raster.width) / 2);
    const top = Math.floor((rows - raster.height) / 2);
    let differing = 0;
    let coloured = 0;
    for (let y = 0; y < raster.height; y++) {
      for (let x = 0; x < raster.width * 3; x++) {
        const given = raster.pixels[y * raster.stride + x]!;
        if (given !== 255) coloured++;
        if (given !== rgb[((y + top) * columns + left) * 3 + x]) differing++;
      }
    }
    expect(coloured).toBeGreaterThan(100_000);
    expect(differing).toBe(0);
  });
});

/** How dark a page is, in squares, row by row. */
interface Shades {
  readonly columns: number;
  readonly rows: number;
  readonly dark: Float64Array;
}

/** Of a side of 1/60 inch. */
const SQUARE = 1 / 60;

function shadesOf(width: number, height: number): Shades {
  const [columns, rows] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
  return { columns, rows, dark: new Float64Array(columns * rows) };
}

/** Of pixels with red, green and blue of one or two bytes. */
function meantShades({ width, height, dpi, bitsPerPixel, stride, pixels }: Raster): Shades {
  const shades = shadesOf(width / dpi[0], height / dpi[1]);
  const bytes = bitsPerPixel / 8;
  const high = bytes / 3 - 1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / dpi[1] / SQUARE) * shades.columns;
    for (let x = 0; x < width; x++) {
      const at = y * stride + x * bytes + high;
      const light = pixels[at]! + pixels[at + bytes / 3]! + pixels[at + (bytes / 3) * 2]!;
      shades.dark[row + Math.floor(x / dpi[0] / SQUARE)]! += 1 - light / 765;
    }
  }
  return shades;
}

/** How much of the light a dot takes away; roughly, as no ink is known exactly. */
const DARKNESS: Readonly<Record<Ink, number>> = {
  black: 1,
  cyan: 1 / 3,
  magenta: 1 / 3,
  yellow: 1 / 3,
  'light cyan': 1 / 9,
  'light magenta': 1 / 9,
  'light black': 1 / 3,
};

/** Of dots, which are small, medium or large. */
function laidShades({ width, height, marks }: ReadPage): Shades {
  const shades = shadesOf(width / UNITS_PER_INCH, height / UNITS_PER_INCH);
  const square = SQUARE * UNITS_PER_INCH;
  for (const mark of marks) {
    if (mark.kind !== 'dots') continue;
    const { x, y, columns, rows, pitchX, pitchY, bits, data, inks } = mark;
    const darkness = inks.reduce((sum, ink) => sum + DARKNESS[ink], 0) / (2 ** bits - 1);
    const stride = Math.ceil((columns * bits) / 8);
    for (let row = 0; row < rows; row++) {
      const line = Math.floor((y + row * pitchY) / square) * shades.columns;
      for (let column = 0; column < columns; column++) {
        const byte = data[row * stride + ((column * bits) >> 3)]!;
        const size = (byte >> (8 - bits - ((column * bits) & 7))) & (2 ** bits - 1);
        if (size)
          shades.dark[line + Math.floor((x + column * pitchX) / square)]! += size * darkness;
      }
    }
  }
  return shades;
}

/** Pearson's. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const sum = (of: (a: number, b: number) => number) =>
    pairs.reduce((s, [a, b]) => s + of(a, b), 0);
  const [ma, mb] = [sum((a) => a) / pairs.length, sum((_, b) => b) / pairs.length];
  const [va, vb] = [sum((a) => (a - ma) ** 2), sum((_, b) => (b - mb) ** 2)];
  return sum((a, b) => (a - ma) * (b - mb)) / Math.sqrt(va * vb);
}

/** Sums of the columns, or of the rows. */
function profile({ columns, rows, dark }: Shades, along: 'x' | 'y'): number[] {
  const sums = Array.from({ length: along === 'x' ? columns : rows }, () => 0);
  for (const [i, value] of dark.entries()) {
    sums[along === 'x' ? i % columns : Math.floor(i / columns)]! += value;
  }
  return sums;
}

/** How far the second has to be moved so that it is likest to the first: a quarter of an inch at most. */
function offset(first: readonly number[], second: readonly number[]): number {
  const shifts = Array.from({ length: 31 }, (_, i) => i - 15);
  const alike = (by: number) =>
    correlation(second.map((value, i) => [first[i + by] ?? 0, value] as const));
  const found = shifts.map((by) => ({ by, alike: alike(by) }));
  return found.toSorted((a, b) => b.alike - a.alike)[0]!.by;
}

/** Of squares of so many together, since dots are no shades by themselves. */
const TOGETHER = 4;

function alike(laid: Shades, meant: Shades): { dx: number; dy: number; alike: number } {
  const dx = offset(profile(laid, 'x'), profile(meant, 'x'));
  const dy = offset(profile(laid, 'y'), profile(meant, 'y'));
  const pairs: [number, number][] = [];
  for (let top = 16; top + 16 < meant.rows; top += TOGETHER) {
    for (let left = 16; left + 16 < meant.columns; left += TOGETHER) {
      const pair: [number, number] = [0, 0];
      for (let y = top; y < top + TOGETHER; y++) {
        for (let x = left; x < left + TOGETHER; x++) {
          pair[0] += laid.dark[(y + dy) * laid.columns + x + dx] ?? 0;
          pair[1] += meant.dark[y * meant.columns + x]!;
        }
      }
      pairs.push(pair);
    }
  }
  return { dx, dy, alike: correlation(pairs) };
}

describe.runIf(canGutenprint)('Gutenprint for inkjets', () => {
  it.each<[model: string, page: PageKind, bits: 1 | 2, least: number]>([
    // A driver for a photo does not lay twice the ink for twice the dark.
    ['escp2-600', 'photo', 1, 0.9],
    ['escp2-740', 'text', 2, 0.98],
    ['escp2-870', 'text', 2, 0.97],
  ])('%s: %s, as dark as it was meant to be', (model, kind, bits, least) => {
    const { raster, job } = filtered(
      'rastertogutenprint.5.3',
      describedBy('gutenprint.5.3', `gutenprint.5.3://${model}/expert`),
      program([kind]),
      // Otherwise it makes a page that has no margins a little smaller.
      'StpiShrinkOutput=Crop',
    );
    const { pages, report } = readJob(job, plainModel(24));
    expect(report.unknown).toEqual([]);
    expect(pages).toHaveLength(1);
    const [page] = pages as [ReadPage];
    expect(page.height / UNITS_PER_INCH).toBeCloseTo(842 / 72, 2);
    const sizes = new Set(page.marks.map((mark) => (mark.kind === 'dots' ? mark.bits : 0)));
    expect([...sizes]).toEqual([bits]);
    const found = alike(laidShades(page), meantShades(raster));
    if (process.env['ESCP_TABLE']) console.log(`ROW ${model} ${kind} ${JSON.stringify(found)}`);
    expect(found.alike).toBeGreaterThan(least);
  });
});
