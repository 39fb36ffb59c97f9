/** Dots as squares: each covers what it stands for, and neighbours touch. */
import { UNITS_PER_INCH, type DotsMark, type PageUnits } from '../core/page/marks.ts';
import type { DotSize } from './grid.ts';
import { inkUnit, isLight } from './inks.ts';
import type { InkPlane } from './plane.ts';

/** Where dots begin and end along one axis, in whole pixels: edges are rounded alike, so that no gap opens between. */
export interface Spans {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Pixels beyond this are on no paper. */
const FARTHEST = 2 ** 30;

/** The pixel that a position is in. Those that ought to be whole are so after adding a little. */
const startOf = (position: number): number =>
  Math.max(-FARTHEST, Math.min(FARTHEST, Math.floor(position + 1e-6)));

/** Rows of a mark that are on the page, wholly or in part. */
export function rowsOn(
  plane: InkPlane,
  { y, rows, pitchY }: DotsMark,
  { height }: Pick<DotSize, 'height'>,
): { readonly first: number; readonly last: number } {
  const bottom = (plane.height / plane.dpiY) * UNITS_PER_INCH;
  const first = Math.max(0, Math.floor((-y - height) / pitchY));
  return { first, last: Math.min(rows, Math.ceil((bottom - y) / pitchY) + 1) };
}

/** @param at where a dot of this number begins, in pixels; its size in the same unit */
function spansOf(count: number, at: (n: number) => number, size: number): Spans {
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  for (let n = 0; n < count; n += 1) {
    from[n] = startOf(at(n));
    to[n] = Math.max(from[n]! + 1, startOf(at(n) + size));
  }
  return { from, to };
}

/** A row's last dot is still in its own pixel, however many there are before it. */
const EXACT = 1e-12;
/** Whether each dot is one pixel, behind the one before. @param pitch from dot to dot, and their size, in pixels */
const isOneByOne = (pitch: number, size: number): boolean =>
  Math.abs(pitch - 1) < EXACT && size < 1 + EXACT;

/** The size of dots, 0 to 3, at each column of one row: unpacked into `sizes`. False when there are none. */
export function unpackRow(mark: DotsMark, row: number, sizes: Uint8Array): boolean {
  const { columns, bits, data } = mark;
  const stride = Math.ceil((columns * bits) / 8);
  const start = row * stride;
  let any = 0;
  for (let n = 0; n < stride; n += 1) {
    const byte = data[start + n]!;
    any |= byte;
    if (bits === 1) {
      for (let bit = 0; bit < 8; bit += 1) sizes[n * 8 + bit] = (byte >> (7 - bit)) & 1 ? 3 : 0;
    } else {
      for (let dot = 0; dot < 4; dot += 1) sizes[n * 4 + dot] = (byte >> (6 - dot * 2)) & 3;
    }
  }
  return any !== 0;
}

/** Octets for one row as {@link unpackRow} writes it: those of whole bytes. */
export const rowRoom = ({ columns, bits }: DotsMark): number =>
  Math.ceil((columns * bits) / 8) * (bits === 1 ? 8 : 4);

/**
 * Drops of ink of three sizes are what they are however close to each other a job puts them: the large one is about as
 * wide as this, so that drivers leave most places free where places are finer. What no size is said of (one bit a
 * dot) is the square that it stands for.
 */
const LARGE_DROP: PageUnits = UNITS_PER_INCH / 360;

/** The same object where it is the cell. */
function sizeOfPrint({ bits }: DotsMark, cell: DotSize): DotSize {
  if (bits === 1 || cell.width * cell.height >= LARGE_DROP ** 2) return cell;
  return {
    width: Math.max(cell.width, LARGE_DROP),
    height: Math.max(cell.height, LARGE_DROP),
  };
}

/** Lays marks of dots over a plane. Rows of one picture mostly are marks of their own, alike but for their place. */
export class DotPainter {
  private last:
    | { readonly mark: DotsMark; readonly width: number; readonly columns: Spans }
    | undefined;
  private sizes = new Uint8Array(0);

  constructor(private readonly plane: InkPlane) {}

