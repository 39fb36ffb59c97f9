/**
 * How a client makes itself heard by a few targets, broadcast addresses above all: rounds, in each of which every
 * target hears every greeting. A sweep of many single hosts goes another way: `sweep.ts`.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import type { RetrySchedule } from '../../core/retry.ts';
import type { Call, Caller } from '../../core/sweep.ts';
import type { Millis } from '../../core/units.ts';
import type { AskedName } from './device.ts';
import { encodeProbe, encodeQuery } from './wire.ts';

/** What can be said to whom nothing is known of. */
export const GREETINGS = {
  'pos probe': encodeProbe('pos'),
  'inkjet probe': encodeProbe('inkjet'),
  'network card': encodeQuery('network card'),
  'receipt model': encodeQuery('receipt model'),
  'printer identity': encodeQuery('printer identity'),
} as const satisfies Readonly<Record<string, Uint8Array>>;
export type Greeting = keyof typeof GREETINGS;

/**
 * What a round says to each target: any one of them may be all that a device answers to. Inkjets
 * answer their own probe and `Q 02/0000`, cards the POS probe and `Q 00/0000`; POS apps broadcast `Q 03/0000`.
 */
const ALL: readonly Uint8Array[] = Object.values(GREETINGS);

/** The questions that greetings ask: anyone may answer them. */
export const GREETED: ReadonlySet<AskedName> = new Set<AskedName>([
  'probe',
  'network card',
  'receipt model',
  'printer identity',
]);

/** Datagrams that leave at once, and the pause after them: at most 400 a second, some 22 kB. */
export const BURST = 16;
export const BURST_PAUSE: Millis = 40;

/** A round that is being said or listened to. */
export interface Round {
  readonly number: number;
  /** How many of its datagrams have been said. */
  readonly said: number;
  readonly nextAt: Millis;
}

/**
 * @param targets broadcast addresses, groups and single hosts
 * @param schedule when each round is said, counted from the end of the round before
 * @throws UsageError when there is no target or no round
 */
export function rounds(targets: readonly Endpoint[], schedule: RetrySchedule): Caller<Round> {
  if (targets.length === 0) throw new UsageError('there is no address to ask');
  if (schedule.waits.length === 0) throw new UsageError('a schedule needs at least one attempt');
  return {
    start: (now) => ({ number: 0, said: 0, nextAt: now }),
    call: (round, now) => sayRound(round, targets, schedule, now),
    nextAt: ({ nextAt }) => nextAt,
  };
}

/** The next burst of a round, the next round, or nothing more. */
function sayRound(
  round: Round,
  targets: readonly Endpoint[],
  { waits }: RetrySchedule,
  now: Millis,
): Call<Round> {
  if (round.nextAt > now) return { state: round, sends: [] };
  const all = ALL.length * targets.length;
  if (round.said === all) {
    const number = round.number + 1;
    if (number === waits.length) return { state: undefined, sends: [] };
    return sayRound({ number, said: 0, nextAt: now }, targets, { waits }, now);
  }
  const until = Math.min(round.said + BURST, all);
  const sends = [];
  for (let i = round.said; i < until; i++) {
    // Every target hears one greeting before any hears the next: a system keeps only a few datagrams
    // while it looks for the hardware address of a neighbour, and drops the rest.
    const bytes = ALL[Math.floor(i / targets.length)]!;
    sends.push({ to: targets[i % targets.length]!, bytes });
  }
  const wait = until === all ? waits[round.number]! : BURST_PAUSE;
  return { state: { number: round.number, said: until, nextAt: now + wait }, sends };
}
