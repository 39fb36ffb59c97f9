import { describe, expect, it } from 'vitest';
import { inches } from '../core/page/paper.ts';
import { seededRandom } from '../core/random.ts';
import { UNITS_PER_INCH, type DotsMark, type Ink, type PictureMark } from '../core/page/marks.ts';
import type { Bitmap } from './bitmap.ts';
import { createCanvas, type CanvasOptions } from './canvas.ts';

const dpi = (n: number) => UNITS_PER_INCH / n;
const FORMAT = { width: inches(1), height: inches(1) };

/** Dots as a drawing: `#` and `.`; or sizes by their digits. */
function dots(
  rows: readonly string[],
  pitch: number | readonly [number, number],
  mark: Partial<DotsMark> = {},
): DotsMark {
  const bits = mark.bits ?? 1;
  const columns = rows[0]!.length;
  const stride = Math.ceil((columns * bits) / 8);
  const data = new Uint8Array(rows.length * stride);
  rows.forEach((row, y) =>
    [...row].forEach((sign, x) => {
      const size = sign === '#' ? 1 : Number(sign) || 0;
      const bit = x * bits;
      data[y * stride + (bit >> 3)]! |= size << (8 - bits - (bit & 7));
    }),
  );
  const [pitchX, pitchY] = typeof pitch === 'number' ? [pitch, pitch] : pitch;
  const base = { kind: 'dots', x: 0, y: 0, columns, rows: rows.length, bits, data } as const;
  return { ...base, pitchX, pitchY, inks: ['black'], ...mark };
}

function bitmapOf(marks: readonly (DotsMark | PictureMark)[], options?: CanvasOptions): Bitmap {
  const canvas = createCanvas(FORMAT, options);
  for (const mark of marks) canvas.mark(mark);
  return canvas.bitmap();
}

function colourAt({ data, width, channels, palette }: Bitmap, x: number, y: number): number[] {
  const at = (y * width + x) * channels;
  const from = palette ? palette.subarray(data[at]! * 3) : data.subarray(at);
  return [...from.subarray(0, 3)];
}

const inked = ({ data }: Bitmap) => data.reduce((sum, pixel) => sum + (pixel ? 1 : 0), 0);
/** A corner of the page, as it was drawn: levels of black. */
const corner = ({ data, width }: Bitmap, columns: number, rows: number) =>
  Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => '.-+#'[data[y * width + x]! >> 6]).join(''),
  );

