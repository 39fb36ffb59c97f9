/** Which inks make a colour, and how much of each: 0 none, 1 all dots there can be. */
import type {
  PlaneInk,
  PrinterKind,
  Resolution,
} from '../../../protocols/escp/composer/content.ts';

/**
 * How much more paper a drop of an inkjet covers than the square of its place: drops are round and must touch at their
 * corners, so they overlap. What it really is depends on ink and paper (1.3 to 2); pictures of pages that draw squares
 * have none. This is between.
 */
const DROP_AREA = 1.2;

/** How wide a pin's dot is, in inches: pins stand so far apart, or nearly (general knowledge). */
const PIN = { '9-pin': 1 / 72, '24-pin': 1 / 120 } as const;

/** The same of whatever is printed with: finer densities of pins are the same dots, closer together. */
export function dotArea(kind: PrinterKind, { x, y }: Resolution): number {
  if (kind === 'inkjet') return DROP_AREA;
  return Math.max(1, (Math.PI / 4) * PIN[kind] ** 2 * x * y);
}

const STEPS = 1023;

/**
 * The part of dots to strike, so that so much of the paper is covered where each covers `area` at random places. Without
 * it everything between white and black comes out too dark.
 */
function striking(area: number): (covered: number) => number {
  const table = Float32Array.from(
    { length: STEPS + 1 },
    (_, at) => 1 - (1 - at / STEPS) ** (1 / area),
  );
  return (covered) => table[Math.round(covered * STEPS)]!;
}

/** Below this much of all three inks nothing is black: black dots in a bright sky are seen. */
const BLACK_FROM = 0.15;

/** Of the grey that three inks would make, the part that black makes alone: more, the darker it is. */
const blackOf = (grey: number): number =>
  grey <= BLACK_FROM ? 0 : ((grey - BLACK_FROM) / (1 - BLACK_FROM)) ** 1.2 * grey;

/**
 * Inks are not pure: cyan takes away some green as magenta does, magenta some blue as yellow does. Where they lie over
 * each other less of the second is needed; in these parts three of them make a neutral grey (typical process inks).
 */
const MAGENTA_IN_CYAN = 0.25;
const YELLOW_IN_GREY = 0.28;

/** Amounts of inks for pixels of a row; used anew for the next row. */
export type Separation = (rgb: Float32Array) => readonly Float32Array[];

export interface InkSet {
  readonly inks: readonly PlaneInk[];
  /** @param columns pixels of a row @param area of a dot, as {@link dotArea} has it */
  readonly separate: (columns: number, area: number) => Separation;
}

/** Luma (ITU-R BT.601), as all grey pictures are made. */
export const BLACK_ALONE: InkSet = {
  inks: ['black'],
  separate(columns, area) {
    const struck = striking(area);
    const black = new Float32Array(columns);
    return (rgb) => {
      for (let x = 0, at = 0; x < columns; x++, at += 3) {
        const luma = 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
        black[x] = struck(clamped(1 - luma / 255));
      }
      return [black];
    };
  },
};

/** Yellow first: a ribbon's lighter colours stay clean. */
export const FOUR_COLOURS: InkSet = {
  inks: ['yellow', 'magenta', 'cyan', 'black'],
  separate(columns, area) {
    const struck = striking(area);
    const planes = [0, 1, 2, 3].map(() => new Float32Array(columns));
    const [yellow, magenta, cyan, black] = planes as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    return (rgb) => {
      for (let x = 0, at = 0; x < columns; x++, at += 3) {
        const c = clamped(1 - rgb[at]! / 255);
        const m = clamped(1 - rgb[at + 1]! / 255);
        const y = clamped(1 - rgb[at + 2]! / 255);
        const k = blackOf(Math.min(c, m, y));
        // Black covers so much; the others make their part on what it leaves.
        const left = Math.max(1 - k, 1e-6);
        const [c1, m1, y1] = [(c - k) / left, (m - k) / left, (y - k) / left];
        cyan[x] = struck(clamped(c1));
        magenta[x] = struck(clamped(m1 - MAGENTA_IN_CYAN * Math.min(c1, m1)));
        yellow[x] = struck(clamped(y1 - YELLOW_IN_GREY * Math.min(c1, m1, y1)));
        black[x] = struck(k);
      }
      return planes;
    };
  },
};

const clamped = (n: number): number => Math.min(1, Math.max(0, n));
