/**
 * How much of each pixel a shape covers, exactly: each edge gives what lies right of it to its row, and a sum along the
 * row makes areas of that (the accumulation buffer of scan conversion).
 */
import type { Contour } from './font.ts';

/** A rectangle of pixels around a shape, 0 to 1 each. */
export interface Coverage {
  /** Pixels from the origin to the first column and row. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Puts points of an outline (ems, y up) in pixels (y down). */
export interface Placing {
  readonly scaleX: number;
  readonly scaleY: number;
  /** Where the outline's origin is. */
  readonly x: number;
  readonly y: number;
  /** Height above the baseline, in ems, to where it is drawn: a head's rows. Default: as it is. */
  readonly bend?: (y: number) => number;
}

/** Fills by the winding rule for shapes whose contours do not cross: letters. */
export function coverageOf(contours: readonly Contour[], placing: Placing): Coverage {
  const placed = contours.map((contour) => place(contour, placing));
  const { left, top, right, bottom } = bounds(placed);
  const width = right - left;
  const height = bottom - top;
  // One more column takes what lies right of the last.
  const sums = new Float32Array((width + 1) * height + 1);
  for (const points of placed) {
    const last = points.length - 2;
    let x = points[last]! - left;
    let y = points[last + 1]! - top;
    for (let n = 0; n < points.length; n += 2) {
      const nextX = points[n]! - left;
      const nextY = points[n + 1]! - top;
      addEdge(sums, width + 1, x, y, nextX, nextY);
      x = nextX;
      y = nextY;
    }
  }
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    let sum = 0;
    for (let column = 0; column < width; column += 1) {
      sum += sums[row * (width + 1) + column]!;
      data[row * width + column] = Math.min(1, Math.abs(sum));
    }
  }
  return { left, top, width, height, data };
}

function place(contour: Contour, { scaleX, scaleY, x, y, bend }: Placing): Contour {
  const points = new Float32Array(contour.length);
  for (let n = 0; n < contour.length; n += 2) {
    const height = contour[n + 1]!;
    points[n] = x + contour[n]! * scaleX;
    points[n + 1] = y - (bend ? bend(height) : height) * scaleY;
  }
  return points;
}

function bounds(contours: readonly Contour[]) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of contours) {
    for (let n = 0; n < points.length; n += 2) {
      left = Math.min(left, points[n]!);
      right = Math.max(right, points[n]!);
      top = Math.min(top, points[n + 1]!);
      bottom = Math.max(bottom, points[n + 1]!);
    }
  }
  if (left === Infinity) return { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.floor(left),
    top: Math.floor(top),
    right: Math.ceil(right),
    bottom: Math.ceil(bottom),
  };
}

/** Adds an edge: to each row that it crosses, the height it has there, shared between the pixels it passes. */
function addEdge(
  sums: Float32Array,
  stride: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  if (y0 === y1) return;
  const sign = y0 < y1 ? 1 : -1;
  const [upperX, upperY, lowerX, lowerY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (lowerX - upperX) / (lowerY - upperY);
  for (let row = Math.floor(upperY); row < lowerY; row += 1) {
    const from = Math.max(row, upperY);
    const to = Math.min(row + 1, lowerY);
    const a = upperX + (from - upperY) * slope;
    const b = upperX + (to - upperY) * slope;
    addRow(sums, row * stride, sign * (to - from), Math.min(a, b), Math.max(a, b));
  }
}

/** One row of an edge that goes from x = `a` to `b` there (a <= b), `cover` high. */
function addRow(sums: Float32Array, start: number, cover: number, a: number, b: number): void {
  const first = Math.floor(a);
  if (b <= first + 1) {
    const right = cover * (1 - ((a + b) / 2 - first));
    sums[start + first]! += right;
    sums[start + first + 1]! += cover - right;
    return;
  }
  // The area right of the edge grows, pixel by pixel, from none to the whole cover.
  const perPixel = cover / (b - a);
  let before = 0;
  for (let pixel = first; pixel < b; pixel += 1) {
    const from = Math.max(a, pixel);
    const to = Math.min(b, pixel + 1);
    // All of the height gathered up to here, and of this pixel's what is right of the edge.
    const part = (to - from) * perPixel;
    const area = (from - a) * perPixel + part * (pixel + 1 - (from + to) / 2);
    sums[start + pixel]! += area - before;
    if (to === b) {
      sums[start + pixel + 1]! += cover - area;
      return;
    }
    before = area;
  }
}
