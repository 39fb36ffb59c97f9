/** What the invoking and the performing half of an endpoint share. */
import type { Endpoint } from '../../core/endpoint.ts';
import { Arrivals } from './arrivals.ts';
import { Deadlines } from './deadlines.ts';
import type { Settings } from './options.ts';
import { Outbox } from './outbox.ts';
import { Peers } from './peers.ts';
import { split, type LongPdu } from './segments.ts';
import { encode, encodedLength } from './wire.ts';

/** What happened since the start, counted. */
export interface EndpointCounters {
  /** Datagrams that are no ESRO. */
  unreadable: number;
  /** Answers, ACKs and FAILUREs that belong to nothing here: dropped silently, as every one of these. */
  stray: number;
  /** INVOKEs and answers that had come before. */
  duplicates: number;
  /** Units that were sent once more, segmented ones counted once. */
  resent: number;
  /** INVOKEs that were answered FAILURE at once: nobody performs there, or there was no room. */
  refused: number;
  /** INVOKEs with a number that stood for another operation of that peer. */
  reused: number;
  /** Performances that were forgotten before their time to make room: a duplicate of one would be performed again. */
  forgotten: number;
  /** Units in segments that never became whole. */
  incomplete: number;
}

/** @internal */
export class Provider {
  readonly deadlines = new Deadlines();
  readonly outbox: Outbox;
  readonly peers: Peers;
  readonly arrivals: Arrivals;
  readonly counters: EndpointCounters = {
    unreadable: 0,
    stray: 0,
    duplicates: 0,
    resent: 0,
    refused: 0,
    reused: 0,
    forgotten: 0,
    incomplete: 0,
  };

  constructor(readonly settings: Settings) {
    const { concatenates, limits, random, ignorePorts = false, timers } = settings;
    this.outbox = new Outbox(concatenates, limits.datagram);
    this.peers = new Peers(random, ignorePorts);
    const line = this.deadlines.line.bind(this.deadlines);
    this.arrivals = new Arrivals(limits, this.peers, this.counters, (expired) =>
      line(timers.reassembly, expired),
    );
  }

  /** The datagrams that carry a unit to a peer; undefined when it is too long for that peer. */
  pack(to: Endpoint, pdu: LongPdu): readonly Uint8Array[] | undefined {
    const { limits, segments } = this.settings;
    if (encodedLength(pdu) <= limits.datagram) return [encode(pdu)];
    return segments?.(to) ? split(pdu, limits.datagram)?.map(encode) : undefined;
  }
}
