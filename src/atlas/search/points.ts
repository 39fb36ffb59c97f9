/**
 * How much it is worth that a word was found: by where it stands and how well it fits. The whole ranking
 * is this table; ties go to what is better known (`renown`).
 */
import type { Claim } from '../claim.ts';
import { LABELS } from '../labels.ts';
import type { Field } from './findings.ts';
import { slips, slipsAllowed } from './spelling.ts';

/** The word itself, the beginning of a longer one, the inside of a service name, or nearly so. */
export type Fit = 'same' | 'begins' | 'inside' | 'nearly';

const POINTS: Readonly<Record<Field, Readonly<Record<Fit, number>>>> = {
  name: { same: 100, begins: 70, nearly: 35, inside: 22 },
  alias: { same: 90, begins: 40, nearly: 30, inside: 0 },
  service: { same: 60, begins: 45, nearly: 28, inside: 0 },
  title: { same: 55, begins: 35, nearly: 26, inside: 0 },
  'other name': { same: 50, begins: 25, nearly: 18, inside: 0 },
  registrant: { same: 25, begins: 15, nearly: 10, inside: 0 },
  reference: { same: 20, begins: 10, nearly: 0, inside: 0 },
  note: { same: 15, begins: 8, nearly: 0, inside: 0 },
};

/** Below this a word was found in a remark or inside of a name alone: perhaps it was meant otherwise. */
export const TELLING = 30;

/** One word of a search, found in a line. */
export interface WordMatch {
  readonly word: string;
  /** The word of the line that it was found as. */
  readonly found: string;
  readonly field: Field;
  readonly fit: Fit;
  readonly points: number;
}

/** How a word fits one that stands in a field; undefined when it does not, or is worth nothing there. */
export function fitOf(word: string, found: string, field: Field): WordMatch | undefined {
  const fit = compare(word, found, field);
  const points = fit === undefined ? 0 : POINTS[field][fit];
  return points === 0 ? undefined : { word, found, field, fit: fit!, points };
}

function compare(word: string, found: string, field: Field): Fit | undefined {
  if (found === word) return 'same';
  const isName = field === 'name' || field === 'alias' || field === 'service';
  if (!isName && (found === singularOf(word) || singularOf(found) === word)) return 'same';
  if (found.startsWith(word)) return 'begins';
  if (field === 'name' && found.includes(word)) return 'inside';
  const allowed = slipsAllowed(word);
  return allowed > 0 && slips(word, found, allowed) <= allowed ? 'nearly' : undefined;
}

/** A shorter stem with an `s` is rather a name: `https`, `ldaps`. */
const SHORTEST_STEM = 5;

/** `printer` for `printers`; undefined for a word that is no plural. In prose the two are one word. */
export const singularOf = (word: string) =>
  word.length > SHORTEST_STEM && word.endsWith('s') ? word.slice(0, -1) : undefined;

/**
 * How well known a use of a port is, for an order among equals: what the user calls it, then what people were seen
 * to run, then the system ports, then what is officially so.
 * @param practice what is known of practice at the claim's first port
 */
export function renown(claim: Claim, practice: readonly Claim[]): number {
  const isPractised =
    claim.service !== '' && practice.some(({ service }) => service === claim.service);
  return (
    (claim.source === LABELS ? 8 : 0) +
    (isPractised ? 3 : 0) +
    (claim.from <= LAST_SYSTEM_PORT ? 2 : 0) +
    (claim.standing === 'assigned' ? 1 : 0)
  );
}

const LAST_SYSTEM_PORT = 1023;
