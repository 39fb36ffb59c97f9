/** How far a job may go, whatever it says. */
import type { Millis } from '../../core/units.ts';

/** Pages of one job: a box of fanfold has 2,500, and nobody looks at more than a few boxes. */
export const MOST_PAGES = 10_000;

/** Bytes that one job may write as pictures, documents and text: 10,000 pages of text, or some hundred photos. */
export const MOST_BYTES = 1 << 30;

/** Work without giving way: what a person does not notice, and other clients of a printer can wait for. */
export const LONGEST_WORK: Millis = 15;

/** Bytes that are interpreted at once. What brings forth no event (padding, say) gives way behind them too. */
export const PIECE = 16_384;
