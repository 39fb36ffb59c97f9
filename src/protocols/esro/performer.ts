/**
 * The performing half: one operation is a row of states, of RFC 2188's Table 12 where the handshake is 3-way and Table 14
 * where it is 2-way. The numbers of their rows stand where they are done.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Millis } from '../../core/units.ts';
import { restart, type Line } from './deadlines.ts';
import { fingerprintOf } from './fingerprint.ts';
import { FAILURE, type AckPdu, type FailurePdu, type InvokePdu } from './pdu.ts';
import { NO_UNITS, Performance, type InvokeIdentity, type Peer } from './peer.ts';
import type { Provider } from './provider.ts';
import { Remembered } from './remembered.ts';
import type { LongPdu, SegmentPdu } from './segments.ts';
import type { InvokeId, UserError, UserResult } from './service.ts';
import { holdsOf } from './timers.ts';
import { encode } from './wire.ts';

/** @internal */
export class Performer {
  private nextId: InvokeId = 1;
  /** Those whose user has not answered. */
  private readonly live = new Map<InvokeId, Performance>();
  private readonly remembered: Remembered;
  private readonly response: Line<Performance>;
  private readonly resend: Line<Performance>;
  private readonly last: Line<Performance>;
  private readonly inactivity: Line<Performance>;
  private readonly reference: Line<Performance>;
  private readonly refused: Line<Performance>;

  constructor(private readonly provider: Provider) {
    const { deadlines, settings } = provider;
    const { timers } = settings;
    const forget = (one: Performance) => this.remembered.forget(one);
    this.response = deadlines.line(timers.responseLimit, (one, now) => this.tooLate(one, now));
    this.resend = deadlines.line(timers.answerResend, (one, now) => this.again(one, now));
    // Table 12, row 9.
    this.last = deadlines.line(timers.lastWait, (one) =>
      this.unconfirm(one, FAILURE.transmission, one.at),
    );
    // Table 14, row 6.
    this.inactivity = deadlines.line(timers.inactivity, (one) => this.confirm(one, one.at));
    // Table 12, row 10; Table 14, row 8.
    this.reference = deadlines.line(timers.referenceWait, forget);
    this.refused = deadlines.line(holdsOf(timers).answered, forget);
    this.remembered = new Remembered(provider, {
      idle: [this.reference, this.refused, this.inactivity, this.last, this.resend],
      lost: (one) => {
        if (one.state === 'answered') this.tellUnconfirmed(one, FAILURE.localResources);
      },
    });
  }

  /** How many operations are performed here or remembered. */
  get size(): number {
    return this.remembered.size;
  }

  /** Whether something may be begun with whoever is there: old knowledge gives way. */
  hasRoomFor(peer: Endpoint): boolean {
    return this.remembered.hasRoomFor(peer);
  }

  /** INVOKE, or a segment of one. */
  invoke(from: Endpoint, pdu: InvokePdu, now: Millis): void {
    const { segment } = pdu;
    if (segment && !segment.first) return this.continue(from, pdu, now);
    const fingerprint = fingerprintOf(pdu);
    const newest = this.provider.peers.find(from)?.performances.get(pdu.reference);
    const same = search(newest, (one) => one.fingerprint === fingerprint && one.sap === pdu.sap);
    if (same) return this.duplicate(same, from, now);
    // The first segment's selector counts (section 4.4.6), and one FAILURE is enough.
    if (!this.provider.settings.handshakes.has(pdu.sap)) {
      return this.turnAway(from, pdu, FAILURE.userNotResponding);
    }
    if (!this.remembered.hasRoomFor(from)) return this.turnAway(from, pdu, FAILURE.remoteResources);
    if (segment) this.assemble(from, pdu, fingerprint, now);
    else this.begin(from, pdu, { fingerprint, wasSegmented: false }, now);
  }

  /** Any segment but the first. */
  private continue(from: Endpoint, pdu: InvokePdu, now: Millis): void {
    const newest = this.provider.peers.find(from)?.performances.get(pdu.reference);
    const known = search(newest, ({ wasSegmented }) => wasSegmented);
    // Of a duplicate in segments the first is enough to see it; the others must not begin a unit that never is whole.
    if (known && !this.provider.arrivals.has(known.peer, 'invoke', pdu.reference)) return;
    if (!this.remembered.hasRoomFor(from)) return this.turnAway(from, pdu, FAILURE.remoteResources);
    this.assemble(from, pdu, undefined, now);
  }

