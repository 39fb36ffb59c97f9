/**
 * PNG (W3C PNG, second edition): every colour type, depth and interlacing, on white. Our own, since what decompresses must
 * know when to stop: a picture of ten pixels can be followed by gigabytes of zeroes.
 */
import { broken, checkSize, type Picture } from './picture.ts';

/** zlib's; gives what there is, `limit` octets at most. @throws an error for what is no such stream */
export type Inflate = (packed: readonly Uint8Array[], limit: number) => Promise<Uint8Array>;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly isInterlaced: boolean;
}

/** Samples of a pixel by colour type (11.2.2): grey, RGB, palette, grey with alpha, RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Seven passes (8.2): where each begins, and how far its pixels are apart. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Octets of a row, its filter not counted. */
  readonly stride: number;
}

interface Chunks {
  readonly header: Header;
  readonly data: readonly Uint8Array[];
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
}

/** @throws UsageError that says what is wrong with it */
export async function decodePng(
  bytes: Uint8Array,
  name: string,
  inflate: Inflate,
): Promise<Picture> {
  const chunks = readChunks(bytes, name);
  const { header } = chunks;
  const passes = passesOf(header);
  const length = passes.reduce((sum, { height, stride }) => sum + height * (stride + 1), 0);
  let raw: Uint8Array;
  try {
    raw = await inflate(chunks.data, length);
  } catch {
    throw broken(name, 'its data cannot be decompressed');
  }
  if (raw.length < length) throw broken(name, 'its data ends before the picture does');
  const rgb = new Uint8Array(header.width * header.height * 3);
  const paint = painter(chunks, rgb, name);
  let at = 0;
  for (const pass of passes) at = readPass(pass, header, raw, at, paint, name);
  return { width: header.width, height: header.height, rgb };
}

function readChunks(bytes: Uint8Array, name: string): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) break;
    if (kind === 'IHDR') header = readHeader(content, name);
    else if (kind === 'PLTE') palette = content;
    else if (kind === 'tRNS') transparency = content;
    else if (kind === 'IDAT') data.push(content);
    else if (kind === 'IEND') break;
    at += 12 + length;
  }
  if (header === undefined) throw broken(name, 'it has no header (IHDR)');
  if (data.length === 0) throw broken(name, 'it ends before its data (IDAT)');
  if (header.colour === 3 && palette === undefined) throw broken(name, 'it has no palette (PLTE)');
  return { header, data, palette, transparency };
}

function readHeader(content: Uint8Array, name: string): Header {
  if (content.length < 13) throw broken(name, 'its header (IHDR) is too short');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlacing] = content.subarray(8, 13);
  checkSize(name, width, height);
  if (!DEPTHS[colour!]?.includes(depth!)) {
    throw broken(name, `there is no colour type ${colour} with ${depth} bits`);
  }
  if (compression !== 0 || filter !== 0 || interlacing! > 1) {
    throw broken(name, 'it is compressed, filtered or interlaced in a way that nobody knows');
  }
  return { width, height, depth: depth!, colour: colour!, isInterlaced: interlacing === 1 };
}

