/**
 * How long ESRO waits for what (RFC 2188, section 4.6.2, which names the timers and gives no value). The reference
 * implementation reckons them from five values; so do we, and any of them may be given alone.
 */
import { UsageError } from '../../core/errors.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { REFERENCES } from './pdu.ts';

/** What the reference implementation is told. */
export interface TimerBases {
  /** How long a peer may take to acknowledge. */
  readonly acknowledgement: Millis;
  readonly roundtrip: Millis;
  readonly retransmit: Millis;
  /** The longest that the network keeps a datagram. */
  readonly lifetime: Millis;
  /** How often a unit is sent again: it is sent once more than this. */
  readonly retransmissions: number;
}

/** What the reference implementation was shipped with as its configuration. Our defaults are made of these. */
export const SHIPPED: TimerBases = {
  acknowledgement: 100,
  roundtrip: 1000,
  retransmit: 2000,
  lifetime: 3000,
  retransmissions: 8,
};

/** What it has when nobody configures it: for the slow radio networks that it was made for. */
export const COMPILED: TimerBases = {
  acknowledgement: 1000,
  roundtrip: 5000,
  retransmit: 10_000,
  lifetime: 15_000,
  retransmissions: 4,
};

/** All in milliseconds, except how often. Both sides should have the same; nothing on the wire tells. */
export interface EsroTimers {
  /** Between two transmissions of an INVOKE. No back-off: always the same. */
  readonly invokeResend: Millis;
  /** Between two transmissions of a RESULT or ERROR by a 3-way performer. */
  readonly answerResend: Millis;
  /** How often a unit is sent again before the last wait. */
  readonly retransmissions: number;
  /** LAST_TIMER: the wait that follows the one after the last retransmission. */
  readonly lastWait: Millis;
  /** How long nothing must come after the answer before the exchange counts as over. */
  readonly inactivity: Millis;
  /** REFERENCE_NUMBER_TIME: how long a number is remembered when the exchange is over. */
  readonly referenceWait: Millis;
  /** How long a performing user may take before the invoker is told FAILURE. The RFC has no name for it. */
  readonly responseLimit: Millis;
  /** How long a unit may take to come whole, from its first segment that comes. The RFC gives no hint of a value. */
  readonly reassembly: Millis;
}

/** The reference implementation's formulas. Its reassembly timer does not exist: ours is three resends long. */
export function timersOf(bases: TimerBases): EsroTimers {
  const { acknowledgement, roundtrip, retransmit, lifetime, retransmissions } = bases;
  const resend = retransmit + roundtrip;
  return {
    invokeResend: resend,
    answerResend: resend,
    retransmissions,
    lastWait: 2 * (acknowledgement + retransmit),
    inactivity: 4 * roundtrip,
    referenceWait: 2 * lifetime + retransmissions * retransmit,
    responseLimit: 2 * lifetime + (retransmissions + 1) * resend,
    reassembly: 3 * resend,
  };
}

/** {@link SHIPPED}, reckoned: 3 s between transmissions, 9 of them, 22 s of reference wait. */
export const DEFAULT_TIMERS: EsroTimers = timersOf(SHIPPED);

/**
 * The defaults with what is given.
 * @throws UsageError on a time that is none, and on times that break a promise: see the two checks
 */
export function timersFrom(given: Partial<EsroTimers> = {}): EsroTimers {
  const timers = { ...DEFAULT_TIMERS, ...given };
  const { retransmissions, ...waits } = timers;
  const unknown = Object.keys(given).find((name) => !(name in DEFAULT_TIMERS));
  if (unknown !== undefined) throw new UsageError(`there is no timer "${unknown}"`);
  for (const [name, wait] of Object.entries(waits)) {
    if (!(wait > 0 && wait <= LONGEST_WAIT)) {
      throw new UsageError(
        `${name} must be more than 0 and at most ${LONGEST_WAIT} ms, not ${wait}`,
      );
    }
  }
  if (!(Number.isInteger(retransmissions) && retransmissions >= 0 && retransmissions <= 255)) {
    throw new UsageError(`retransmissions must be 0 to 255, not ${retransmissions}`);
  }
  checkPromises(timers);
  return timers;
}

/** A day: beyond it, a wait is a mistake in units. */
const LONGEST_WAIT: Millis = 86_400_000;

function checkPromises({ invokeResend, inactivity, referenceWait, retransmissions }: EsroTimers) {
  if (retransmissions > 0 && inactivity <= invokeResend) {
    throw new UsageError(
      `inactivity (${inactivity} ms) must be longer than invokeResend (${invokeResend} ms): else an answer that was lost is asked for when it is gone`,
    );
  }
  // The reference wait alone is shorter than that with the reference values, and may be: the inactivity time comes
  // first, and every duplicate begins the one or the other anew.
  const asked = retransmissions * invokeResend;
  if (inactivity + referenceWait <= asked) {
    throw new UsageError(
      `inactivity and referenceWait (${inactivity + referenceWait} ms) must be longer than an INVOKE is sent again (${asked} ms): else it is performed twice`,
    );
  }
}

/** From the first transmission of an INVOKE to `failed` when nobody answers. */
export const patienceOf = ({ invokeResend, retransmissions, lastWait }: EsroTimers): Millis =>
  (retransmissions + 1) * invokeResend + lastWait;

/**
 * How long an invoker keeps a number to itself after the exchange. The tables say the reference wait, and a performer may
 * remember for longer: what is free here would be a duplicate there. Holding one longer is not seen on the wire.
 */
export function holdsOf(timers: EsroTimers) {
  const { answerResend, inactivity, lastWait, referenceWait, responseLimit } = timers;
  return {
    /** After a 3-way answer and its inactivity time. */
    acknowledged: referenceWait,
    /** After a 2-way answer, and after a FAILURE from the peer: the peer waits for quiet before its reference wait. */
    answered: inactivity + referenceWait,
    /** After a 3-way answer that comes too late for an ACK: the peer goes on asking for one. */
    unacknowledged: (timers.retransmissions + 1) * answerResend + lastWait + referenceWait,
    /** After silence, and when the user has lost interest: the performing user may still be about to answer. */
    unanswered: responseLimit + inactivity + referenceWait,
  };
}

/**
 * The most operations a second that one invoking address and port can begin toward one performing address and port when
 * all succeed at once: there are 256 numbers, and each is held so long after its exchange, by either handshake.
 */
export const mostPerSecond = ({ inactivity, referenceWait }: EsroTimers): number =>
  (REFERENCES * seconds(1)) / (inactivity + referenceWait);
