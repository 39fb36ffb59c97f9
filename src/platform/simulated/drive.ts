/**
 * Makes virtual time pass: one event after the other, and between two of them whoever was woken gets
 * to run.
 */
import type { Millis } from '../../core/units.ts';
import type { Agenda } from './agenda.ts';

/**
 * How many microtasks deep code may go on between two events. An `await` costs one to three, so this is
 * a stack of about ten async functions that all return; code that goes deeper sees time pass meanwhile.
 */
const TURNS_BETWEEN_EVENTS = 32;

/** How long we listen for a sign of life before we say that nothing is left to happen. */
const TURNS_BEFORE_GIVING_UP = 10_000;

/** The longest virtual time that one `run` may take: a day. Who waits longer waits for ever. */
const LONGEST_RUN: Millis = 24 * 3_600_000;

/** The most events in one instant. Who plans more than that never lets time pass. */
const MOST_EVENTS_AT_ONCE = 1_000_000;

/**
 * Lets time pass until `promise` settles, and gives what it gives. Time stops there: what was still
 * to happen stays planned.
 * @throws Error when nothing is left to happen and the promise is pending; after a virtual day; when
 * time does not get on; or what an event throws
 */
export async function run<T>(agenda: Agenda, promise: Promise<T>): Promise<T> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  const alive = (): boolean => settled || agenda.next !== undefined;
  const latest = agenda.now + LONGEST_RUN;
  const advance = pacemaker(agenda);

  for (;;) {
    await turns(TURNS_BETWEEN_EVENTS, () => settled);
    if (!alive()) await turns(TURNS_BEFORE_GIVING_UP, alive);
    if (settled) return promise;
    const next = agenda.next;
    if (next === undefined) {
      throw new Error(
        'Nothing is left to happen on the simulated network, and the promise is still pending: it ' +
          'waits for a datagram that nobody sends, or for something real (a timer, a file, an import).',
      );
    }
    if (next > latest) {
      throw new Error(
        `The promise is still pending after ${LONGEST_RUN / 3_600_000} virtual hours.`,
      );
    }
    advance();
  }
}

/**
 * Lets everything happen that is planned up to and including `at`, then leaves the clock at `at`.
 * @throws Error when time does not get on; or what an event throws
 */
export async function runUntil(agenda: Agenda, at: Millis): Promise<void> {
  const advance = pacemaker(agenda);
  await turns(TURNS_BETWEEN_EVENTS, () => false);
  for (let next = agenda.next; next !== undefined && next <= at; next = agenda.next) {
    advance();
    await turns(TURNS_BETWEEN_EVENTS, () => false);
  }
  agenda.rest(at);
}

/**
 * Lets other code run. Pure code has no timers to yield to, but it has promises: awaiting a settled
 * one puts us at the end of the microtask queue, behind everybody who was woken. They may await in
 * their turn, hence several times.
 */
async function turns(most: number, enough: () => boolean): Promise<void> {
  for (let turn = 0; turn < most && !enough(); turn++) await Promise.resolve();
}

/** Advances the agenda, and notices when it goes round in circles within one instant. */
function pacemaker(agenda: Agenda): () => void {
  let instant = agenda.now;
  let events = 0;
  return () => {
    agenda.advance();
    if (agenda.now > instant) events = 0;
    instant = agenda.now;
    if (++events > MOST_EVENTS_AT_ONCE) {
      throw new Error(
        `Time does not get on: more than ${MOST_EVENTS_AT_ONCE} events at ${instant} ms. ` +
          'Does a machine want to be woken at a time that has passed?',
      );
    }
  };
}
