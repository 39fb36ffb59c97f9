/** A picture to be printed, in memory. */
import { UsageError } from '../../../core/errors.ts';

/** Row by row, red, green, blue, a byte each, as sRGB encodes them. What was transparent lies on white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * 64 million: more than a camera for people makes, and 192 MB in memory. Checked before anything is taken apart: a file
 * of a hundred bytes can claim to be a picture of any size.
 */
export const MOST_PIXELS = 64_000_000;

/** @throws UsageError for a picture that has no pixels, or more than are taken */
export function checkSize(name: string, width: number, height: number): void {
  if (width < 1 || height < 1) throw broken(name, `it says that it is ${width} x ${height} pixels`);
  if (width * height <= MOST_PIXELS) return;
  throw new UsageError(
    `${name} says that it is ${width} x ${height} pixels: more than ${MOST_PIXELS / 1e6} million are not taken. Make it smaller first.`,
  );
}

/** Of a file that is not what it begins as. */
export const broken = (name: string, why: string): UsageError =>
  new UsageError(`${name} is damaged: ${why}.`);

/** Whether it is of greys alone: black ink makes purer ones than three colours. */
export function isGrey({ rgb }: Picture): boolean {
  for (let at = 0; at < rgb.length; at += 3) {
    if (rgb[at] !== rgb[at + 1] || rgb[at] !== rgb[at + 2]) return false;
  }
  return true;
}
