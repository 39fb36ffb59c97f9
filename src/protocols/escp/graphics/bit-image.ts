/** Bit images: columns of pins, as heads with 8, 9, 24 and 48 of them strike them, turned into rows of dots. */
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import type { Pins } from '../model.ts';

/** How the dots of a bit image lie. */
export interface BitImageMode {
  /** Dots of a column, from the top: eight to the byte. */
  readonly rows: number;
  readonly pitchX: PageUnits;
  readonly pitchY: PageUnits;
}

const pitch = (dpi: number): PageUnits => UNITS_PER_INCH / dpi;

/** Dots to the inch of the modes whose columns are one byte. */
const EIGHT_PINS: readonly number[] = [60, 120, 120, 240, 80, 72, 90, 144];

/** [dots to the inch across, down, dots of a column] of the modes that say both themselves. */
const FINE: Readonly<Record<number, readonly [number, number, number]>> = {
  32: [60, 180, 24],
  33: [120, 180, 24],
  // The source of 35 says itself that it could not verify it.
  35: [240, 180, 24],
  38: [90, 180, 24],
  39: [180, 180, 24],
  40: [360, 180, 24],
  64: [60, 60, 48],
  65: [120, 120, 48],
  70: [90, 180, 48],
  71: [180, 360, 48],
  72: [360, 360, 48],
  73: [360, 360, 48],
};

/**
 * The mode `m` of `ESC *`; a head of 9 pins has them 1/72 inch apart, one of 24 uses every third, 1/60 inch apart.
 * @returns nothing where nobody says what `m` is
 */
export function bitImageMode(m: number, pins: Pins): BitImageMode | undefined {
  const across = EIGHT_PINS[m];
  if (across !== undefined) {
    return { rows: 8, pitchX: pitch(across), pitchY: pitch(pins === 9 ? 72 : 60) };
  }
  const fine = FINE[m];
  return fine && { rows: fine[2], pitchX: pitch(fine[0]), pitchY: pitch(fine[1]) };
}

/** `ESC ^`: 60 or 120 to the inch, and the ninth pin below the eight. */
export function ninePinMode(m: number): BitImageMode | undefined {
  if (m > 1) return undefined;
  return { rows: 9, pitchX: pitch(m === 0 ? 60 : 120), pitchY: pitch(72) };
}

/** Dots of one colour, row by row, in whole bytes. */
export interface Dots {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

/**
 * Columns of dots, top dot in the highest bit, as rows. What is left of a column that was cut is not there.
 * @param rows dots of a column: each column is ceil(rows / 8) bytes
 */
export function columnsToRows(bytes: Uint8Array, rows: number): Dots {
  const depth = Math.ceil(rows / 8);
  const columns = Math.floor(bytes.length / depth);
  const stride = Math.ceil(columns / 8);
  const data = new Uint8Array(rows * stride);
  for (let column = 0; column < columns; column++) {
    const at = column >> 3;
    const dot = 0x80 >> (column & 7);
    for (let part = 0; part < depth; part++) {
      // One that is not there is the commonest: most of a page is white.
      for (let bits = bytes[column * depth + part]!, row = part * 8; bits && row < rows; row++) {
        if (bits & 0x80) data[row * stride + at]! |= dot;
        bits = (bits << 1) & 0xff;
      }
    }
  }
  return { columns, rows, data };
}
