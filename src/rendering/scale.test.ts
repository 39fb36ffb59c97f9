import { describe, expect, it } from 'vitest';
import type { Bitmap } from './bitmap.ts';
import { inkPalette } from './inks.ts';
import { atDpi, atWidth, scaled } from './scale.ts';
import { terminalPicture } from './terminal.ts';

/** Levels of black: `#` all, `.` none. */
function drawing(rows: readonly string[], more: Partial<Bitmap> = {}): Bitmap {
  const data = Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 0xc0 : 0));
  const size = { width: rows[0]!.length, height: rows.length, dpiX: 180, dpiY: 180 };
  return { ...size, channels: 1, data, palette: inkPalette('process'), ...more };
}

const CHECKS = drawing(['#.#.', '.#.#', '####', '####']);

describe('a smaller page', () => {
  it('is the mean of what it was', () => {
    expect([...scaled(CHECKS, 2, 2, 'grey').data]).toEqual([128, 128, 0, 0]);
    expect([...scaled(CHECKS, 1, 2, 'rgb').data]).toEqual([128, 128, 128, 0, 0, 0]);
  });

  it('is as it was at the same size, and larger by the nearest', () => {
    expect([...scaled(CHECKS, 4, 4, 'grey').data]).toEqual(
      [...CHECKS.data].map((n) => (n ? 0 : 255)),
    );
    expect([...scaled(drawing(['#.']), 4, 1, 'grey').data]).toEqual([0, 0, 255, 255]);
  });

  it('keeps its size on paper, with pixels that are square', () => {
    const page = drawing(
      Array.from({ length: 72 }, () => '#'.repeat(120)),
      { dpiX: 120, dpiY: 72 },
    );
    const { width, height, dpiX, dpiY } = atDpi(page, 36, 'grey');
    expect([width, height, dpiX, dpiY]).toEqual([36, 36, 36, 36]);
    expect(atWidth(page, 30, 'rgb')).toMatchObject({ width: 30, height: 30, channels: 3 });
  });

  it('takes colours and greys without a palette', () => {
    const data = Uint8Array.of(255, 0, 0, 0, 0, 255);
    const colours: Bitmap = { width: 2, height: 1, dpiX: 1, dpiY: 1, channels: 3, data };
    expect([...scaled(colours, 1, 1, 'rgb').data]).toEqual([128, 0, 128]);
    expect([...scaled(colours, 1, 1, 'grey').data]).toEqual([53]);
    const greys: Bitmap = { ...colours, width: 6, channels: 1 };
    expect([...scaled(greys, 3, 1, 'grey').data]).toEqual([128, 0, 128]);
    expect([...scaled(greys, 1, 1, 'rgb').data]).toEqual([85, 85, 85]);
  });
});

describe('a page in a terminal', () => {
  const left = drawing(Array.from({ length: 16 }, () => '########........'));

  it('is two pixels to a character in colours', () => {
    expect(terminalPicture(left, 4, { colour: 'true' })).toEqual([
      '\u001b[38;2;0;0;0;48;2;0;0;0m▀▀\u001b[38;2;255;255;255;48;2;255;255;255m▀▀\u001b[0m',
      '\u001b[38;2;0;0;0;48;2;0;0;0m▀▀\u001b[38;2;255;255;255;48;2;255;255;255m▀▀\u001b[0m',
    ]);
    expect(terminalPicture(left, 2, { colour: 'indexed' })).toEqual([
      '\u001b[38;5;16;48;5;16m▀\u001b[38;5;231;48;5;231m▀\u001b[0m',
    ]);
  });

  it('is eight dots to a character without', () => {
    expect(terminalPicture(left, 4, { colour: 'none' })).toEqual(['⣿⣿⠀⠀', '⣿⣿⠀⠀']);
    const grey = drawing(Array.from({ length: 64 }, (_, y) => (y % 2 ? '#.' : '.#').repeat(32)));
    const dots = terminalPicture(grey, 8, { colour: 'none' }).join('');
    const count = [...dots].reduce(
      (n, sign) => n + (sign.charCodeAt(0) & 0xff).toString(2).replaceAll('0', '').length,
      0,
    );
    expect(count / (dots.length * 8)).toBeGreaterThan(0.5);
    expect(count / (dots.length * 8)).toBeLessThan(0.8);
  });

  it('fits the lines that there are', () => {
    const page = drawing(Array.from({ length: 40 }, () => '#'.repeat(20)));
    expect(terminalPicture(page, 20, { colour: 'none' })).toHaveLength(20);
    const lines = terminalPicture(page, 20, { colour: 'none', rows: 5 });
    expect([lines.length, lines[0]!.length]).toEqual([5, 5]);
    expect(terminalPicture(page, 1, { colour: 'true', rows: 1 })).toHaveLength(1);
  });
});