  draw(mark: DotsMark, cell: DotSize): void {
    const { plane } = this;
    const size = sizeOfPrint(mark, cell);
    const unit = inkUnit(mark.inks);
    if (unit === 0 || mark.columns === 0) return;
    const width = plane.toX(size.width);
    const height = plane.toY(size.height);
    const isWider = size !== cell;
    const isLightInk = isLight(mark.inks);
    const isDirect =
      isOneByOne(plane.toX(mark.pitchX), width) && height > 0.5 && !isLightInk && !isWider;
    const columns = isDirect ? undefined : this.columnsOf(mark, width);
    const left = startOf(plane.toX(mark.x));
    const lay =
      columns &&
      (isWider
        ? adding(plane, unit, columns, isLightInk)
        : layer(plane, mark, unit, columns, width, height));
    const room = lay ? rowRoom(mark) : 0;
    if (this.sizes.length < room) this.sizes = new Uint8Array(room);
    const end = columns ? columns.to.at(-1)! : left + mark.columns;
    const across = Math.min(plane.width, end - left);
    const { first, last } = rowsOn(plane, mark, size);
    for (let row = first; row < last; row += 1) {
      const from = startOf(plane.toY(mark.y + row * mark.pitchY));
      const to = Math.max(from + 1, startOf(plane.toY(mark.y + row * mark.pitchY) + height));
      const top = Math.max(0, from);
      const bottom = Math.min(to, plane.height);
      if (top >= bottom) continue;
      if (!plane.spend(Math.max(mark.columns, across * (bottom - top)))) return;
      if (!lay) {
        for (let y = top; y < bottom; y += 1) layBits(plane, mark, row, left, y, unit);
      } else if (unpackRow(mark, row, this.sizes)) {
        for (let y = top; y < bottom; y += 1) lay(this.sizes, y, row);
      }
    }
  }

