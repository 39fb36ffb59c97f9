/** What a search answers. */
import type { Claim } from '../claim.ts';
import type { RegisteredName } from '../names.ts';

/**
 * Where a word can stand: the whole service name, a part of it, the title, a whole other name of the service
 * or of a program that speaks it, a part of one, and the rest of the line.
 */
export const FIELDS = [
  'name',
  'service',
  'title',
  'alias',
  'other name',
  'registrant',
  'reference',
  'note',
] as const;
export type Field = (typeof FIELDS)[number];

export interface Findings {
  /** Best first. */
  readonly hits: readonly Hit[];
  /** What is registered without a port, best first. */
  readonly names: readonly NameHit[];
  /** Whether the hits have everything that was asked for; otherwise they are what comes nearest. */
  readonly isComplete: boolean;
  /** The words that nothing has, not even nearly so. */
  readonly unknown: readonly string[];
}

/** A claim that was found. */
export interface Hit {
  readonly claim: Claim;
  /** Words that are not to be read off the number, service name or title; empty when all are. */
  readonly matched: readonly Match[];
}

/** A registered name without a port that was found. */
export interface NameHit {
  readonly name: RegisteredName;
  readonly matched: readonly Match[];
}

/** How a word was found. */
export interface Match {
  /** As it was typed, folded: `postgress`. */
  readonly word: string;
  /** As it stands there: `postgres`. */
  readonly found: string;
  readonly field: Field;
  /** Whether the two are only spelled alike. */
  readonly nearly: boolean;
}
