/** What an endpoint remembers of a peer and of the operations with it. The rules are in `invoker.ts` and `performer.ts`. */
import type { Endpoint } from '../../core/endpoint.ts';
import { Timed } from './deadlines.ts';
import type { Reassembly } from './segments.ts';
import type { Handshake, InvokeId, InvokeRequest } from './service.ts';

/** Nothing is sent again. @internal */
export const NO_UNITS: readonly Uint8Array[] = [];

/** What an invocation waits for, by the tables' states. @internal */
export type InvocationState =
  /** S2: an answer. */
  | 'invoked'
  /** S3 of a 3-way one, ACK sent: that the answer does not come again. */
  | 'acknowledged'
  /** S4, of a 2-way one S3: that its number may be used again. */
  | 'over';

/** An operation that a peer is asked for. @internal */
export class Invocation extends Timed {
  state: InvocationState = 'invoked';
  resends = 0;
  /** Whether an answer was accepted and told. */
  isAnswered = false;
  /** The INVOKE, or its segments; empty once it is not sent again. */
  units: readonly Uint8Array[];

  constructor(
    readonly id: InvokeId,
    readonly peer: Peer,
    readonly to: Endpoint,
    readonly handshake: Handshake,
    readonly reference: number,
    units: readonly Uint8Array[],
  ) {
    super();
    this.units = units;
  }
}

/** What a performance waits for, by the tables' states. @internal */
export type PerformanceState =
  /** S2: its user. */
  | 'performing'
  /** S3: an ACK, or that nobody asks again. */
  | 'answered'
  /** S4: that its number is forgotten. */
  | 'over'
  /** The same after FAILURE: the tables forget at once, and would perform a duplicate. */
  | 'refused';

/** What tells a duplicate of an INVOKE from another one with its number. @internal */
export interface InvokeIdentity {
  readonly fingerprint: number;
  readonly wasSegmented: boolean;
}

/** What is remembered of an INVOKE. @internal */
export interface PerformedInvoke extends InvokeIdentity {
  readonly sap: number;
  readonly reference: number;
  readonly handshake: Handshake;
}

/** An operation that a peer asked for. @internal */
export class Performance extends Timed {
  state: PerformanceState = 'performing';
  resends = 0;
  /** The answer, or its segments, or the FAILURE; kept while it may be sent again. */
  units: readonly Uint8Array[] = NO_UNITS;
  /** Of the same peer and number, begun earlier. */
  older: Performance | undefined;
  /** The peer has begun another operation with its number: whatever is answered now would be taken for that one's. */
  isSuperseded = false;

  readonly sap: number;
  readonly reference: number;
  readonly handshake: Handshake;
  readonly fingerprint: number;
  readonly wasSegmented: boolean;

  /** @param from where the INVOKE came from, and the answer goes */
  constructor(
    readonly id: InvokeId,
    readonly peer: Peer,
    public from: Endpoint,
    invoke: PerformedInvoke,
  ) {
    super();
    this.sap = invoke.sap;
    this.reference = invoke.reference;
    this.handshake = invoke.handshake;
    this.fingerprint = invoke.fingerprint;
    this.wasSegmented = invoke.wasSegmented;
  }
}

/** A unit of which segments are missing. @internal */
export class Arrival extends Timed {
  /** Of the first segment of an INVOKE, once it is there. */
  fingerprint: number | undefined;

  constructor(
    readonly peer: Peer,
    readonly key: number,
    readonly unit: Reassembly,
  ) {
    super();
  }
}

/**
 * One peer. Numbers of the two directions have nothing to do with each other: both sides may use the same at once. It
 * waits itself until its next INVOKE may leave, where they are paced.
 * @internal
 */
export class Peer extends Timed {
  /** By reference number, which we gave. */
  readonly invocations = new Map<number, Invocation>();
  /** By reference number, which the peer gave; the newest of a number, which leads to the older ones. */
  readonly performances = new Map<number, Performance>();
  readonly arrivals = new Map<number, Arrival>();
  /** What the arrivals cost, in octets of memory. */
  arriving = 0;
  /** INVOKEs that nobody has answered. */
  inFlight = 0;
  /** INVOKEs whose turn has not come, in their order. */
  readonly waiting = new Map<InvokeId, InvokeRequest>();

  /**
   * @param port 0 where ports are ignored
   * @param nextReference the number that is tried first
   */
  constructor(
    readonly address: string,
    readonly port: number,
    public nextReference: number,
  ) {
    super();
  }

  /** Whether there is nothing to remember. */
  get isIdle(): boolean {
    return (
      this.performances.size === 0 &&
      this.invocations.size === 0 &&
      this.arrivals.size === 0 &&
      this.waiting.size === 0 &&
      this.line === undefined
    );
  }
}
