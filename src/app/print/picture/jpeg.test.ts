import { encode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../core/bytes/join.ts';
import { UsageError } from '../../../core/errors.ts';
import { decodeJpeg } from './jpeg.ts';
import { turned } from './orientation.ts';

/** Left half black, right half white; two blocks wide. */
function halves(width = 16, height = 8): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++)
    data.fill(at % width < width / 2 ? 0 : 255, at * 4, at * 4 + 4);
  return new Uint8Array(encode({ width, height, data }, 95).data);
}

/** The same, held as Exif says. */
function held(orientation: number, isLittle: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, isLittle);
  tiff.setUint32(4, 8, isLittle);
  tiff.setUint16(8, 1, isLittle);
  tiff.setUint16(10, 0x0112, isLittle);
  tiff.setUint16(12, 3, isLittle);
  tiff.setUint32(14, 1, isLittle);
  tiff.setUint16(18, orientation, isLittle);
  const content = joinBytes([
    Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0),
    new Uint8Array(tiff.buffer),
  ]);
  const segment = joinBytes([Uint8Array.of(0xff, 0xe1, 0, content.length + 2), content]);
  const plain = halves();
  return joinBytes([plain.subarray(0, 2), segment, plain.subarray(2)]);
}

function outcomeOf(bytes: Uint8Array): string {
  try {
    decodeJpeg(bytes, 'it.jpg');
    return 'read';
  } catch (problem) {
    return problem instanceof UsageError ? 'refused' : `a bug: ${String(problem)}`;
  }
}

describe('a JPEG', () => {
  it('is read, each pixel at its place', () => {
    const { width, height, rgb } = decodeJpeg(halves(), 'it.jpg');
    expect([width, height]).toEqual([16, 8]);
    expect([rgb[0]! < 8, rgb[15 * 3]! > 247]).toEqual([true, true]);
  });

  it.each([
    [1, [16, 8], 'left'],
    [2, [16, 8], 'right'],
    [3, [16, 8], 'right'],
    [4, [16, 8], 'left'],
    [5, [8, 16], 'top'],
    [6, [8, 16], 'top'],
    [7, [8, 16], 'bottom'],
    [8, [8, 16], 'bottom'],
    [99, [16, 8], 'left'],
  ])('stands upright, however the camera was held: %d', (orientation, size, dark) => {
    for (const isLittle of [true, false]) {
      const { width, height, rgb } = decodeJpeg(held(orientation, isLittle), 'it.jpg');
      expect([width, height]).toEqual(size);
      const isDark = (x: number, y: number) => rgb[(y * width + x) * 3]! < 128;
      expect(isDark(0, 0)).toBe(dark === 'left' || dark === 'top');
      expect(isDark(width - 1, 0)).toBe(dark === 'right' || dark === 'top');
      expect(isDark(0, height - 1)).toBe(dark === 'left' || dark === 'bottom');
    }
  });

  it('that is cut anywhere is read or refused in a sentence', () => {
    const whole = halves();
    const lengths = Array.from({ length: whole.length + 1 }, (_, length) => length);
    const outcomes = lengths.map((length) => outcomeOf(whole.subarray(0, length)));
    expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
  });

  it('that claims to be larger than memory, or is coded as nobody prints, is refused at once', () => {
    const frame = (marker: number) =>
      Uint8Array.of(0xff, 0xd8, 0xff, marker, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0);
    expect(() => decodeJpeg(frame(0xc0), 'it.jpg')).toThrow('65535 x 65535 pixels');
    expect(() => decodeJpeg(frame(0xc9), 'it.jpg')).toThrow('arithmetic coding');
  });
});

describe('turning', () => {
  it('by each orientation and back is nothing', () => {
    const rgb = Uint8Array.from({ length: 2 * 3 * 3 }, (_, n) => n);
    const picture = { width: 2, height: 3, rgb };
    for (const [there, back] of [
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 8],
      [7, 7],
      [8, 6],
    ] as const) {
      expect(turned(turned(picture, there), back)).toEqual(picture);
    }
  });
});
