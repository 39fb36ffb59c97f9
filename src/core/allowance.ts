/**
 * How often whoever asks by datagrams is answered. A datagram's sender can be made up: who answers everything sends a
 * stranger as much as anybody likes. So each source has a share, and all together have one. A value, and its state one
 * instant: whoever has a clock can keep it.
 */
import { seconds, type Millis } from './units.ts';

/** Answers that may be given: so many at once, and after that so many a second. */
export interface Share {
  readonly atOnce: number;
  readonly perSecond: number;
}

export interface Shares {
  /** What one source may ask. */
  readonly each: Share;
  /** The same for all sources together. */
  readonly all: Share;
}

/** Sources that are remembered; the one that asked longest ago is forgotten first. */
export const MAX_SOURCES = 256;

/** Answers that may be given, and when that was reckoned: it grows with time. */
interface Bucket {
  readonly left: number;
  readonly at: Millis;
}

/** What everybody may still ask. */
export interface Allowance {
  /** By IP address: ports cost nothing to change. In the order in which they asked last. */
  readonly sources: ReadonlyMap<string, Bucket>;
  readonly all: Bucket;
}

export const freshAllowance = ({ all }: Shares, now: Millis): Allowance => ({
  sources: new Map(),
  all: { left: all.atOnce, at: now },
});

/**
 * Takes one answer for `address`, or as many as what it sends is worth; undefined when it has had its share.
 * @param worth one that is worth more than a share at once is never answered
 */
export function take(
  allowance: Allowance,
  shares: Shares,
  address: string,
  now: Millis,
  worth = 1,
): Allowance | undefined {
  const known = allowance.sources.get(address) ?? { left: shares.each.atOnce, at: now };
  const mine = refill(known, now, shares.each);
  const all = refill(allowance.all, now, shares.all);
  if (mine.left < worth || all.left < worth) return undefined;
  const sources = new Map(allowance.sources);
  sources.delete(address);
  sources.set(address, { ...mine, left: mine.left - worth });
  if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value!);
  return { sources, all: { ...all, left: all.left - worth } };
}

const refill = ({ left, at }: Bucket, now: Millis, { atOnce, perSecond }: Share): Bucket => ({
  left: Math.min(atOnce, left + ((now - at) * perSecond) / seconds(1)),
  at: now,
});
