/** Who came to a port where nobody should: what a sentinel saw. This file is just the types. */
import type { Endpoint } from '../core/endpoint.ts';
import type { Millis } from '../core/units.ts';

/**
 * How a connection came to its end. `left`: the knocker ended it. `reset`: the knocker broke it off, or the way
 * to it broke. By us: `enough`, since as much was said as is kept; `late`, since its time was up; `crowded`,
 * since there were too many at once; `stopped`, since the sentinel ended.
 */
export const KNOCK_ENDS = ['left', 'reset', 'enough', 'late', 'crowded', 'stopped'] as const;
export type KnockEnd = (typeof KNOCK_ENDS)[number];

/** One datagram, or one connection. */
export interface Knock {
  readonly kind: 'knock';
  /** When it came: milliseconds since 1970-01-01T00:00Z. */
  readonly time: number;
  readonly transport: 'tcp' | 'udp';
  readonly source: Endpoint;
  /** Where it came to. Of a datagram to a socket on every address, the address is not known: `0.0.0.0`, `::`. */
  readonly local: Endpoint;
  /** What it said, as far as that is kept: its first bytes. */
  readonly bytes: Uint8Array;
  /** How many bytes came in all. */
  readonly length: number;
  /** For connections: how long it stood. */
  readonly stayed?: Millis;
  /** For connections. */
  readonly ended?: KnockEnd;
}

/** Knocks that were counted and not kept one by one: there were too many. */
export interface Counted {
  readonly kind: 'counted';
  /** When the first came, as in {@link Knock}. */
  readonly time: number;
  /** When the last came. */
  readonly until: number;
  /** An address, or a prefix (`2001:db8::/64`); absent for many sources together. */
  readonly source?: string;
  /** How many knocks. */
  readonly count: number;
  /** The ports they came to, by number. */
  readonly ports: readonly number[];
}

/** What is kept. */
export type KnockEntry = Knock | Counted;
