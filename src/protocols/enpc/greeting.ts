/**
 * The rounds in which a client greets its targets: when each greeting is said, and to whom.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import type { AskedName } from './device.ts';
import { encodeProbe, encodeQuery } from './wire.ts';

/**
 * What a round says to each target: any one of them may be all that a device answers to. Inkjets
 * answer their own probe, cards the POS probe and `Q 00/0000`; POS apps broadcast `Q 03/0000`.
 */
const GREETINGS: readonly Uint8Array[] = [
  encodeProbe('pos'),
  encodeProbe('inkjet'),
  encodeQuery('network card'),
  encodeQuery('receipt model'),
];

/** The questions that the greetings ask: anyone may answer them. */
export const GREETED: ReadonlySet<AskedName> = new Set<AskedName>([
  'probe',
  'network card',
  'receipt model',
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

export interface Greeting {
  /** Undefined when all rounds are over. */
  readonly round: Round | undefined;
  readonly sends: readonly { readonly to: Endpoint; readonly bytes: Uint8Array }[];
}

/** Says what is due at `now`: the next burst of a round, the next round, or nothing more. */
export function greet(
  round: Round | undefined,
  targets: readonly Endpoint[],
  { waits }: RetrySchedule,
  now: Millis,
): Greeting {
  if (round === undefined || round.nextAt > now) return { round, sends: [] };
  const all = GREETINGS.length * targets.length;
  if (round.said === all) {
    const number = round.number + 1;
    if (number === waits.length) return { round: undefined, sends: [] };
    return greet({ number, said: 0, nextAt: now }, targets, { waits }, now);
  }
  const until = Math.min(round.said + BURST, all);
  const sends = [];
  for (let i = round.said; i < until; i++) {
    // Every target hears one greeting before any hears the next: a system keeps only a few datagrams
    // while it looks for the hardware address of a neighbour, and drops the rest.
    const bytes = GREETINGS[Math.floor(i / targets.length)]!;
    sends.push({ to: targets[i % targets.length]!, bytes });
  }
  const wait = until === all ? waits[round.number]! : BURST_PAUSE;
  return { round: { number: round.number, said: until, nextAt: now + wait }, sends };
}
