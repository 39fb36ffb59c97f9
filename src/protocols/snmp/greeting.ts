/**
 * The rounds in which a client looks for agents: whom it greets when, and in which version. A sweep of many single
 * hosts goes another way: `sweep.ts`.
 */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import type { RetrySchedule } from '../../core/retry.ts';
import type { Caller } from '../../core/sweep.ts';
import type { Millis } from '../../core/units.ts';
import { OIDS } from './mib/names.ts';
import type { MessageModel } from './message-model.ts';
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

/** Says greetings, and tells what answers them. */
export interface Greeter<State> extends Caller<State> {
  /** Whether somebody who has not answered yet may do so. */
  mayAnswer(from: Endpoint): boolean;
  /** The id of the greeting that is said there in a version. */
  idFor(host: Endpoint, version: SnmpVersion): number;
  /** Whether nobody is left who could answer, when so many have. */
  isEverybodyHeard(count: number): boolean;
  /** How many ids from the first on are greetings'. */
  readonly ids: number;
}

export interface RoundsPlan extends Targets {
  readonly mayAsk: (address: string) => boolean;
  /** In order of preference. */
  readonly models: readonly MessageModel[];
  readonly schedule: RetrySchedule;
  /** Of the greetings: one for each version, and the same in each round, so that late answers count. */
  readonly idOf: (number: number) => number;
}

export function rounds(plan: RoundsPlan): Greeter<Round> {
  const { hosts, broadcasts, models, schedule, mayAsk } = plan;
  const asked = new Set(hosts.map(formatEndpoint));
  const versions = models.map(({ version }) => version);
  const idOf = (version: SnmpVersion) => plan.idOf(versions.indexOf(version));
  const bytes = new Map(
    models.map((model) => [model.version, model.greeting(idOf(model.version))]),
  );
  return {
    start: (now) => firstRound(plan, versions, now),
    call(state, now, answered) {
      const { round, words } = greet(state, schedule, now, (number) =>
        wordsOf(plan, versions, number, answered),
      );
      const sends = words.map(({ to, version }) => ({ to, bytes: bytes.get(version)! }));
      return { state: round, sends };
    },
    nextAt: ({ nextAt }) => nextAt,
    // Broadcasts are answered by anybody; hosts that were asked by themselves answer for themselves.
    mayAnswer: (from) =>
      mayAsk(from.address) && (broadcasts.length > 0 || asked.has(formatEndpoint(from))),
    idFor: (_host, version) => idOf(version),
    // Who may answer a broadcast is never known.
    isEverybodyHeard: (count) => broadcasts.length === 0 && count === asked.size,
    ids: versions.length,
  };
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

const firstRound = (targets: Targets, versions: readonly SnmpVersion[], now: Millis): Round => ({
  number: 0,
  words: wordsOf(targets, versions, 0, () => false),
  nextAt: now,
});

/** What is due at `now`: the next burst, the next round, or nothing more (`round` undefined). */
function greet(
  round: Round,
  { waits }: RetrySchedule,
  now: Millis,
  nextWords: (number: number) => readonly Word[],
): { readonly round: Round | undefined; readonly words: readonly Word[] } {
  if (round.nextAt > now) return { round, words: [] };
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
 * @param answered whether a host needs no greeting any more
 */
function wordsOf(
  { hosts, broadcasts }: Targets,
  versions: readonly SnmpVersion[],
  number: number,
  answered: (host: Endpoint) => boolean,
): Word[] {
  const silent = hosts.filter((host) => !answered(host));
  // Every target hears one version before any hears the next: a system keeps only a few datagrams while it
  // looks for a neighbour's hardware address.
  return versions.flatMap((version, i) => {
    const heard = i === 0 || number > 0 ? silent : [];
    return [...broadcasts, ...heard].map((to) => ({ to, version }));
  });
}
