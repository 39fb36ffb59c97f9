/** What an endpoint of ESRO is told before it starts. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Millis } from '../../core/units.ts';
import { UsageError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import { HIGHEST_SAP, MOST_SEGMENTS, REFERENCES } from './pdu.ts';
import type { Handshake } from './service.ts';
import { timersFrom, type EsroTimers } from './timers.ts';

/** A selector with a performing user behind it. An INVOKE for any other is answered FAILURE 2. */
export interface PerformedSap {
  /** 1 to 15. */
  readonly sap: number;
  readonly handshake: Handshake;
}

export interface EndpointOptions {
  /** Where the first reference number toward a peer comes from: a peer may remember those of before a restart. */
  readonly random: Random;
  /**
   * With which number, 0 to 255, the search for a free one begins at that time. Default: with the one after the last. For users
   * who go on after a crash with what they kept: see `referencesByTime`.
   */
  readonly referenceAt?: (now: Millis) => number;
  /** Default: none, it only invokes. */
  readonly saps?: readonly PerformedSap[];
  /** Default: the reference implementation's, as it was shipped. */
  readonly timers?: Partial<EsroTimers>;
  /**
   * Whether a peer is sent segments when something is longer than a datagram. Default: nobody is, for the reference
   * implementation takes a segment for a whole unit. Segments that come are always put together.
   */
  readonly segments?: (peer: Endpoint) => boolean;
  /**
   * Whether what leaves in one step for a peer may share datagrams. Default: with nobody, for the reference
   * implementation takes a concatenation for an INVOKE. Concatenations that come are always taken apart.
   */
  readonly concatenates?: (peer: Endpoint) => boolean;
  /**
   * Takes all ports of an address for one peer, as the reference implementation does: for old peers whose port changes
   * between two transmissions. Two invokers behind one address then share their reference numbers. Default: false.
   */
  readonly ignorePorts?: boolean;
  /**
   * Whether a duplicate that comes in the reference wait is answered: a 2-way answer goes out again, an ACK too. The RFC's
   * tables are silent there (Table 11, row 9; Table 14, row 7). With the default timers a side enters that wait 4 s after it
   * last heard, and the other sends every 3 s: two losses in a row, and an operation that was performed fails, or a
   * performer is not told that its answer arrived. At 20 % loss that is 6 of 100 2-way operations, and none with this
   * option; a 2-way answer is then kept as long as its exchange is remembered. Nothing else changes. Default: false.
   */
  readonly answersInWait?: boolean;
  readonly limits?: Partial<EndpointLimits>;
  readonly pacing?: EsroPacing;
}

/**
 * ESRO has no congestion control and no back-off: whoever asks for much at once sends it at once, and sends it again
 * together. This holds INVOKEs back until their turn comes; what waits has no reference number yet.
 */
export interface EsroPacing {
  /** INVOKEs a second toward one peer, evenly spaced; those that are sent again come on top. Default: no limit. */
  readonly perSecond?: number;
  /** INVOKEs toward one peer that nobody has answered yet. Default: 256. */
  readonly inFlight?: number;
  /** INVOKEs toward one peer that wait for their turn; more fail at once. Default: 4096. */
  readonly waiting?: number;
}

/** What may be kept at a time. Peers are strangers: each of these is what a flood from forged addresses may cost. */
export interface EndpointLimits {
  /** Octets of the largest datagram that is sent. Default: 1400, which passes every link of today in one fragment. */
  readonly datagram: number;
  /** Reference numbers in use toward one peer, those among them that are held after the exchange. Default: all 256. */
  readonly references: number;
  /** Addresses with something going on or remembered. Default: 8192. */
  readonly peers: number;
  /** Operations that are performed here, or remembered after that. Default: 32,768. */
  readonly performances: number;
  /** Octets of answers that are kept to be sent again. Default: 64 MiB. */
  readonly answers: number;
  /** Octets of a unit that comes in segments. Default: 176,400, what 126 of 1400 octets can carry. */
  readonly unit: number;
  /** About how much memory, in octets, the incomplete units of one peer may take. Default: 1 MiB. */
  readonly incompletePerPeer: number;
  /** The same for all peers together: the oldest gives way. Default: 16 MiB. */
  readonly incomplete: number;
}

const MIB = 1_048_576;

/** A segment's header and an octet behind it. */
export const LEAST_DATAGRAM = 5;
/** What UDP over IPv4 carries. */
export const MOST_DATAGRAM = 65_507;

export const DEFAULT_LIMITS: EndpointLimits = {
  datagram: 1400,
  references: REFERENCES,
  peers: 8192,
  performances: 32_768,
  answers: 64 * MIB,
  unit: MOST_SEGMENTS * 1400,
  incompletePerPeer: MIB,
  incomplete: 16 * MIB,
};

/** The options with all defaults. @internal */
export interface Settings extends EndpointOptions {
  readonly handshakes: ReadonlyMap<number, Handshake>;
  readonly timers: EsroTimers;
  readonly limits: EndpointLimits;
}

/** @throws UsageError on numbers that cannot be */
export function settingsOf(options: EndpointOptions): Settings {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  for (const [name, limit] of Object.entries(limits)) needAtLeastOne(name, limit);
  for (const [name, limit] of Object.entries(options.pacing ?? {})) {
    if (name === 'perSecond' ? !(limit > 0) : !(limit >= 1)) {
      throw new UsageError(`a pacing of ${limit} (${name}) would let nothing leave`);
    }
  }
  if (limits.datagram < LEAST_DATAGRAM || limits.datagram > MOST_DATAGRAM) {
    throw new UsageError(`a datagram has ${LEAST_DATAGRAM} to ${MOST_DATAGRAM} octets`);
  }
  if (limits.references > REFERENCES) {
    throw new UsageError(`there are ${REFERENCES} reference numbers, not ${limits.references}`);
  }
  const handshakes = new Map<number, Handshake>();
  for (const { sap, handshake } of options.saps ?? []) {
    if (!(Number.isInteger(sap) && sap >= 1 && sap <= HIGHEST_SAP)) {
      throw new UsageError(`a performer's selector is 1 to ${HIGHEST_SAP}, not ${sap}`);
    }
    if (handshakes.has(sap)) throw new UsageError(`selector ${sap} is there twice`);
    handshakes.set(sap, handshake);
  }
  return { ...options, handshakes, timers: timersFrom(options.timers), limits };
}

function needAtLeastOne(name: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new UsageError(`the limit "${name}" must be a whole number above 0, not ${limit}`);
  }
}
