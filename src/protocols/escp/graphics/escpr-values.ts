/** What the commands of ESC/P-R carry. Its numbers are big endian, other than all else in ESC/P. */
import { UNITS_PER_INCH, type PageFormat, type PageUnits } from '../../../core/page/marks.ts';
import { unpackRuns } from '../stream/compression.ts';

/** `setj`: the sheet, and where its picture begins. */
export interface EscprJob {
  readonly format: PageFormat;
  readonly left: PageUnits;
  readonly top: PageUnits;
  /** From a pixel to the next. */
  readonly pitch: PageUnits;
}

const RESOLUTIONS: readonly number[] = [360, 720, 300, 600];

/** Ten metres: a banner from a roll, and far below what 32 bits can say. */
const LONGEST_SIDE = Math.round((10_000 / 25.4) * UNITS_PER_INCH);

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * @returns what is wrong, where it is no sheet
 * Margins are signed: a picture without borders begins outside of its sheet, as Epson's driver writes it.
 */
export function readJob(parameters: Uint8Array): EscprJob | string {
  if (parameters.length < 22) return `it has ${parameters.length} of 22 bytes`;
  const at = view(parameters);
  const dpi = RESOLUTIONS[parameters[20]!];
  if (dpi === undefined) return `resolution ${parameters[20]!} is not known`;
  const pitch = UNITS_PER_INCH / dpi;
  const format = { width: at.getUint32(0) * pitch, height: at.getUint32(4) * pitch };
  const longest = Math.max(format.width, format.height);
  if (format.width === 0 || format.height === 0 || longest > LONGEST_SIDE) {
    return `no sheet is ${at.getUint32(0)} by ${at.getUint32(4)} pixels of 1/${dpi} inch`;
  }
  return { format, top: at.getInt16(8) * pitch, left: at.getInt16(10) * pitch, pitch };
}

/** `setq`: how pixels say their colour; with a palette a byte each, without one red, green and blue. */
export interface EscprQuality {
  /** Red, green and blue of each index. */
  readonly palette?: Uint8Array;
}

export function readQuality(parameters: Uint8Array): EscprQuality | string {
  if (parameters.length < 9) return `it has ${parameters.length} of 9 bytes`;
  const hasPalette = parameters[6] === 1;
  const size = view(parameters).getUint16(7);
  if (!hasPalette) return {};
  if (parameters.length < 9 + size)
    return `its palette has ${parameters.length - 9} of ${size} bytes`;
  return { palette: parameters.slice(9, 9 + size) };
}

/** `dsnd`: pixels side by side. */
export interface EscprLine {
  /** In pixels, from the margins. */
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  /** Red, green, blue. */
  readonly rgb: Uint8Array;
}

/** What x can count to; a line that says more is cut there. */
const MOST_COLUMNS = 65_535;

export function readLine(parameters: Uint8Array, { palette }: EscprQuality): EscprLine | string {
  if (parameters.length < 7) return `it has ${parameters.length} of 7 bytes`;
  const at = view(parameters);
  const size = at.getUint16(5);
  const bytes = parameters.subarray(7, 7 + size);
  if (bytes.length < size) return `its pixels have ${bytes.length} of ${size} bytes`;
  const compression = parameters[4]!;
  if (compression > 1) return `compression ${compression} is not known`;
  const unit = palette ? 1 : 3;
  const pixels = compression === 0 ? bytes : unpacked(bytes, unit);
  const columns = Math.floor(pixels.length / unit);
  const rgb = palette ? coloured(pixels, palette) : pixels.slice(0, columns * 3);
  return { x: at.getUint16(0), y: at.getUint16(2), columns, rgb };
}

function unpacked(bytes: Uint8Array, unit: number): Uint8Array {
  // One count byte and one pixel stand for 129 at most: a short line asks for little memory.
  const most = Math.ceil(bytes.length / (1 + unit)) * 129;
  const target = new Uint8Array(Math.min(MOST_COLUMNS, most) * unit);
  return target.subarray(0, unpackRuns(bytes, target, unit).written);
}

/** An index beyond the palette is white: nothing is printed. */
function coloured(indexes: Uint8Array, palette: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(indexes.length * 3).fill(0xff);
  for (const [i, index] of indexes.entries()) {
    const from = index * 3;
    if (from + 3 <= palette.length) rgb.set(palette.subarray(from, from + 3), i * 3);
  }
  return rgb;
}
