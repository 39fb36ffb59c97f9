/**
 * Heads whose colours lie below each other: rows of nozzles for cyan, magenta and yellow in one column, as in the Stylus C82
 * and many printers before and after it. Every colour is sent for the place where the whole head is, so that dots of one
 * come out below those of another; the page begins above the paper, so that each reaches its top.
 *
 * No command says so. What is known is what Gutenprint writes for such printers and for no other (its lists of models and
 * inks): as many rows each time as one colour has nozzles, and how far above the paper the page begins.
 */
import { UNITS_PER_INCH, type Ink, type PageUnits } from '../../../core/page/marks.ts';
import type { EscpState } from '../state.ts';

interface StackedHead {
  /** Of one colour. */
  readonly nozzles: number;
  readonly pitch: PageUnits;
  /** How far up from the head's place an ink comes out, in 1/720 inch. */
  readonly up: Partial<Record<Ink, number>>;
}

const inch = (parts: number): PageUnits => UNITS_PER_INCH / parts;

const HEADS: readonly StackedHead[] = [
  // Stylus C80 to C88, WorkForce 30.
  { nozzles: 60, pitch: inch(180), up: { black: 0, cyan: 0, magenta: 240, yellow: 480 } },
  // Stylus C64 and C66, NX100.
  { nozzles: 30, pitch: inch(120), up: { black: 0, cyan: 0, magenta: 180, yellow: 360 } },
  // XP-100.
  { nozzles: 42, pitch: inch(120), up: { black: 0, cyan: 0, magenta: 260, yellow: 520 } },
  // Stylus Color 480 and 580, C20 to C48.
  { nozzles: 15, pitch: inch(120), up: { yellow: 0, magenta: 96, black: 96, cyan: 192 } },
];

/** How far above the paper pages begin, besides the height of the stack: less a margin, or more by a few rows. */
const LEAST_ABOVE = -inch(8);
const MOST_ABOVE = inch(90);

/** How far below the head's place the dots of an ink come out, on a head of this kind; on others 0. */
export function nozzlesDown(
  { top }: Pick<EscpState, 'top'>,
  pitchY: PageUnits,
  rows: number,
  [ink]: readonly Ink[],
): PageUnits {
  const head = HEADS.find(
    ({ nozzles, pitch, up }) =>
      rows === nozzles && pitchY === pitch && isAbove(top, Math.max(...Object.values(up))),
  );
  const up = ink && head?.up[ink];
  return up === undefined ? 0 : -top - up * inch(720);
}

function isAbove(top: PageUnits, stack: number): boolean {
  const more = -top - stack * inch(720);
  return more >= LEAST_ABOVE && more <= MOST_ABOVE;
}