  /** @param fingerprint of the first segment */
  private assemble(
    from: Endpoint,
    pdu: InvokePdu,
    fingerprint: number | undefined,
    now: Millis,
  ): void {
    const { peers, arrivals } = this.provider;
    const peer = peers.findOrAdd(from);
    const arrived = arrivals.take(peer, pdu as SegmentPdu, fingerprint, now);
    if (arrived.kind === 'too long') this.turnAway(from, pdu, FAILURE.remoteResources);
    else if (arrived.kind === 'whole') {
      const identity = { fingerprint: arrived.fingerprint!, wasSegmented: true };
      this.begin(from, arrived.pdu as InvokePdu, identity, now);
    }
    peers.release(peer);
  }

  /** Table 12 and 14, row 1. */
  private begin(from: Endpoint, pdu: InvokePdu, identity: InvokeIdentity, now: Millis): void {
    const { sap, reference, operation, encoding, argument } = pdu;
    const handshake = this.provider.settings.handshakes.get(sap);
    if (handshake === undefined) return this.turnAway(from, pdu, FAILURE.userNotResponding);
    if (!this.remembered.makeRoom(this.provider.peers.find(from)?.performances.get(reference))) {
      return this.turnAway(from, pdu, FAILURE.remoteResources);
    }
    const peer = this.provider.peers.findOrAdd(from);
    const id = this.nextId++;
    const one = new Performance(id, peer, from, { sap, reference, handshake, ...identity });
    this.supersede(peer.performances.get(reference), one, now);
    this.remembered.add(one);
    this.live.set(id, one);
    this.response.start(one, now);
    this.provider.outbox.tell({ kind: 'perform', id, from, sap, operation, encoding, argument });
  }

  /**
   * The peer has given its number to another operation: it waits no longer for what the number stood for, and would take
   * an answer to that for the answer to this. What is remembered stays, to know late duplicates.
   */
  private supersede(older: Performance | undefined, by: Performance, now: Millis): void {
    if (older === undefined) return;
    this.provider.counters.reused++;
    for (let one: Performance | undefined = older; one; one = one.older) {
      // Where ports are ignored, two invokers behind one address may have the number.
      if (one.sap !== by.sap || one.from.port !== by.from.port) continue;
      one.isSuperseded = true;
      if (one.state === 'answered') this.unconfirm(one, FAILURE.transmission, now);
      else this.remembered.keep(one, NO_UNITS);
    }
  }

  private duplicate(one: Performance, from: Endpoint, now: Millis): void {
    this.provider.counters.duplicates++;
    // Where ports are ignored, it is where the peer is now.
    one.from = from;
    switch (one.state) {
      case 'performing':
        // Table 12, row 4; Table 14, row 2.
        return;
      case 'answered':
        this.sendAgain(one);
        if (one.handshake === '3-way') {
          // Table 12, row 6.
          one.resends = 1;
          this.resend.start(one, now);
        } else this.inactivity.start(one, now); // Table 14, row 5.
        return;
      case 'refused':
        this.sendAgain(one);
        return restart(one, now);
      case 'over':
        // Table 12, row 7; Table 14, row 7. Neither row answers: see `answersInWait`.
        this.sendAgain(one);
        return restart(one, now);
    }
  }

  /** Table 12, row 2; Table 14, row 3. An answer that is too long for the peer is a failure of ours. */
  answer(request: UserResult | UserError, now: Millis): void {
    const one = this.live.get(request.id);
    if (one === undefined) return;
    if (one.isSuperseded) {
      this.live.delete(one.id);
      return this.unconfirm(one, FAILURE.transmission, now);
    }
    const units = this.provider.pack(one.from, pduOf(request, one.reference));
    if (units === undefined) {
      this.refuseOne(one, FAILURE.userNotResponding, now);
      return this.tellUnconfirmed(one, FAILURE.localResources);
    }
    this.live.delete(one.id);
    one.state = 'answered';
    this.remembered.keep(one, units);
    this.provider.outbox.sendAll(one.from, units);
    (one.handshake === '3-way' ? this.resend : this.inactivity).start(one, now);
  }

