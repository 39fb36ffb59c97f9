/**
 * How fast datagrams may leave: so many a second, in small bursts. A pace is a value and its state one instant, so
 * whoever has a clock can keep it.
 */
import { UsageError } from './errors.ts';
import type { Millis } from './units.ts';

/** What a sender keeps to. */
export interface Pace {
  /** Between two datagrams on average; 0: as fast as can be. */
  readonly interval: Millis;
  /** The most that leave at once. */
  readonly burst: number;
}

/**
 * A burst is what is due in this time: timers count whole milliseconds and come late by some, and four of them fit
 * into what any switch holds back.
 */
const BURST_TIME: Millis = 4;

/** The most that leave at once however fast: some 1.5 ms of system calls; then whoever waits gets to run. */
const LARGEST_BURST = 256;

/**
 * What a sender who was kept from sending makes up for: a busy machine's pauses. A suspended one's are not made up for.
 */
const LONGEST_DELAY: Millis = 1000;

/**
 * @param perSecond datagrams a second; Infinity for as fast as can be
 * @throws UsageError when it is not above 0
 */
export function paceOf(perSecond: number): Pace {
  if (!(perSecond > 0)) {
    throw new UsageError(`A rate is a number of packets a second above 0, not ${perSecond}.`);
  }
  const burst = Math.min(Math.ceil((perSecond * BURST_TIME) / 1000), LARGEST_BURST);
  return { interval: 1000 / perSecond, burst };
}

/** How many may leave at `now` at once. @param next when the next one is due */
export function due({ interval, burst }: Pace, next: Millis, now: Millis): number {
  if (now < next) return 0;
  return interval === 0 ? burst : Math.min(burst, Math.floor((now - next) / interval) + 1);
}

/**
 * When the next one is due after some left. Who is late makes up for it, burst by burst, so that the average holds; but
 * for no more than a second of it.
 */
export function afterSending({ interval }: Pace, next: Millis, count: number, now: Millis): Millis {
  return Math.max(next, now - LONGEST_DELAY) + count * interval;
}
