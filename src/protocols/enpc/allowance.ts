/**
 * How often a responder answers. ENPC has no handshake: whoever forges a sender's address makes a device send him
 * some seventeen times as much as was asked with. Limits of real devices are unknown; these are ours.
 */
import { seconds, type Millis } from '../../core/units.ts';

/** A source may ask this much at once: five clients on one machine that each say all greetings and all queries. */
export const ANSWERS_AT_ONCE = 100;

/** What a source may ask after that, a second: 187 bytes each, so 6 kB a second go to a forged address at the most. */
export const ANSWERS_PER_SECOND = 32;

/** The same for all sources together: a whole network of tills, or a flood that forges many senders. */
export const ALL_ANSWERS_AT_ONCE = 2000;
export const ALL_ANSWERS_PER_SECOND = 500;

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

export const freshAllowance = (now: Millis): Allowance => ({
  sources: new Map(),
  all: { left: ALL_ANSWERS_AT_ONCE, at: now },
});

/** Takes one answer for `address`; undefined when it has had its share. */
export function take(allowance: Allowance, address: string, now: Millis): Allowance | undefined {
  const known = allowance.sources.get(address) ?? { left: ANSWERS_AT_ONCE, at: now };
  const mine = refill(known, now, ANSWERS_PER_SECOND, ANSWERS_AT_ONCE);
  const all = refill(allowance.all, now, ALL_ANSWERS_PER_SECOND, ALL_ANSWERS_AT_ONCE);
  if (mine.left < 1 || all.left < 1) return undefined;
  const sources = new Map(allowance.sources);
  sources.delete(address);
  sources.set(address, { ...mine, left: mine.left - 1 });
  if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value!);
  return { sources, all: { ...all, left: all.left - 1 } };
}

function refill({ left, at }: Bucket, now: Millis, perSecond: number, most: number): Bucket {
  return { left: Math.min(most, left + ((now - at) * perSecond) / seconds(1)), at: now };
}