  /** Table 12, row 8; Table 14, row 4: except that what was refused is remembered, or a duplicate would be performed. */
  refuse(id: InvokeId, value: number, now: Millis): void {
    const one = this.live.get(id);
    if (one) this.refuseOne(one, value, now);
  }

  /** The same rows: the user has not answered. */
  private tooLate(one: Performance, now: Millis): void {
    this.refuseOne(one, FAILURE.userNotResponding, now);
    this.tellUnconfirmed(one, FAILURE.userNotResponding);
  }

  private refuseOne(one: Performance, value: number, now: Millis): void {
    this.live.delete(one.id);
    one.state = 'refused';
    this.refused.start(one, now);
    if (one.isSuperseded) return;
    const failure = encode({ kind: 'failure', reference: one.reference, value });
    this.remembered.keep(one, [failure]);
    this.provider.outbox.send(one.from, failure);
  }

  /** ACK of type 0. One for a 2-way operation is invalid (RFC 2188, section 4.1.2). */
  acknowledged(peer: Peer | undefined, { reference }: AckPdu, now: Millis): void {
    const one = find3Way(peer, reference, 'answered');
    // Table 12, row 3.
    if (one) return this.confirm(one, now);
    const over = find3Way(peer, reference, 'over');
    // Table 12, row 11.
    if (over) restart(over, now);
    else this.provider.counters.stray++;
  }

  /** One sentence of RFC 2188 (section 4.1.2) has the performer fail too; no row does. @returns whether it was meant */
  failure(peer: Peer | undefined, { reference, value }: FailurePdu, now: Millis): boolean {
    const one = find3Way(peer, reference, 'answered');
    if (one) this.unconfirm(one, value, now);
    return one !== undefined;
  }

  /** Table 12, row 5: sent once, and `retransmissions` times more; then the last wait. */
  private again(one: Performance, now: Millis): void {
    if (one.resends >= this.provider.settings.timers.retransmissions) {
      return this.last.start(one, now);
    }
    one.resends++;
    this.sendAgain(one);
    this.resend.start(one, now);
  }

  private sendAgain(one: Performance): void {
    if (one.units.length === 0) return;
    this.provider.counters.resent++;
    this.provider.outbox.sendAll(one.from, one.units);
  }

  private confirm(one: Performance, at: Millis): void {
    this.end(one, at);
    this.provider.outbox.tell({ kind: 'confirmed', id: one.id });
  }

  private unconfirm(one: Performance, value: number, at: Millis): void {
    this.end(one, at);
    this.tellUnconfirmed(one, value);
  }

  private tellUnconfirmed({ id }: Performance, value: number): void {
    this.provider.outbox.tell({ kind: 'unconfirmed', id, value });
  }

  /** S4. */
  private end(one: Performance, at: Millis): void {
    one.state = 'over';
    const isAnsweredAgain = one.handshake === '2-way' && this.provider.settings.answersInWait;
    if (!isAnsweredAgain || one.isSuperseded) this.remembered.keep(one, NO_UNITS);
    this.reference.start(one, at);
  }

  private turnAway(to: Endpoint, { reference }: InvokePdu, value: number): void {
    this.provider.counters.refused++;
    this.provider.outbox.send(to, encode({ kind: 'failure', reference, value }));
  }
}

function pduOf(request: UserResult | UserError, reference: number): LongPdu {
  const { encoding } = request;
  return request.kind === 'result'
    ? { kind: 'result', reference, encoding, result: request.result }
    : { kind: 'error', reference, encoding, value: request.value, parameter: request.parameter };
}

/** Of one number, from the newest on: the first that `is` it. */
function search(
  newest: Performance | undefined,
  is: (one: Performance) => boolean,
): Performance | undefined {
  let one = newest;
  while (one && !is(one)) one = one.older;
  return one;
}

const find3Way = (peer: Peer | undefined, reference: number, state: Performance['state']) =>
  search(
    peer?.performances.get(reference),
    (one) => one.state === state && one.handshake === '3-way',
  );
