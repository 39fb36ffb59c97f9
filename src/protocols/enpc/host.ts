/**
 * The client's conversation with one host that answered: which query is next, when it is repeated, and
 * which replies count as answers.
 */
import type { RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import type { Answer, Answers, AskedName, HostAnswers } from './device.ts';
import { GREETED } from './greeting.ts';
import {
  ANY_DEVICE_NUMBER,
  FUNCTIONS,
  RESULTS,
  SENDABLE_QUERIES,
  type QueryName,
} from './vocabulary.ts';
import { encodeQuery, type EnpcReply } from './wire.ts';

/** A query that a host owes an answer to. */
interface Waiting {
  readonly query: QueryName;
  /** How often it was said. */
  readonly said: number;
  /** When it is to be said, again or at all. */
  readonly dueAt: Millis;
  /** When it was said last; absent before. */
  readonly saidAt?: Millis;
}

/** A host that answered, and what it is asked: one query at a time of each of its parts (device types). */
export interface Host extends HostAnswers {
  /** Datagrams heard from it, wanted or not. */
  readonly replies: number;
  readonly waiting: readonly Waiting[];
  /**
   * How long it took to answer, at the longest: of queries that were said once, since of others nobody knows which of
   * them was answered (as TCP counts, RFC 6298, section 3). Absent before the first.
   */
  readonly slowest?: Millis;
}

/** What to ask of every host, and how patiently. */
export interface Interview {
  readonly queries: readonly QueryName[];
  readonly patience: RetrySchedule;
}

/** A host's next state, and the query to send to it, if any. */
export interface Turn {
  readonly host: Host;
  readonly send?: Uint8Array;
}

/** What a reply answers; undefined when it answers nothing that a client asks. */
export function answerOf(
  reply: EnpcReply,
): { readonly name: AskedName; readonly answer: Answer } | undefined {
  const name = questionOf(reply);
  if (name === undefined) return undefined;
  const { result, payload } = reply;
  if (result !== RESULTS.OK && result !== RESULTS.ACCEPTED_BY_EPSON) {
    return { name, answer: { kind: 'refused', result } };
  }
  // Naive emulators mirror the request's header: "ok", and nothing in it. That is no answer, and the
  // query stays open (bonbridge's change log tells of the mistake).
  if (payload.kind === 'empty') return undefined;
  return { name, answer: { kind: 'answered', payload } };
}

/**
 * Which letter answers a probe is disputed: p (pushscan) or q (usb2eth). A record of 54 bytes is the
 * network card's, however it comes; anything else to an inkjet probe is kept under the probe.
 */
function questionOf({ packet, name, deviceNumber, payload }: EnpcReply): AskedName | undefined {
  const isProbe = name === 'probe' || deviceNumber === ANY_DEVICE_NUMBER;
  if (isProbe && (name === 'probe' || name === 'network card')) {
    return payload.kind === 'network card' ? 'network card' : 'probe';
  }
  if (packet !== 'Query') return undefined;
  return SENDABLE_QUERIES.find((query) => query === name);
}

/** Whether `name` was asked of this host (undefined: of one that is not known yet) and is still open. */
export function isOpen(host: Host | undefined, name: AskedName): boolean {
  const answer = host?.answers[name];
  if (answer?.kind === 'silent') return true;
  if (answer !== undefined) return false;
  if (GREETED.has(name)) return true;
  return host?.waiting.some(({ query, said }) => query === name && said > 0) ?? false;
}

/** Answers are waited for four times as long as the slowest took. */
const SLOWER = 4;
/** An answer may be late by that much, however fast the others were: a radio that sleeps, a busy processor. */
const SHORTEST_WAIT: Millis = 50;
/** Attempts more where they are closer together: a network that loses much loses several in a row. */
const MORE_ATTEMPTS = 2;

/**
 * How patiently a host is waited for. Who has answered others is asked more often and given up sooner, by his own
 * answer times: so a function that he is silent about costs 1.4 seconds, not four.
 */
function patienceWith({ slowest }: Host, { waits }: RetrySchedule): readonly Millis[] {
  const [first, last] = [waits[0]!, waits.at(-1)!];
  const enough = slowest === undefined ? first : Math.max(SHORTEST_WAIT, SLOWER * slowest);
  if (enough >= first) return waits;
  const more = Array.from({ length: MORE_ATTEMPTS }, () => last);
  return [...waits, ...more].map((wait) => (wait * enough) / first);
}

/** Notes an answer, and how long it took; of each part that owes none, the next query is due. */
export function note(
  host: Host,
  name: AskedName,
  answer: Answer,
  interview: Interview,
  now: Millis,
): Host {
  const asked = host.waiting.find(({ query }) => query === name);
  const waiting = host.waiting.filter((one) => one !== asked);
  const answers = { ...host.answers, [name]: answer };
  const isTimed = answer.kind !== 'silent' && asked?.said === 1 && asked.saidAt !== undefined;
  const slowest = isTimed ? Math.max(host.slowest ?? 0, now - asked.saidAt) : host.slowest;
  const next = { ...host, waiting, answers, ...(slowest !== undefined && { slowest }) };
  return askNext(next, interview, now);
}

/**
 * Says one query that is due, if one is; when it was said often enough, goes on to the next. About a part of the
 * device that has not answered anything, half the attempts are enough: most likely it is not there.
 */
export function speak(host: Host, interview: Interview, now: Millis): Turn {
  const due = host.waiting.find(({ dueAt }) => dueAt <= now);
  if (due === undefined) return { host };
  const { query, said } = due;
  const waits = patienceWith(host, interview.patience);
  const most = hasAnswered(host.answers, query) ? waits.length : Math.ceil(waits.length / 2);
  const wait = said < most ? waits[said] : undefined;
  if (wait !== undefined) {
    const again = { query, said: said + 1, dueAt: now + wait, saidAt: now };
    const waiting = host.waiting.map((one) => (one === due ? again : one));
    return { host: { ...host, waiting }, send: encodeQuery(query) };
  }
  const silent = note(host, query, { kind: 'silent' }, interview, now);
  return speak(silent, interview, now);
}

function askNext(host: Host, { queries }: Interview, now: Millis): Host {
  const waiting = [...host.waiting];
  for (const query of queries) {
    const isBusy = waiting.some((one) => partOf(one.query) === partOf(query));
    if (isBusy || host.answers[query] !== undefined || isAbsent(host.answers, query)) continue;
    waiting.push({ query, said: 0, dueAt: now });
  }
  return { ...host, waiting };
}

const partOf = (query: QueryName): number => FUNCTIONS[query].device;

/** Whether the part of the device that a query is for (its device type) has answered any. */
function hasAnswered(answers: Answers, query: QueryName): boolean {
  return SENDABLE_QUERIES.some(
    (name) => partOf(name) === partOf(query) && answers[name]?.kind === 'answered',
  );
}

/**
 * By which a part of a device is found: function 0000, and another one where the device types have two that several
 * devices were recorded with. None was recorded answering everything, so one silence proves nothing.
 */
const FIRST_QUESTIONS: readonly QueryName[] = [
  'network card',
  'network status',
  'printer identity',
  'scanner identity',
  'receipt model',
  'receipt card',
];

/**
 * Whether the device type that a query is for seems not to be there: its first questions were left
 * unanswered, or answered with "no such device". An inkjet is not asked five things about receipts.
 */
function isAbsent(answers: Answers, query: QueryName): boolean {
  const first = FIRST_QUESTIONS.filter((name) => partOf(name) === partOf(query));
  const heard = first.map((name) => answers[name]);
  const isRefused = heard.some(
    (answer) => answer?.kind === 'refused' && answer.result === RESULTS.NO_SUCH_DEVICE,
  );
  return isRefused || (first.length > 0 && heard.every((answer) => answer?.kind === 'silent'));
}
