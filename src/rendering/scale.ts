/** Pages made smaller, for screens and for lists of pages. */
import type { Bitmap } from './bitmap.ts';
import { finish } from './steps.ts';

/** What a pixel becomes: grey, or red, green and blue. */
export type Colours = 'grey' | 'rgb';

/** So many pixels to the inch, both ways: pages whose pixels are not square become right. */
export const atDpi = (bitmap: Bitmap, dpi: number, colours: Colours): Bitmap =>
  scaled(
    bitmap,
    Math.max(1, Math.round((bitmap.width / bitmap.dpiX) * dpi)),
    Math.max(1, Math.round((bitmap.height / bitmap.dpiY) * dpi)),
    colours,
  );

/** So many pixels wide, and as high as that makes it. */
export const atWidth = (bitmap: Bitmap, width: number, colours: Colours): Bitmap =>
  atDpi(bitmap, (width / bitmap.width) * bitmap.dpiX, colours);

/** Each pixel is the mean of those that it stands for; where it is larger than before, the nearest. */
export const scaled = (bitmap: Bitmap, width: number, height: number, colours: Colours): Bitmap =>
  finish(scaling(bitmap, width, height, colours));

/** The same, row by row. */
export function* scaling(
  bitmap: Bitmap,
  width: number,
  height: number,
  colours: Colours,
): Generator<undefined, Bitmap> {
  const channels = colours === 'grey' ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  const columns = edges(bitmap.width, width);
  const rows = edges(bitmap.height, height);
  const add = adder(bitmap, channels, columns);
  const sums = new Float64Array(width * channels);
  for (let y = 0; y < height; y += 1) {
    const from = rows[y * 2]!;
    const to = rows[y * 2 + 1]!;
    sums.fill(0);
    for (let row = from; row < to; row += 1) add(row, sums);
    for (let x = 0; x < width; x += 1) {
      const count = (columns[x * 2 + 1]! - columns[x * 2]!) * (to - from);
      for (let channel = 0; channel < channels; channel += 1) {
        const at = x * channels + channel;
        data[y * width * channels + at] = Math.round(sums[at]! / count);
      }
    }
    yield;
  }
  const dpiX = (bitmap.dpiX * width) / bitmap.width;
  const dpiY = (bitmap.dpiY * height) / bitmap.height;
  return { width, height, dpiX, dpiY, channels, data };
}

/** For each of `count` pixels the first of `from` that it stands for, and the one behind the last. */
function edges(from: number, count: number): Int32Array {
  const found = new Int32Array(count * 2);
  for (let n = 0; n < count; n += 1) {
    found[n * 2] = Math.floor((n * from) / count);
    found[n * 2 + 1] = Math.max(found[n * 2]! + 1, Math.floor(((n + 1) * from) / count));
  }
  return found;
}

/** Adds one row of the page to the sums. */
type AddRow = (row: number, sums: Float64Array) => void;

function adder(bitmap: Bitmap, channels: 1 | 3, columns: Int32Array): AddRow {
  const { data, width } = bitmap;
  const tables = tablesOf(bitmap, channels);
  const step = bitmap.channels;
  return (row, sums) => {
    for (let channel = 0; channel < channels; channel += 1) {
      for (const { offset, values } of tables[channel]!) {
        const start = row * width * step + offset;
        for (let x = 0; x < columns.length / 2; x += 1) {
          let sum = 0;
          const end = start + columns[x * 2 + 1]! * step;
          for (let at = start + columns[x * 2]! * step; at < end; at += step) {
            sum += values[data[at]!]!;
          }
          sums[x * channels + channel]! += sum;
        }
      }
    }
  };
}

/** What one byte of a pixel gives to a channel. */
interface Part {
  readonly offset: number;
  readonly values: Float64Array;
}

/** How bright red, green and blue are to the eye (ITU-R BT.601). */
const LUMINANCE = [0.299, 0.587, 0.114] as const;

/** For each channel that is wanted, what it is made of. */
function tablesOf({ channels, palette }: Bitmap, wanted: 1 | 3): readonly (readonly Part[])[] {
  const table = (value: (byte: number) => number): Float64Array =>
    Float64Array.from({ length: 256 }, (_, byte) => value(byte));
  const same = table((byte) => byte);
  if (channels === 1) {
    const colour = palette && ((byte: number, channel: number) => palette[byte * 3 + channel]!);
    const grey = (byte: number) =>
      colour
        ? LUMINANCE.reduce((sum, part, channel) => sum + part * colour(byte, channel), 0)
        : byte;
    if (wanted === 1) return [[{ offset: 0, values: table(grey) }]];
    return [0, 1, 2].map((channel) => [
      { offset: 0, values: colour ? table((byte) => colour(byte, channel)) : same },
    ]);
  }
  if (wanted === 3) return [0, 1, 2].map((offset) => [{ offset, values: same }]);
  return [LUMINANCE.map((part, offset) => ({ offset, values: table((byte) => part * byte) }))];
}
