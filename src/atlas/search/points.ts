/**
 * How much it is worth that a word was found: by where it stands and how well it fits. The whole ranking
 * is this table; ties go to what is better known (`renown`).
 */
import type { Claim } from '../claim.ts';
import { slips, slipsAllowed } from './spelling.ts';

/**
 * Where a word can stand: the whole service name, a part of it, the title, other names of the service and of
 * the programs that speak it, and the rest of the line.
 */
export const FIELDS = [
  'name',
  'service',
  'title',
  'other name',
  'registrant',
  'reference',
  'note',
] as const;
export type Field = (typeof FIELDS)[number];

/** The word itself, the beginning of a longer one, the inside of a service name, or nearly so. */
export type Fit = 'same' | 'begins' | 'inside' | 'nearly';

const POINTS: Readonly<Record<Field, Readonly<Record<Fit, number>>>> = {
  name: { same: 100, begins: 70, inside: 30, nearly: 35 },
  service: { same: 60, begins: 45, inside: 0, nearly: 25 },
  title: { same: 55, begins: 35, inside: 0, nearly: 20 },
  'other name': { same: 50, begins: 30, inside: 0, nearly: 15 },
  registrant: { same: 25, begins: 15, inside: 0, nearly: 10 },
  reference: { same: 20, begins: 10, inside: 0, nearly: 0 },
  note: { same: 15, begins: 8, inside: 0, nearly: 0 },
};

/** The very port that was asked for. */
export const PORT_ITSELF = 100;

/** Below this a word was found in a remark or a registrant alone: perhaps it was meant otherwise. */
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
  if (found.startsWith(word)) return 'begins';
  if (field === 'name' && found.includes(word)) return 'inside';
  const allowed = slipsAllowed(word);
  return allowed > 0 && slips(word, found, allowed) <= allowed ? 'nearly' : undefined;
}

/**
 * How well known a use of a port is, for an order among equals: what several sources name, what people were
 * seen to run (curated), the system ports, and what is officially so.
 * @param others every claim about the first port of the claim
 */
export function renown(claim: Claim, others: readonly Claim[]): number {
  const same = others.filter(({ service }) => service !== '' && service === claim.service);
  const sources = new Set(same.map(({ source }) => source));
  return (
    (sources.size > 1 ? 2 : 0) +
    (sources.has('curated') ? 3 : 0) +
    (claim.from < 1024 ? 2 : 0) +
    (same.some(({ standing }) => standing === 'assigned') ? 1 : 0)
  );
}
