/** Units that come in segments, until they are whole, their time is over, or they cost too much. */
import type { Millis } from '../../core/units.ts';
import { stop, type Line } from './deadlines.ts';
import type { EndpointLimits } from './options.ts';
import { Arrival, type Peer } from './peer.ts';
import type { Peers } from './peers.ts';
import { memoryOf, Reassembly, type LongPdu, type SegmentPdu } from './segments.ts';

/** What became of a segment; `whole`: it was the last that was missing. */
export type Arrived =
  | { readonly kind: 'whole'; readonly pdu: LongPdu; readonly fingerprint: number | undefined }
  | { readonly kind: 'waiting' }
  /** The unit would be longer than any may be. */
  | { readonly kind: 'too long' };

const WAITING: Arrived = { kind: 'waiting' };
const TOO_LONG: Arrived = { kind: 'too long' };

/** @internal */
export class Arrivals {
  private readonly line: Line<Arrival>;
  private memory = 0;

  constructor(
    private readonly limits: EndpointLimits,
    private readonly peers: Peers,
    private readonly counters: { incomplete: number },
    line: (expired: (arrival: Arrival) => void) => Line<Arrival>,
  ) {
    this.line = line((arrival) => this.giveUp(arrival));
  }

  /** About how much memory the incomplete units take, in octets. */
  get cost(): number {
    return this.memory;
  }

  /**
   * @param fingerprint of the INVOKE's first segment, which must be known when it is whole
   * @param now where the reassembly timer begins, when this is the first that comes of its unit (RFC 2188, section 4.3.4)
   */
  take(peer: Peer, pdu: SegmentPdu, fingerprint: number | undefined, now: Millis): Arrived {
    const key = keyOf(pdu.kind, pdu.reference);
    let arrival = peer.arrivals.get(key);
    if (arrival === undefined) {
      arrival = new Arrival(peer, key, new Reassembly(this.limits.unit));
      peer.arrivals.set(key, arrival);
      this.line.start(arrival, now);
    }
    const { unit } = arrival;
    if (!this.makeRoom(arrival, memoryOf(pdu))) {
      if (unit.memory === 0) this.giveUp(arrival);
      return WAITING;
    }
    const before = unit.memory;
    const taken = unit.add(pdu);
    this.account(peer, unit.memory - before);
    if (taken === 'too long') {
      this.giveUp(arrival);
      return TOO_LONG;
    }
    if (taken !== 'refused') arrival.fingerprint ??= fingerprint;
    if (taken !== 'complete') return WAITING;
    const whole: Arrived = { kind: 'whole', pdu: unit.whole()!, fingerprint: arrival.fingerprint };
    this.drop(arrival);
    return whole;
  }

  has(peer: Peer, kind: LongPdu['kind'], reference: number): boolean {
    return peer.arrivals.has(keyOf(kind, reference));
  }

  /** Nobody waits for it any more, if it is there. */
  forget(peer: Peer, kind: LongPdu['kind'], reference: number): void {
    if (peer.arrivals.size === 0) return;
    const arrival = peer.arrivals.get(keyOf(kind, reference));
    if (arrival) this.drop(arrival);
  }

  /** Whether there is room for `octets` more; the oldest of all give way, but nobody for more than a peer's share. */
  private makeRoom(arrival: Arrival, octets: number): boolean {
    if (arrival.peer.arriving + octets > this.limits.incompletePerPeer) return false;
    while (this.memory + octets > this.limits.incomplete) {
      const oldest = this.line.first;
      if (oldest === undefined || oldest === arrival) return false;
      this.giveUp(oldest);
    }
    return true;
  }

  private giveUp(arrival: Arrival): void {
    this.counters.incomplete++;
    this.drop(arrival);
    this.peers.release(arrival.peer);
  }

  private drop(arrival: Arrival): void {
    stop(arrival);
    arrival.peer.arrivals.delete(arrival.key);
    this.account(arrival.peer, -arrival.unit.memory);
  }

  private account(peer: Peer, octets: number): void {
    peer.arriving += octets;
    this.memory += octets;
  }
}

/** Answers to us and INVOKEs of the peer have numbers of their own; of one number only one kind of answer can be true. */
const keyOf = (kind: LongPdu['kind'], reference: number): number =>
  kind === 'invoke' ? reference : reference | 0x100;
