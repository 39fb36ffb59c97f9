/**
 * Pages as PNG (ISO/IEC 15948): few colours take few bits, the size of the paper is in it, and rows are made as they
 * are compressed.
 */
import { joinBytes } from '../core/bytes/join.ts';
import type { Bitmap } from './bitmap.ts';

/** What compresses: a zlib stream of bytes as they come. */
export interface Deflate {
  deflate(pieces: Iterable<Uint8Array>, effort: 'fast' | 'small'): AsyncIterable<Uint8Array>;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const INCHES_PER_METRE = 39.370_079;
/** Rows are handed to the compressor in pieces of about this many bytes: fewer calls, little memory. */
const PIECE = 512 * 1024;

/** Colour types of the header (table 11.1). */
const COLOUR_TYPES = { grey: 0, rgb: 2, indexed: 3 } as const;

/** The file, piece by piece. */
export async function* encodePng(
  bitmap: Bitmap,
  { deflate }: Deflate,
  effort: 'fast' | 'small' = 'fast',
): AsyncGenerator<Uint8Array> {
  const form = formOf(bitmap);
  yield SIGNATURE;
  yield chunk('IHDR', header(bitmap, form));
  yield chunk('pHYs', physicalSize(bitmap));
  if (form.palette) yield chunk('PLTE', form.palette);
  for await (const data of deflate(pieces(bitmap, form), effort)) yield chunk('IDAT', data);
  yield chunk('IEND', new Uint8Array(0));
}

/** The file at once. */
export async function pngBytes(
  bitmap: Bitmap,
  compression: Deflate,
  effort: 'fast' | 'small' = 'fast',
): Promise<Uint8Array> {
  const out: Uint8Array[] = [];
  for await (const piece of encodePng(bitmap, compression, effort)) out.push(piece);
  return joinBytes(out);
}

/** How pixels are written. */
interface Form {
  readonly type: (typeof COLOUR_TYPES)[keyof typeof COLOUR_TYPES];
  /** Bits of one sample. */
  readonly depth: 1 | 2 | 4 | 8;
  readonly palette?: Uint8Array;
  /** Of a palette: what each byte of the bitmap is written as. */
  readonly numbers?: Uint8Array;
}

function formOf({ channels, data, palette }: Bitmap): Form {
  if (channels === 3) return { type: COLOUR_TYPES.rgb, depth: 8 };
  if (!palette) return { type: COLOUR_TYPES.grey, depth: 8 };
  const used = usedIn(data);
  const colours = [...used.keys()].filter((pixel) => used[pixel]);
  const numbers = new Uint8Array(256);
  colours.forEach((pixel, number) => (numbers[pixel] = number));
  const small = new Uint8Array(colours.length * 3);
  colours.forEach((pixel, number) => {
    small.set(palette.subarray(pixel * 3, pixel * 3 + 3), number * 3);
  });
  const depth = ([1, 2, 4] as const).find((bits) => colours.length <= 2 ** bits) ?? 8;
  return { type: COLOUR_TYPES.indexed, depth, palette: small, numbers };
}

/** Which values there are: 1 for each. */
function usedIn(data: Uint8Array): Uint8Array {
  const used = new Uint8Array(256);
  // Four at a time, for most are as those before.
  const start = data.byteOffset % 4 === 0 ? data.length - (data.length % 4) : 0;
  const words = new Uint32Array(data.buffer, start === 0 ? 0 : data.byteOffset, start / 4);
  let last: number | undefined;
  for (let n = 0; n < words.length; n += 1) {
    const word = words[n]!;
    if (word === last) continue;
    last = word;
    for (let shift = 0; shift < 32; shift += 8) used[(word >>> shift) & 0xff] = 1;
  }
  for (const pixel of data.subarray(start)) used[pixel] = 1;
  return used;
}

function header({ width, height }: Bitmap, { type, depth }: Form): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes.set([depth, type], 8);
  return bytes;
}

/** Pixels per metre, across and down (11.3.5.3). */
function physicalSize({ dpiX, dpiY }: Bitmap): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.round(dpiX * INCHES_PER_METRE));
  view.setUint32(4, Math.round(dpiY * INCHES_PER_METRE));
  bytes[8] = 1;
  return bytes;
}

/** Rows, each behind the number of its filter, many in one piece; the piece is used anew. */
function* pieces(bitmap: Bitmap, form: Form): Generator<Uint8Array> {
  const { width, height, channels } = bitmap;
  const stride = 1 + Math.ceil((width * channels * form.depth) / 8);
  const rows = Math.max(1, Math.min(height, Math.floor(PIECE / stride)));
  const piece = new Uint8Array(rows * stride);
  const write = form.numbers ? packer(bitmap, form.numbers, form.depth) : differences(bitmap);
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    for (let row = 0; row < count; row += 1) {
      write(y + row, piece, row * stride);
    }
    yield piece.subarray(0, count * stride);
  }
}

/** Writes one row of the bitmap, with the number of its filter before it. */
type WriteRow = (y: number, to: Uint8Array, at: number) => void;

/** Palette numbers, several to a byte, the first in the high bits. Filters make those longer. */
function packer({ data, width }: Bitmap, numbers: Uint8Array, depth: number): WriteRow {
  const perByte = 8 / depth;
  const whole = width - (width % perByte);
  const pack = depth === 2 ? packFours : packAny(perByte);
  return (y, to, at) => {
    const start = y * width;
    to[at] = 0;
    pack(data, start, start + whole, numbers, to, at + 1);
    if (whole === width) return;
    let byte = 0;
    for (let n = whole; n < width; n += 1) byte = (byte << depth) | numbers[data[start + n]!]!;
    to[at + 1 + whole / perByte] = byte << (depth * (perByte - (width - whole)));
  };
}

type Pack = (
  data: Uint8Array,
  start: number,
  end: number,
  numbers: Uint8Array,
  to: Uint8Array,
  at: number,
) => void;

/** Two bits each: pages of text. */
const packFours: Pack = (data, start, end, numbers, to, at) => {
  let out = at;
  for (let n = start; n < end; n += 4) {
    to[out++] =
      (numbers[data[n]!]! << 6) |
      (numbers[data[n + 1]!]! << 4) |
      (numbers[data[n + 2]!]! << 2) |
      numbers[data[n + 3]!]!;
  }
};

const packAny =
  (perByte: number): Pack =>
  (data, start, end, numbers, to, at) => {
    let out = at;
    for (let n = start; n < end; n += perByte) {
      let byte = numbers[data[n]!]!;
      for (let k = 1; k < perByte; k += 1) byte = (byte << (8 / perByte)) | numbers[data[n + k]!]!;
      to[out++] = byte;
    }
  };

/** What each sample differs from the one left of it (filter 1): pictures change little. */
function differences({ data, width, channels }: Bitmap): WriteRow {
  const length = width * channels;
  return (y, to, at) => {
    const from = y * length;
    to[at] = 1;
    for (let n = 0; n < length; n += 1) {
      const left = n < channels ? 0 : data[from + n - channels]!;
      to[at + 1 + n] = data[from + n]! - left;
    }
  };
}

/** Length, name, data, checksum (5.3). */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let n = 0; n < 4; n += 1) bytes[4 + n] = name.charCodeAt(n);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Annex D. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1;
  return crc >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
