/**
 * What this user's Portolan remembers for good: baselines, and what was seen to change. A promise that is
 * kept is on the disk: whatever happens to the process or the machine afterwards, it is there.
 */
import type { Departure, Drift } from '../survey/drift/drift.ts';
import type { KnockEntry } from '../survey/knock.ts';
import type { Snapshot } from '../survey/drift/snapshot.ts';

/**
 * Every method throws UnavailableError when the store cannot be used: no SQLite on this Node, damaged, made by a
 * newer Portolan, no permission, disk full, held too long by another process. Nothing is destroyed then.
 * Nothing is opened before it is used, and nothing is made before something is written.
 */
export interface Stores {
  readonly baselines: BaselineStore;
  readonly history: HistoryStore;
  readonly knocks: KnockStore;
  /** Where it is, for a person to read. */
  readonly path: string;
  /** Loads what using it takes, and opens nothing: for whoever gives up rights before the first use. */
  prepare(): Promise<void>;
  /** Gives files back; the next use opens them again. */
  close(): Promise<void>;
}

/** A baseline, as it is kept. */
export interface KeptBaseline {
  readonly name: string;
  /** RFC 3339. */
  readonly savedAt: string;
  /** How it came to be. */
  readonly how: BaselineOrigin;
  /** How many earlier versions are kept. */
  readonly earlier: number;
  readonly snapshot: Snapshot;
}

/** How a version of a baseline came to be. */
export type BaselineOrigin = 'saved' | 'accepted';

/** As many earlier versions of a baseline are kept; the oldest go first. */
export const EARLIER_VERSIONS = 20;

/** Baselines by name, with their earlier versions. */
export interface BaselineStore {
  /** All of them, by name. */
  list(): Promise<readonly KeptBaseline[]>;
  load(name: string): Promise<KeptBaseline | undefined>;
  /**
   * Makes the next version of a baseline; the present one is kept as an earlier one.
   * @param next makes it of the present one, undefined when there is none; nobody else can change it
   * meanwhile. An error is passed on, and nothing is written.
   */
  change(
    name: string,
    how: BaselineOrigin,
    savedAt: string,
    next: (present: KeptBaseline | undefined) => Snapshot,
  ): Promise<KeptBaseline>;
  /** Forgets the present version; the one before it is present again. Undefined: there was none before. */
  undo(name: string): Promise<KeptBaseline | undefined>;
  /** Forgets a baseline and all its versions. False: there was none. */
  remove(name: string): Promise<boolean>;
}

/** Something that was seen to change. */
export interface HistoryEvent {
  /** RFC 3339. */
  readonly at: string;
  readonly drift: Drift;
}

/** Which events are wanted. */
export interface HistoryQuery {
  /** RFC 3339; this and later. */
  readonly since?: string;
  /** The latest so many; default 1,000. */
  readonly limit?: number;
}

/** As many events are kept; the oldest go first. */
export const KEPT_EVENTS = 100_000;

/** What was seen to change, and how the machine was at last. */
export interface HistoryStore {
  /** Keeps what was seen, all or nothing. With `last`, the state that results becomes the last one. */
  add(events: readonly HistoryEvent[], last?: Snapshot): Promise<void>;
  /** Oldest first. */
  events(query?: HistoryQuery): Promise<readonly HistoryEvent[]>;
  /** Entries that went and were not seen to come back; the latest departure of each, oldest first. */
  departures(): Promise<readonly Departure[]>;
  /** The state of the machine that was seen last by whoever watches it. */
  last(): Promise<Snapshot | undefined>;
}

/** Which entries are wanted. */
export interface KnockQuery {
  /** Milliseconds since 1970-01-01T00:00Z; this and later. */
  readonly since?: number;
  /** The latest so many; default: all. */
  readonly limit?: number;
}

/** What sentinels saw. */
export interface KnockStore {
  /**
   * Keeps what a sentinel saw, all or nothing.
   * @param most as many entries are kept in all; the oldest go first
   */
  add(entries: readonly KnockEntry[], most: number): Promise<void>;
  /** In the order in which they were kept. */
  entries(query?: KnockQuery): Promise<readonly KnockEntry[]>;
}
