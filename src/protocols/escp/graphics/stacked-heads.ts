/**
 * Heads whose colours lie below each other: three rows of 60 nozzles for cyan, magenta and yellow in a column of 180, as in
 * the Stylus C82 and many printers after it. Every colour is sent for the place where the whole head is, so that the dots
 * of cyan come out one third of an inch below those of magenta and two below those of yellow.
 *
 * No command says so. What is known is what Gutenprint writes for such printers and for no other: the page begins above
 * the paper by exactly two of its rows of nozzles, and no row is taller than that.
 */
import { UNITS_PER_INCH, type Ink, type PageUnits } from '../../../core/page/marks.ts';
import type { EscpState } from '../state.ts';

const NOZZLE = UNITS_PER_INCH / 180;
const NOZZLES = 60;

/** In rows of nozzles, from the top of the head. Black is beside the lowest one. */
const ROWS_DOWN: Partial<Record<Ink, number>> = { yellow: 0, magenta: 1, cyan: 2, black: 2 };

/** How far below the head's top the nozzles of an ink are, on a head of this kind; on others 0. */
export function nozzlesDown(
  { top }: Pick<EscpState, 'top'>,
  pitchY: PageUnits,
  rows: number,
  [ink]: readonly Ink[],
): PageUnits {
  const isStacked = pitchY === NOZZLE && rows <= NOZZLES && top === -2 * NOZZLES * NOZZLE;
  return isStacked && ink !== undefined ? (ROWS_DOWN[ink] ?? 0) * NOZZLES * NOZZLE : 0;
}
