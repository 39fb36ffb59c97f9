/**
 * A picture in another size, row by row: made smaller, each new pixel is the mean of what it covers; made larger, a line
 * between its two neighbours. Light is averaged as sRGB encodes it, which is what dots on paper come to look like.
 */
import type { Picture } from './picture.ts';

/** Which pixels make up one, and how much each is worth; together 1. */
interface Share {
  readonly from: number;
  readonly weights: readonly number[];
}

/** @param from length in pixels before @param to and after */
export function shares(from: number, to: number): Share[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, at) =>
    ratio >= 1
      ? covered(at * ratio, (at + 1) * ratio, from)
      : between((at + 0.5) * ratio - 0.5, from),
  );
}

function covered(start: number, end: number, length: number): Share {
  const from = Math.floor(start);
  const last = Math.min(length, Math.ceil(end - 1e-9));
  const weights: number[] = [];
  for (let at = from; at < last; at++) {
    weights.push((Math.min(at + 1, end) - Math.max(at, start)) / (end - start));
  }
  return { from, weights };
}

function between(place: number, length: number): Share {
  const from = Math.min(length - 1, Math.max(0, Math.floor(place)));
  const part = Math.min(1, Math.max(0, place - from));
  return from + 1 < length && part > 0
    ? { from, weights: [1 - part, part] }
    : { from, weights: [1] };
}

/**
 * Rows of red, green and blue, a number of 0 to 255 each; used anew for the next row.
 * @param columns pixels of a new row @param rows how many rows
 */
export function* resample(
  { width, height, rgb }: Picture,
  columns: number,
  rows: number,
): Generator<Float32Array> {
  const across = shares(width, columns);
  /** Rows of the picture in their new width: the next ones use some of them again. */
  const narrow = new Map<number, Float32Array>();
  const rowOf = (y: number): Float32Array => {
    const known = narrow.get(y);
    if (known) return known;
    const made = narrowed(rgb.subarray(y * width * 3, (y + 1) * width * 3), across);
    narrow.set(y, made);
    return made;
  };
  const row = new Float32Array(columns * 3);
  for (const { from, weights } of shares(height, rows)) {
    for (const y of narrow.keys()) if (y < from) narrow.delete(y);
    row.fill(0);
    for (const [offset, weight] of weights.entries()) {
      const part = rowOf(from + offset);
      // What no later row needs is not kept: a picture that is made much smaller would be in memory twice.
      if (offset < weights.length - 2) narrow.delete(from + offset);
      for (let at = 0; at < row.length; at++) row[at]! += part[at]! * weight;
    }
    yield row;
  }
}

function narrowed(row: Uint8Array, across: readonly Share[]): Float32Array {
  const made = new Float32Array(across.length * 3);
  let to = 0;
  for (const { from, weights } of across) {
    let [r, g, b] = [0, 0, 0];
    let at = from * 3;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      r += row[at++]! * weight;
      g += row[at++]! * weight;
      b += row[at++]! * weight;
    }
    made[to++] = r;
    made[to++] = g;
    made[to++] = b;
  }
  return made;
}
