/** The ladder of a conversation: a rung for each message between two sides, one at the left and one at the right. */
import type { Millis } from '../../core/units.ts';
import { hang, printable } from './text.ts';
import type { ViewOptions } from './view.ts';

/** A message on its way. */
export interface Rung {
  /** When it was sent, since the beginning. */
  readonly at: Millis;
  /** Whether it goes from left to right. */
  readonly outward: boolean;
  /** It never arrived. */
  readonly lost: boolean;
  /** What it says. */
  readonly text: string;
  /** What is to be said of it: `lost`, `a copy`. */
  readonly notes: readonly string[];
}

/** `   12 ms  ─────▶  Query: …`. */
export function rungLines(rung: Rung, { colours, width }: ViewOptions): string[] {
  const { at, outward, lost, notes } = rung;
  const arrow = outward ? (lost ? '──✗   ' : '─────▶') : lost ? '   ✗──' : '◀─────';
  const colour = lost ? colours.red : outward ? colours.cyan : colours.green;
  const text = printable(notes.length === 0 ? rung.text : `${rung.text} (${notes.join(', ')})`);
  const front = `${colours.dim(timeOf(at))}  ${colour(arrow)}  `;
  return hang(front, lost ? colours.dim(text) : text, width);
}

/** What happened at one side, among the rungs. */
export function asideLines(at: Millis, text: string, { colours, width }: ViewOptions): string[] {
  return hang(`${colours.dim(timeOf(at))}    ·     `, printable(text), width);
}

const timeOf = (at: Millis) => `${at.toFixed(0)} ms`.padStart(9);
