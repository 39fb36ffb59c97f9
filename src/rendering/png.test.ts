import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { nodeCompression } from '../platform/node/compression.ts';
import { simulatedCompression } from '../platform/simulated/compression.ts';
import type { Bitmap } from './bitmap.ts';
import { inkPalette } from './inks.ts';
import { pngBytes } from './png.ts';

const compression = nodeCompression();

/** What another decoder sees: red, green and blue of each pixel. */
async function seen(bitmap: Bitmap, effort?: 'fast' | 'small'): Promise<number[]> {
  const image = decode(await pngBytes(bitmap, compression, effort), { checkCrc: true });
  expect([image.width, image.height]).toEqual([bitmap.width, bitmap.height]);
  if (!image.palette) {
    const data = [...image.data];
    return image.channels === 3 ? data : data.flatMap((grey) => [grey, grey, grey]);
  }
  const { palette, depth, width } = image;
  const stride = Math.ceil((width * depth) / 8);
  return Array.from({ length: width * image.height }, (_, n) => {
    const bit = (n % width) * depth;
    const byte = image.data[Math.floor(n / width) * stride + (bit >> 3)]!;
    return palette[(byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)]!;
  }).flat();
}

/** What the bitmap means. */
const meant = ({ data, palette, channels }: Bitmap): number[] =>
  channels === 3
    ? [...data]
    : [...data].flatMap((pixel) =>
        palette ? [...palette.subarray(pixel * 3, pixel * 3 + 3)] : [pixel, pixel, pixel],
      );

const inks = (width: number, height: number, colours: readonly number[]): Bitmap => ({
  width,
  height,
  dpiX: 360,
  dpiY: 180,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, n) => colours[(n * 7) % colours.length]!),
  palette: inkPalette('process'),
});

const every = Array.from({ length: 256 }, (_, n) => n);

describe('a PNG', () => {
  it.each<[string, Bitmap]>([
    ['1 bit', inks(13, 5, [0, 0xc0])],
    ['1 bit of paper alone', inks(9, 3, [0])],
    ['2 bits', inks(13, 5, [0, 0x40, 0x80, 0xc0])],
    ['4 bits', inks(7, 11, every.slice(0, 16))],
    ['8 bits', inks(33, 40, every)],
    ['one pixel', inks(1, 1, [0xc0])],
  ])('shows the colours of a palette: %s', async (_, bitmap) => {
    expect(await seen(bitmap)).toEqual(meant(bitmap));
  });

  it.each<[1 | 3, 'fast' | 'small']>([
    [1, 'fast'],
    [3, 'fast'],
    [3, 'small'],
  ])('shows pictures of %d channels, %s', async (channels, effort) => {
    const [width, height] = [31, 17];
    const length = width * height * channels;
    const data = Uint8Array.from({ length }, (_, n) => n * n * 13);
    const bitmap: Bitmap = { width, height, dpiX: 300, dpiY: 300, channels, data };
    expect(await seen(bitmap, effort)).toEqual(meant(bitmap));
  });

  it('is made in many pieces when it is large', async () => {
    const data = Uint8Array.from({ length: 1 << 20 }, (_, n) => n % 251);
    const bitmap: Bitmap = { width: 1024, height: 1024, dpiX: 1, dpiY: 1, channels: 1, data };
    const image = decode(await pngBytes(bitmap, compression), { checkCrc: true });
    expect(Buffer.compare(Buffer.from(image.data.buffer, 0, data.length), data)).toBe(0);
  });

  it('takes as few bits as its colours need', async () => {
    const depth = async (colours: number[]) =>
      decode(await pngBytes(inks(9, 9, colours), compression)).depth;
    expect(
      await Promise.all([[0, 1], [0, 1, 2], every.slice(0, 5), every.slice(0, 17)].map(depth)),
    ).toEqual([1, 2, 4, 8]);
  });

  it('says how large the paper is', async () => {
    const image = decode(await pngBytes(inks(9, 9, [0, 0xc0]), compression));
    expect(image.resolution).toEqual({ x: 14_173, y: 7087, unit: 1 });
  });

  it('is a PNG without a compressor too', async () => {
    const bitmap = inks(300, 300, [0, 0xc0]);
    const plain = decode(await pngBytes(bitmap, simulatedCompression()), { checkCrc: true });
    const small = decode(await pngBytes(bitmap, compression), { checkCrc: true });
    expect(plain.data).toEqual(small.data);
  });
});