  private columnsOf(mark: DotsMark, width: number): Spans {
    const { last, plane } = this;
    if (
      last?.width === width &&
      last.mark.x === mark.x &&
      last.mark.columns === mark.columns &&
      last.mark.pitchX === mark.pitchX
    ) {
      return last.columns;
    }
    const columns = spansOf(mark.columns, (n) => plane.toX(mark.x + n * mark.pitchX), width);
    this.last = { mark, width, columns };
    return columns;
  }
}

/** One row whose dots are pixels, without taking it apart first. */
function layBits(
  { data, words, width }: InkPlane,
  { columns, bits, data: packed }: DotsMark,
  row: number,
  left: number,
  y: number,
  unit: number,
): void {
  const stride = Math.ceil((columns * bits) / 8);
  const perByte = 8 / bits;
  const start = y * width + left;
  const first = Math.max(0, -left);
  const last = Math.min(columns, width - left);
  // Four pixels of it.
  const value = Math.imul(unit * 3, 0x01_01_01_01);
  for (let n = 0; n < stride; n += 1) {
    const byte = packed[row * stride + n]!;
    if (byte === 0) continue;
    const column = n * perByte;
    if (column < first || column + perByte > last || !IS_LITTLE_ENDIAN) {
      layPart(data, start + column, byte, bits, unit, first - column, last - column);
    } else if (bits === 1) layEight(words, start + column, byte, value);
    else layFour(data, start + column, byte, unit);
  }
}

/**
 * A byte of bits, each a pixel: its eight pixels at once, as three words of the plane. Dithered pages have a million such
 * bytes an ink, and asking each bit would take ten times as long.
 */
function layEight(words: Uint32Array, at: number, byte: number, value: number): void {
  const first = at >> 2;
  const shift = (at & 3) * 8;
  const low = SPREAD_LOW[byte]! & value;
  const high = SPREAD_HIGH[byte]! & value;
  if (shift === 0) {
    words[first]! |= low;
    words[first + 1]! |= high;
    return;
  }
  words[first]! |= low << shift;
  words[first + 1]! |= (high << shift) | (low >>> (32 - shift));
  words[first + 2]! |= high >>> (32 - shift);
}

/** The first pixel of a word is its lowest octet, as on every usual processor. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Of each byte, its first four bits and its last four: an octet of ones for each, as they lie in memory. */
const SPREAD_LOW = spread(4);
const SPREAD_HIGH = spread(0);

function spread(lowest: 0 | 4): Uint32Array {
  const words = new Uint32Array(256);
  const octets = new Uint8Array(words.buffer);
  for (let n = 0; n < octets.length; n += 1) {
    octets[n] = ((n >> 2) >> (lowest + 3 - (n & 3))) & 1 ? 0xff : 0;
  }
  return words;
}

/** A byte of dots of three sizes. */
function layFour(data: Uint8Array, at: number, byte: number, unit: number): void {
  data[at]! |= (byte >> 6) * unit;
  data[at + 1]! |= ((byte >> 4) & 3) * unit;
  data[at + 2]! |= ((byte >> 2) & 3) * unit;
  data[at + 3]! |= (byte & 3) * unit;
}

/** Those of a byte's dots that are from `first` up to `last`: where the page or the mark ends within it. */
function layPart(
  data: Uint8Array,
  at: number,
  byte: number,
  bits: 1 | 2,
  unit: number,
  first: number,
  last: number,
): void {
  const mask = bits === 1 ? 1 : 3;
  const value = bits === 1 ? unit * 3 : unit;
  for (let dot = Math.max(0, first); dot < Math.min(8 / bits, last); dot += 1) {
    data[at + dot]! |= ((byte >> (8 - bits - dot * bits)) & mask) * value;
  }
}

/** Lays one row of dots over one row of pixels. */
type LayRow = (sizes: Uint8Array, y: number, row: number) => void;

/** @param width of a dot, in pixels */
function layer(
  plane: InkPlane,
  mark: DotsMark,
  unit: number,
  columns: Spans,
  width: number,
  height: number,
): LayRow {
  const across = Math.max(1, Math.floor(1 / width + 0.01));
  const down = Math.max(1, Math.floor(1 / height + 0.01));
  if (across * down > 1) return gathering(plane, mark, unit, columns, across, down);
  return (isLight(mark.inks) ? thinned : covering)(plane, unit, columns);
}

const covering =
  ({ data, width }: InkPlane, unit: number, { from, to }: Spans): LayRow =>
  (sizes, y) => {
    const start = y * width;
    for (let column = 0; column < from.length; column += 1) {
      const size = sizes[column]!;
      if (size === 0) continue;
      const first = Math.max(0, from[column]!);
      const last = Math.min(width, to[column]!);
      for (let x = first; x < last; x += 1) data[start + x]! |= size * unit;
    }
  };

/** Drops that are wider than their places lie over each other: what they cover adds up. */
const adding =
  ({ data, width }: InkPlane, unit: number, { from, to }: Spans, light: boolean): LayRow =>
  (sizes, y) => {
    const start = y * width;
    for (let column = 0; column < from.length; column += 1) {
      const size = sizes[column]!;
      if (size === 0) continue;
      const first = Math.max(0, from[column]!);
      const last = Math.min(width, to[column]!);
      for (let x = first; x < last; x += 1) {
        const share = light ? Number((x + 2 * y) % 3 < size) : size;
        if (share > 0) data[start + x] = addSaturating(data[start + x]!, share, unit);
      }
    }
  };

/** Diluted ink: a third of the darkness, and smaller dots in fewer of the pixels. */
const thinned =
  ({ data, width }: InkPlane, unit: number, { from, to }: Spans): LayRow =>
  (sizes, y) => {
    const start = y * width;
    for (let column = 0; column < from.length; column += 1) {
      const size = sizes[column]!;
      if (size === 0) continue;
      const first = Math.max(0, from[column]!);
      const last = Math.min(width, to[column]!);
      for (let x = first; x < last; x += 1) {
        if ((x + 2 * y) % 3 < size) data[start + x]! |= unit;
      }
    }
  };

/**
 * Dots finer than the pixels: those that share a pixel add their shares, and all together cover it. Shares are whole
 * thirds, hence unequal among the dots of one pixel, but alike from pixel to pixel.
 */
function gathering(
  plane: InkPlane,
  mark: DotsMark,
  unit: number,
  { from }: Spans,
  across: number,
  down: number,
): LayRow {
  const { data, width } = plane;
  const parts = across * down * (isLight(mark.inks) ? 3 : 1);
  const placeX = Uint8Array.from(from, (_, n) => part(plane.toX(mark.x + n * mark.pitchX), across));
  return (sizes, y, row) => {
    const placeY = part(plane.toY(mark.y + row * mark.pitchY), down);
    for (let column = 0; column < from.length; column += 1) {
      const size = sizes[column]!;
      const x = from[column]!;
      if (size === 0 || x < 0 || x >= width) continue;
      const place = placeX[column]! + across * placeY;
      const share = Math.floor(((place + 1) * size) / parts) - Math.floor((place * size) / parts);
      if (share > 0) data[y * width + x] = addSaturating(data[y * width + x]!, share, unit);
    }
  };
}

/** Which of a pixel's parts a position is in. */
const part = (position: number, parts: number): number => {
  const within = position + 1e-6 - Math.floor(position + 1e-6);
  return Math.floor(within * parts);
};

/** Adds to each ink of `unit`, up to 3. */
function addSaturating(pixel: number, share: number, unit: number): number {
  let sum = pixel;
  for (let shift = 0; shift < 8; shift += 2) {
    if (!((unit >> shift) & 1)) continue;
    const level = Math.min(3, ((sum >> shift) & 3) + share);
    sum = (sum & ~(3 << shift)) | (level << shift);
  }
  return sum;
}
