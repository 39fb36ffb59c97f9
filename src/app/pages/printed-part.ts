/** The part of a page that something is printed on. */
import type { Bitmap } from '../../rendering/bitmap.ts';

export interface PrintedPart {
  /** The part by itself. */
  readonly bitmap: Bitmap;
  /** Where it is on the page, in its pixels. */
  readonly left: number;
  readonly top: number;
}

/** Undefined when nothing is: of a page with a palette, pixels are paper where they are 0, of others where they are white. */
export function printedPart(page: Bitmap): PrintedPart | undefined {
  const { width, height, channels, data, palette } = page;
  const paper = palette ? 0 : 255;
  const stride = width * channels;
  const isPrinted = (y: number) => firstOther(data, y * stride, (y + 1) * stride, paper) >= 0;
  let top = 0;
  while (top < height && !isPrinted(top)) top += 1;
  if (top === height) return undefined;
  let bottom = height;
  while (!isPrinted(bottom - 1)) bottom -= 1;
  let left = width;
  let right = 0;
  for (let y = top; y < bottom; y += 1) {
    const from = y * stride;
    const first = firstOther(data, from, from + left * channels, paper);
    if (first >= 0) left = Math.floor((first - from) / channels);
    for (let at = from + stride - 1; at >= from + right * channels; at -= 1) {
      if (data[at] === paper) continue;
      right = Math.floor((at - from) / channels) + 1;
      break;
    }
  }
  return { bitmap: cutOut(page, { left, top, right, bottom }), left, top };
}

function firstOther(data: Uint8Array, from: number, to: number, paper: number): number {
  for (let at = from; at < to; at += 1) if (data[at] !== paper) return at;
  return -1;
}

interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function cutOut(page: Bitmap, { left, top, right, bottom }: Edges): Bitmap {
  const { channels, data } = page;
  const width = right - left;
  const height = bottom - top;
  const part = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * page.width + left) * channels;
    part.set(data.subarray(from, from + width * channels), y * width * channels);
  }
  return { ...page, width, height, data: part };
}
