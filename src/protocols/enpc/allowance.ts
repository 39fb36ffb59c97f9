/**
 * How often a responder answers. ENPC has no handshake: whoever forges a sender's address makes a device send him
 * some seventeen times as much as was asked with. Limits of real devices are unknown; these are ours.
 */
import type { Shares } from '../../core/allowance.ts';

/** A source may ask this much at once: five clients on one machine that each say all greetings and all queries. */
export const ANSWERS_AT_ONCE = 100;

/** What a source may ask after that, a second: 187 bytes each, so 6 kB a second go to a forged address at the most. */
export const ANSWERS_PER_SECOND = 32;

/** The same for all sources together: a whole network of tills, or a flood that forges many senders. */
export const ALL_ANSWERS_AT_ONCE = 2000;
export const ALL_ANSWERS_PER_SECOND = 500;

export const SHARES: Shares = {
  each: { atOnce: ANSWERS_AT_ONCE, perSecond: ANSWERS_PER_SECOND },
  all: { atOnce: ALL_ANSWERS_AT_ONCE, perSecond: ALL_ANSWERS_PER_SECOND },
};
