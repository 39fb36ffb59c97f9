/** The rounds in which a client looks for agents: whom it greets when, and in which version. */
import type { Endpoint } from '../../core/endpoint.ts';
import { formatEndpoint } from '../../core/endpoint.ts';
import type { RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import { OIDS } from './mib/names.ts';
import type { SnmpVersion } from './vocabulary.ts';

/** What every agent has (RFC 3418): who it is. */
export const GREETING: readonly string[] = [`${OIDS.sysDescr}.0`, `${OIDS.sysObjectID}.0`];

/** Datagrams that leave at once, and the pause after them: at most 400 a second, some 40 kB. */
export const BURST = 16;
export const BURST_PAUSE: Millis = 40;

/** Whom to look for. */
export interface Targets {
  readonly hosts: readonly Endpoint[];
  /** Broadcast addresses: anybody may answer them. */
  readonly broadcasts: readonly Endpoint[];
}

interface Word {
  readonly to: Endpoint;
  readonly version: SnmpVersion;
}

/** A round that is being said or listened to. */
export interface Round {
  readonly number: number;
  /** What is still to be said in it. */
  readonly words: readonly Word[];
  readonly nextAt: Millis;
}

export const firstRound = (
  targets: Targets,
  versions: readonly SnmpVersion[],
  now: Millis,
): Round => ({ number: 0, words: wordsOf(targets, versions, 0, new Set()), nextAt: now });

/** What is due at `now`: the next burst, the next round, or nothing more (`round` undefined). */
export function greet(
  round: Round | undefined,
  { waits }: RetrySchedule,
  now: Millis,
  nextWords: (number: number) => readonly Word[],
): { readonly round: Round | undefined; readonly words: readonly Word[] } {
  if (round === undefined || round.nextAt > now) return { round, words: [] };
  if (round.words.length === 0) {
    const number = round.number + 1;
    if (number >= waits.length) return { round: undefined, words: [] };
    const words = nextWords(number);
    if (words.length === 0) return { round: undefined, words: [] };
    return greet({ number, words, nextAt: now }, { waits }, now, nextWords);
  }
  const words = round.words.slice(0, BURST);
  const rest = round.words.slice(BURST);
  const wait = rest.length === 0 ? waits[round.number]! : BURST_PAUSE;
  return { round: { ...round, words: rest, nextAt: now + wait }, words };
}

/**
 * Broadcasts are said in every version each round. Single hosts hear the first version alone in the first round,
 * and who has not answered all of them in later ones: an agent that lacks a version says nothing at all to it
 * (RFC 1157, section 4.1).
 * @param answered hosts that need no greeting any more
 */
export function wordsOf(
  { hosts, broadcasts }: Targets,
  versions: readonly SnmpVersion[],
  number: number,
  answered: ReadonlySet<string>,
): Word[] {
  const silent = hosts.filter((host) => !answered.has(formatEndpoint(host)));
  // Every target hears one version before any hears the next: a system keeps only a few datagrams while it
  // looks for a neighbour's hardware address.
  return versions.flatMap((version, i) => {
    const heard = i === 0 || number > 0 ? silent : [];
    return [...broadcasts, ...heard].map((to) => ({ to, version }));
  });
}