describe('a canvas', () => {
  it('is white paper at 180 dpi where nothing stands', () => {
    const page = bitmapOf([]);
    expect([page.width, page.height, page.dpiX]).toEqual([180, 180, 180]);
    expect(colourAt(page, 90, 90)).toEqual([255, 255, 255]);
  });

  it('shows each dot where it stands', () => {
    const page = bitmapOf([dots(['#..#', '....', '.##.'], dpi(180))]);
    expect(corner(page, 5, 4)).toEqual(['#..#.', '.....', '.##..', '.....']);
    expect(inked(page)).toBe(4);
  });

  it.each([60, 72, 80, 90, 120, 144, 180, 216, 240, 300, 360, 600, 720])(
    'leaves no gap between dots of 1/%d inch, and none beyond',
    (n) => {
      const side = Math.floor(n / 4);
      const page = bitmapOf([
        dots(
          Array.from({ length: side }, () => '#'.repeat(side)),
          dpi(n),
        ),
      ]);
      const edge = Math.floor((side / n) * page.dpiX + 1e-6);
      expect(inked(page)).toBe(edge * edge);
      expect(corner(page, edge, edge).join('')).toMatch(/^#+$/);
    },
  );

  it('has as many pixels as dots need', () => {
    const size = (pitch: number | [number, number]) => bitmapOf([dots(['#'], pitch)]).dpiX;
    expect([dpi(60), dpi(240), dpi(300), dpi(360), dpi(720)].map(size)).toEqual([
      180, 240, 300, 360, 720,
    ]);
    expect(size([dpi(120), dpi(72)])).toBe(360);
    expect(size([dpi(1440), dpi(720)])).toBe(720);
  });

  it('keeps to the resolution that is wanted', () => {
    const page = bitmapOf([dots(['##'], [dpi(120), dpi(72)])], {
      resolution: { dpiX: 120, dpiY: 72 },
    });
    expect([page.width, page.height, inked(page)]).toEqual([120, 72, 2]);
  });

  it('gathers dots that are finer than its pixels', () => {
    const half = bitmapOf([dots(['#.#.#.#.'], [dpi(1440), dpi(720)])]);
    const all = bitmapOf([dots(['########'], [dpi(1440), dpi(720)])]);
    const none = bitmapOf([dots(['........'], [dpi(1440), dpi(720)])]);
    expect(corner(all, 5, 1)).toEqual(['####.']);
    expect(corner(half, 5, 1)[0]).toMatch(/^[-+]{4}\.$/);
    expect(inked(none)).toBe(0);
  });

  it('makes dots as small as passes between passes need', () => {
    const rows = Array.from({ length: 8 }, (_, n) => (n % 2 ? '#' : '.'));
    const passes = [0, 1, 2].map((n) => dots(rows, [dpi(120), dpi(72)], { y: n * dpi(216) }));
    // Each pass has its dots in rows 3, 9, … of 216, one lower each time: together rows 3 to 5, 9 to 11, …
    const page = bitmapOf(passes, { resolution: { dpiX: 120, dpiY: 216 } });
    expect(corner(page, 1, 12).join('')).toBe('...###...###');
    const single = bitmapOf([passes[0]!], { resolution: { dpiX: 120, dpiY: 216 } });
    expect(corner(single, 1, 12).join('')).toBe('...###...###');
    const alternate = bitmapOf(
      [passes[0]!, { ...passes[1]!, data: new Uint8Array(8) }, passes[2]!],
      {
        resolution: { dpiX: 120, dpiY: 216 },
      },
    );
    expect(corner(alternate, 1, 12).join('')).toBe('...#.#...#.#');
  });

  it('leaves dots whole when the same is printed again a little lower', () => {
    const rows = ['#', '#', '#'];
    const twice = [0, 1].map((n) => dots(rows, dpi(72), { y: n * dpi(216) }));
    const page = bitmapOf(twice, { resolution: { dpiX: 72, dpiY: 216 } });
    expect(corner(page, 1, 10).join('')).toBe('#########.');
  });

  it('mixes inks as filters, and ribbons of two inks alike', () => {
    const lay = (...inks: Ink[][]) =>
      colourAt(bitmapOf(inks.map((one) => dots(['#'], dpi(180), { inks: one }))), 0, 0);
    expect(lay(['black'])).toEqual([0, 0, 0]);
    const [red, green, blue] = lay(['magenta', 'yellow']) as [number, number, number];
    expect(red).toBeGreaterThan(200);
    expect(green + blue).toBeLessThan(60);
    expect(lay(['magenta'], ['yellow'])).toEqual([red, green, blue]);
    expect(lay(['yellow'], ['black'])).toEqual([0, 0, 0]);
    const [, cyanGreen] = lay(['cyan', 'yellow']) as [number, number, number];
    expect(cyanGreen).toBeGreaterThan(100);
  });

  it('darkens with the size of dots, and with light inks less', () => {
    const tone = (row: string, mark: Partial<DotsMark>) => {
      const page = bitmapOf([dots([row, row, row], dpi(180), { bits: 2, ...mark })]);
      let sum = 0;
      for (let y = 0; y < 3; y += 1) {
        for (let x = 0; x < row.length; x += 1) sum += colourAt(page, x, y)[0]!;
      }
      return sum / (3 * row.length);
    };
    const full = ['0', '1', '2', '3'].map((size) => tone(size.repeat(12), {}));
    expect(full).toEqual([255, 170, 85, 0]);
    const light = ['1', '2', '3'].map((size) => tone(size.repeat(12), { inks: ['light black'] }));
    expect(light.map(Math.round)).toEqual([227, 198, 170]);
  });

  it('lets drops be as large as they are where they have no room, which one bit a dot does not say', () => {
    const drop = (bits: 1 | 2, row: string) =>
      bitmapOf([dots([row], dpi(720), { bits })], {
        resolution: { dpiX: 720, dpiY: 720 },
      });
    expect(corner(drop(2, '.3...'), 5, 3)).toEqual(['.##..', '.##..', '.....']);
    expect(corner(drop(1, '.#...'), 5, 3)).toEqual(['.#...', '.....', '.....']);
    // Small ones add up where they lie over each other: a third, two thirds, a third.
    const small = [0, 1, 2, 3].map((x) => colourAt(drop(2, '11...'), x, 0)[0]);
    expect(small).toEqual([170, 85, 170, 255]);
  });

  it('cuts what lies beyond the paper', () => {
    const page = bitmapOf([
      dots(['####', '####'], dpi(180), { x: -2 * dpi(180), y: -dpi(180) }),
      dots(['####', '####'], dpi(180), { x: 178 * dpi(180), y: 179 * dpi(180) }),
    ]);
    expect(inked(page)).toBe(4);
    expect(corner(page, 3, 1)).toEqual(['##.']);
  });

  it('turns to colours for a picture, over which inks still lie', () => {
    const rgb = Uint8Array.from([200, 100, 50, 10, 20, 30]);
    const picture: PictureMark = {
      kind: 'picture',
      x: 0,
      y: 0,
      columns: 2,
      rows: 1,
      pitchX: dpi(90),
      pitchY: dpi(90),
      rgb,
    };
    const page = bitmapOf([dots(['.#'], dpi(180)), picture]);
    expect(page.channels).toBe(3);
    expect(colourAt(page, 0, 0)).toEqual([200, 100, 50]);
    expect(colourAt(page, 1, 0)).toEqual([0, 0, 0]);
    expect(colourAt(page, 3, 1)).toEqual([10, 20, 30]);
    expect(colourAt(page, 4, 0)).toEqual([255, 255, 255]);
  });

  it('draws dots that are finer than what is wanted as their mean', () => {
    const rows = Array.from({ length: 100 }, (_, y) => (y % 2 ? '#.' : '..').repeat(50));
    const wanted = { resolution: { dpiX: 100, dpiY: 100 } };
    const page = bitmapOf([dots(rows, dpi(360))], wanted);
    expect([page.width, page.height, page.channels, page.palette]).toEqual([
      100,
      100,
      1,
      undefined,
    ]);
    // A quarter of the dots, over a hundred of 360 to the inch each way.
    const dark = page.data.reduce((sum, grey) => sum + (255 - grey) / 255, 0);
    expect(dark / 27.8 ** 2).toBeCloseTo(0.25, 2);
    const full = bitmapOf(
      [
        dots(
          rows.map(() => '#'.repeat(100)),
          dpi(360),
        ),
      ],
      wanted,
    );
    for (let y = 0; y < 27; y += 1) {
      expect([...full.data.subarray(y * 100, y * 100 + 27)]).toEqual(
        Array.from({ length: 27 }, () => 0),
      );
    }
    const coloured = bitmapOf([dots(rows, dpi(360), { inks: ['cyan'] })], wanted);
    expect([coloured.channels, coloured.width]).toEqual([3, 100]);
  });

  it('takes the mean where a picture is finer than a page may be', () => {
    const rgb = Uint8Array.from({ length: 8 * 2 * 3 }, (_, n) =>
      Math.floor(n / 3) % 2 ? 200 : 100,
    );
    const picture: PictureMark = {
      kind: 'picture',
      x: 0,
      y: 0,
      columns: 8,
      rows: 2,
      pitchX: dpi(360),
      pitchY: dpi(360),
      rgb,
    };
    const page = bitmapOf([picture], { resolution: { dpiX: 180, dpiY: 180 } });
    expect(colourAt(page, 3, 0)).toEqual([150, 150, 150]);
    expect(colourAt(page, 4, 0)).toEqual([255, 255, 255]);
  });

  it('keeps what it is handed, though it be used anew', () => {
    const mark = dots(['#'], dpi(180));
    const canvas = createCanvas(FORMAT);
    canvas.mark(mark);
    mark.data.fill(0);
    expect(inked(canvas.bitmap())).toBe(1);
    canvas.mark(dots(['.#'], dpi(180)));
    expect(inked(canvas.bitmap())).toBe(2);
  });

  it('is as long as a roll became', () => {
    const canvas = createCanvas({ width: inches(1), height: inches(100) });
    canvas.mark(dots(['#'], dpi(180)));
    expect(canvas.bitmap(inches(2)).height).toBe(360);
  });

  it('stays small, however large the paper is said to be', () => {
    const kilometre = { width: inches(8), height: inches(39_370) };
    const canvas = createCanvas(kilometre);
    canvas.mark(dots(['#'], dpi(720)));
    expect(canvas.bitmap().data.length).toBeLessThanOrEqual(64_000_000);
  });

  it('draws at once what is too much to keep', () => {
    const canvas = createCanvas(FORMAT);
    const large = dots(['#'.repeat(8)], dpi(360));
    const data = new Uint8Array(9 * 1024 * 1024);
    data[0] = 0x80;
    for (let n = 0; n < 8; n += 1) {
      canvas.mark({ ...large, y: n * dpi(360), rows: data.length, data });
    }
    expect(corner(canvas.bitmap(), 1, 9).join('')).toBe('########.');
  });

  it('draws large dots over each other only so often', () => {
    const canvas = createCanvas(FORMAT);
    // Each dot covers the page: all of them would take eight billion pixels.
    const large = { columns: 8, rows: 1, pitchX: FORMAT.width, pitchY: FORMAT.width };
    const data = Uint8Array.of(0xff);
    for (let n = 0; n < 30_000; n += 1) {
      canvas.mark({ ...dots(['#'], dpi(180)), ...large, x: -(n % 8) * FORMAT.width, data });
    }
    const page = canvas.bitmap();
    expect(inked(page)).toBe(page.data.length);
    expect(canvas.leftOut).toBeGreaterThan(25_000);
    expect(canvas.leftOut).toBeLessThan(30_000);
  });

  it.each(['plain', 'dots'] as const)('takes any marks, %s', (look) => {
    const random = seededRandom(621);
    const upTo = (n: number) => Math.floor(random() * n);
    const wild = () => [-1e9, -1, 0, 1, 240, 86_400, 1e9, upTo(1e6) - 5e5][upTo(8)]!;
    for (let turn = 0; turn < 20; turn += 1) {
      const format = { width: 1 + upTo(1e5), height: 1 + upTo(1e5) };
      const canvas = createCanvas(format, { look });
      for (let n = 0; n < 20; n += 1) {
        const [columns, rows, bits] = [
          upTo(40),
          upTo(9),
          random() < 0.5 ? (1 as const) : (2 as const),
        ];
        const place = { x: wild(), y: wild(), pitchX: wild(), pitchY: wild(), columns, rows };
        const bytes = (length: number) => Uint8Array.from({ length }, () => upTo(256));
        const inks: Ink[] = [(['black', 'cyan', 'light magenta'] as const)[upTo(3)]!];
        const data = bytes(Math.ceil((columns * bits) / 8) * rows);
        canvas.mark(
          random() < 0.8
            ? { kind: 'dots', ...place, bits, data, inks }
            : { kind: 'picture', ...place, rgb: bytes(rows * columns * 3) },
        );
      }
      const { width, height, channels, data } = canvas.bitmap();
      expect(data.length).toBe(width * height * channels);
    }
  });

  it('passes over marks that make no sense', () => {
    const page = bitmapOf([
      dots(['#'], 0),
      dots(['#'], dpi(180), { rows: 0, data: new Uint8Array(0) }),
      dots(['#'], dpi(180), { inks: [] }),
    ]);
    expect(inked(page)).toBe(0);
  });
});