function passesOf({ width, height, depth, colour, isInterlaced }: Header): Pass[] {
  const bits = depth * CHANNELS[colour]!;
  const whole = [[0, 0, 1, 1]] as const;
  return (isInterlaced ? ADAM7 : whole)
    .map(([x, y, stepX, stepY]) => {
      const columns = Math.max(0, Math.ceil((width - x) / stepX));
      const rows = Math.max(0, Math.ceil((height - y) / stepY));
      return {
        x,
        y,
        stepX,
        stepY,
        width: columns,
        height: rows,
        stride: Math.ceil((columns * bits) / 8),
      };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

type Paint = (row: Uint8Array, pixel: number, x: number, y: number) => void;

function readPass(
  pass: Pass,
  { depth, colour }: Header,
  raw: Uint8Array,
  from: number,
  paint: Paint,
  name: string,
): number {
  const { stride } = pass;
  // The octet to the left that filters look at: a pixel before, or one octet where pixels are smaller.
  const back = Math.max(1, (depth * CHANNELS[colour]!) >> 3);
  let at = from;
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < pass.height; row++) {
    const filter = raw[at]!;
    if (filter > 4) throw broken(name, `row ${pass.y + row * pass.stepY} has a filter ${filter}`);
    const line = raw.subarray(at + 1, at + 1 + stride);
    unfilter(filter, line, above, back);
    for (let column = 0; column < pass.width; column++) {
      paint(line, column, pass.x + column * pass.stepX, pass.y + row * pass.stepY);
    }
    above = line;
    at += stride + 1;
  }
  return at;
}

/** In place (9.2). */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, back: number): void {
  if (filter === 0) return;
  for (let at = 0; at < line.length; at++) {
    const left = at >= back ? line[at - back]! : 0;
    const up = above[at]!;
    const corner = at >= back ? above[at - back]! : 0;
    line[at]! += predicted(filter, left, up, corner);
  }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Puts a pixel where it belongs, on white as far as it is transparent. */
function painter(chunks: Chunks, rgb: Uint8Array, name: string): Paint {
  const { header, palette, transparency } = chunks;
  const { depth, colour, width } = header;
  const channels = CHANNELS[colour]!;
  const put = (x: number, y: number, r: number, g: number, b: number, alpha: number): void => {
    const at = (y * width + x) * 3;
    const on = (value: number) =>
      Math.round(alpha === 255 ? value : (value * alpha + 255 * (255 - alpha)) / 255);
    rgb[at] = on(r);
    rgb[at + 1] = on(g);
    rgb[at + 2] = on(b);
  };
  const sample = sampler(depth);
  if (colour === 3) {
    const colours = palette!.length / 3;
    return (row, pixel, x, y) => {
      const index = sample(row, pixel);
      if (index >= colours) throw broken(name, `its palette has no colour ${index}`);
      const at = index * 3;
      put(x, y, palette![at]!, palette![at + 1]!, palette![at + 2]!, transparency?.[index] ?? 255);
    };
  }
  const scale = depth === 16 ? 1 / 257 : 255 / (2 ** depth - 1);
  const clear = clearSamples(transparency, colour);
  const hasAlpha = colour === 4 || colour === 6;
  const colours = hasAlpha ? channels - 1 : channels;
  return (row, pixel, x, y) => {
    const first = sample(row, pixel * channels);
    const second = colours === 3 ? sample(row, pixel * channels + 1) : first;
    const third = colours === 3 ? sample(row, pixel * channels + 2) : first;
    const isClear =
      clear !== undefined && first === clear[0] && second === clear[1] && third === clear[2];
    const alpha = hasAlpha ? sample(row, pixel * channels + colours) * scale : isClear ? 0 : 255;
    put(x, y, first * scale, second * scale, third * scale, alpha);
  };
}

/** The one colour that is transparent, where there is no alpha (11.3.2.1). */
function clearSamples(
  transparency: Uint8Array | undefined,
  colour: number,
): readonly number[] | undefined {
  if (transparency === undefined || (colour !== 0 && colour !== 2)) return undefined;
  const read = (at: number) => ((transparency[at] ?? 0) << 8) | (transparency[at + 1] ?? 0);
  return colour === 0 ? [read(0), read(0), read(0)] : [read(0), read(2), read(4)];
}

/** The n-th sample of a row. */
function sampler(depth: number): (row: Uint8Array, index: number) => number {
  if (depth === 8) return (row, index) => row[index]!;
  if (depth === 16) return (row, index) => (row[index * 2]! << 8) | row[index * 2 + 1]!;
  const each = 8 / depth;
  const mask = 2 ** depth - 1;
  return (row, index) =>
    (row[Math.floor(index / each)]! >> (8 - depth * ((index % each) + 1))) & mask;
}
