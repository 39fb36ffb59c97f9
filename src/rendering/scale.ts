/** Pages made smaller, for screens and for lists of pages. */
import type { Bitmap } from './bitmap.ts';

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
export function scaled(bitmap: Bitmap, width: number, height: number, colours: Colours): Bitmap {
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

function adder(bitmap: Bitmap, channels: number, columns: Int32Array): AddRow {
  const { data, width } = bitmap;
  const colourOf = coloursOf(bitmap, channels);
  const step = bitmap.channels;
  return (row, sums) => {
    for (let x = 0; x < columns.length / 2; x += 1) {
      const end = (row * width + columns[x * 2 + 1]!) * step;
      for (let at = (row * width + columns[x * 2]!) * step; at < end; at += step) {
        for (let channel = 0; channel < channels; channel += 1) {
          sums[x * channels + channel]! += colourOf(data, at, channel);
        }
      }
    }
  };
}

/** Reads one channel of a pixel, as it is wanted. */
type ColourOf = (data: Uint8Array, at: number, channel: number) => number;

/** How bright red, green and blue are to the eye (ITU-R BT.601). */
const luminance = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;

function coloursOf({ channels, palette }: Bitmap, wanted: number): ColourOf {
  if (palette && wanted === 3) return (data, at, channel) => palette[data[at]! * 3 + channel]!;
  if (palette) {
    const greys = Float64Array.from({ length: 256 }, (_, n) =>
      luminance(palette[n * 3]!, palette[n * 3 + 1]!, palette[n * 3 + 2]!),
    );
    return (data, at) => greys[data[at]!]!;
  }
  if (channels === 1) return (data, at) => data[at]!;
  if (wanted === 3) return (data, at, channel) => data[at + channel]!;
  return (data, at) => luminance(data[at]!, data[at + 1]!, data[at + 2]!);
}
