/** What differs from a baseline: the words for it. */
import type { Transport } from '../../core/transport.ts';
import type { Entry } from './snapshot.ts';

/** The words, in the order in which equally severe ones are told. */
export const DRIFT_KINDS = [
  /** reachable from further away than it was */
  'wider',
  /** a door that was not there */
  'new',
  /** a door that was seen to go, and is back */
  'reopened',
  /** another program on the same port, in the place of the one that was there or beside it */
  'program',
  /** the same program on another port or address, or by another family too */
  'moved',
  /** no longer reachable from as far away, or by one of its families */
  'narrower',
  /** a door that is not there any more */
  'gone',
  /** whether it changed cannot be told: it was not looked at both times */
  'unverified',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** How much it matters, least first. `none`: nothing to do. */
export type DriftSeverity = 'none' | 'notice' | 'warning' | 'alert';

/** One thing that changed, whatever number of sockets shows it. */
export interface Drift {
  readonly kind: DriftKind;
  readonly severity: DriftSeverity;
  /** One sentence: what changed, and what follows. */
  readonly why: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** Of the entry that it is about: the present one, else the former. Absent when it is about several. */
  readonly place?: string | undefined;
  readonly transport?: Transport | undefined;
  readonly port?: number | undefined;
  /**
   * The baseline's entries that are not as they were; taken out when the drift is accepted, other than dynamic
   * ones that a wider one is held against.
   */
  readonly before: readonly Entry[];
  /** What is there instead; put in when the drift is accepted. */
  readonly after: readonly Entry[];
  /** For `unverified`: at which time it was not looked at. */
  readonly unseen?: 'then' | 'now' | undefined;
}

/** An entry that was seen to go. */
export interface Departure {
  /** RFC 3339. */
  readonly at: string;
  readonly entry: Entry;
}
