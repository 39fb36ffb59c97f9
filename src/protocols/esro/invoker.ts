/**
 * The invoking half: one operation is a row of states, of RFC 2188's Table 11 where the handshake is 3-way and Table 13
 * where it is 2-way. The numbers of their rows stand where they are done.
 */
import type { Millis } from '../../core/units.ts';
import { restart, stop, type Line } from './deadlines.ts';
import { Pace } from './pace.ts';
import {
  FAILURE,
  REFERENCES,
  type AckPdu,
  type ErrorPdu,
  type FailurePdu,
  type ResultPdu,
} from './pdu.ts';
import { Invocation, NO_UNITS, type Peer } from './peer.ts';
import type { Provider } from './provider.ts';
import type { LongPdu, SegmentPdu } from './segments.ts';
import type { InvokeId, InvokeRequest } from './service.ts';
import { holdsOf } from './timers.ts';
import { encode } from './wire.ts';

/** @internal */
export class Invoker {
  /** Those whose user waits. */
  private readonly live = new Map<InvokeId, Invocation>();
  private readonly queued = new Map<InvokeId, Peer>();
  private readonly resend: Line<Invocation>;
  private readonly last: Line<Invocation>;
  private readonly inactivity: Line<Invocation>;
  private readonly acknowledged: Line<Invocation>;
  private readonly answered: Line<Invocation>;
  private readonly unacknowledged: Line<Invocation>;
  private readonly unanswered: Line<Invocation>;
  private readonly pace: Pace;

  constructor(private readonly provider: Provider) {
    const { deadlines, settings } = provider;
    const { timers, pacing, limits } = settings;
    const holds = holdsOf(timers);
    const release = (invocation: Invocation, now: Millis) => this.release(invocation, now);
    this.resend = deadlines.line(timers.invokeResend, (one, now) => this.again(one, now));
    this.last = deadlines.line(timers.lastWait, (one, now) => this.silent(one, now));
    this.inactivity = deadlines.line(timers.inactivity, (one) => {
      // Table 11, row 10.
      this.hold(one, this.acknowledged, one.at);
    });
    this.acknowledged = deadlines.line(holds.acknowledged, release);
    this.answered = deadlines.line(holds.answered, release);
    this.unacknowledged = deadlines.line(holds.unacknowledged, release);
    this.unanswered = deadlines.line(holds.unanswered, release);
    this.pace = new Pace(pacing, limits.references, deadlines, (peer, now) => {
      this.pump(peer, now);
      provider.peers.release(peer);
    });
  }

  /** How many operations have not ended for their users. */
  get size(): number {
    return this.live.size + this.queued.size;
  }

  /** @throws RangeError when the caller gives numbers that there are not, or a name that is in use */
  invoke(request: InvokeRequest, hasRoom: boolean, now: Millis): void {
    const { id, to } = request;
    if (this.live.has(id) || this.queued.has(id)) {
      throw new RangeError(`operation ${id} is still going on`);
    }
    if (!hasRoom) return this.cannot(id);
    const peer = this.provider.peers.findOrAdd(to);
    if (this.pace.mayLeave(peer)) this.begin(peer, request, now);
    else if (this.pace.mayWait(peer)) {
      peer.waiting.set(id, request);
      this.queued.set(id, peer);
    } else this.cannot(id);
    this.provider.peers.release(peer);
  }

  /** Table 11 and 13, row 1. */
  private begin(peer: Peer, request: InvokeRequest, now: Millis): void {
    const { id, to, handshake } = request;
    const reference = this.freeReference(peer, now);
    const units = reference === undefined ? undefined : this.unitsOf(request, reference);
    if (reference === undefined || units === undefined) return this.cannot(id);
    const invocation = new Invocation(id, peer, to, handshake, reference, units);
    peer.invocations.set(reference, invocation);
    peer.inFlight++;
    this.live.set(id, invocation);
    this.resend.start(invocation, now);
    this.pace.left(peer, now);
    this.provider.outbox.tell({ kind: 'invoked', id, reference });
    this.provider.outbox.sendAll(to, units);
  }

  /** RESULT or ERROR, or a segment of one. */
  answer(peer: Peer | undefined, pdu: ResultPdu | ErrorPdu, now: Millis): void {
    const invocation = peer?.invocations.get(pdu.reference);
    if (invocation === undefined) return void this.provider.counters.stray++;
    if (invocation.state !== 'invoked') return this.answeredAgain(invocation, pdu, now);
    if (pdu.segment === undefined) return this.accept(invocation, pdu, now);
    const arrived = this.provider.arrivals.take(invocation.peer, pdu as SegmentPdu, undefined, now);
    if (arrived.kind === 'whole') this.accept(invocation, arrived.pdu, now);
  }

  /** Table 11, row 4; Table 13, row 4. */
  private accept(invocation: Invocation, pdu: LongPdu, now: Millis): void {
    const { id, handshake } = invocation;
    const is3Way = handshake === '3-way';
    if (is3Way) this.acknowledge(invocation);
    this.settle(invocation);
    invocation.isAnswered = true;
    if (pdu.kind === 'result') {
      const { encoding, result } = pdu;
      this.provider.outbox.tell({ kind: 'result', id, encoding, result });
    } else if (pdu.kind === 'error') {
      const { value, encoding, parameter } = pdu;
      this.provider.outbox.tell({ kind: 'error', id, value, encoding, parameter });
    }
    if (is3Way) {
      invocation.state = 'acknowledged';
      this.inactivity.start(invocation, now);
    } else this.hold(invocation, this.answered, now);
    this.pump(invocation.peer, now);
  }

  private answeredAgain(invocation: Invocation, { segment }: ResultPdu | ErrorPdu, now: Millis) {
    // All segments come again: one of them is enough to see it.
    if (segment && !segment.first) return;
    this.provider.counters.duplicates++;
    if (invocation.state === 'acknowledged') {
      // Table 11, row 7.
      this.acknowledge(invocation);
      this.inactivity.start(invocation, now);
    } else if (invocation.handshake === '3-way') {
      // Row 9.
      if (invocation.isAnswered && this.provider.settings.answersInWait) {
        this.acknowledge(invocation);
      }
      this.unacknowledged.start(invocation, now);
    } else restart(invocation, now); // Table 13, row 6.
  }

  /**
   * Table 11 and 13, row 5. The tables call its cause "user not responding", section 4.3.3 what the unit says: as here.
   * @returns whether it was meant for an operation of ours
   */
  failure(peer: Peer | undefined, { reference, value }: FailurePdu, now: Millis): boolean {
    const invocation = peer?.invocations.get(reference);
    if (invocation === undefined) return false;
    if (invocation.state !== 'invoked') {
      // Sent again for an INVOKE that came late: held as long as its peer remembers it. After an answer it means nothing.
      this.provider.counters.duplicates++;
      if (!invocation.isAnswered) this.answered.start(invocation, now);
      return true;
    }
    const { retransmissions } = this.provider.settings.timers;
    const mayRepeat = invocation.units.length > 1 && invocation.resends < retransmissions;
    // "The sender retransmits the whole" (section 4.3.4): inferred to be this value, which Table 25 forgets.
    if (value === FAILURE.reassembly && mayRepeat) this.again(invocation, now);
    else {
      this.settle(invocation);
      this.fail(invocation.id, value, 'peer');
      this.hold(invocation, this.answered, now);
      this.pump(invocation.peer, now);
    }
    return true;
  }

  /**
   * ACK of type 1, "Hold on": reserved for the future (Table 11, row 6: nothing). The prose would have the invoker stop
   * sending again; nobody has ever been seen to ask that, and two forged octets should not be able to.
   */
  holdOn(peer: Peer | undefined, { reference }: AckPdu): void {
    if (peer?.invocations.get(reference)?.state !== 'invoked') this.provider.counters.stray++;
  }

  abandon(id: InvokeId, now: Millis): void {
    const waiting = this.queued.get(id);
    if (waiting) {
      this.queued.delete(id);
      waiting.waiting.delete(id);
      return this.provider.peers.release(waiting);
    }
    const invocation = this.live.get(id);
    if (invocation === undefined) return;
    this.settle(invocation);
    this.hold(invocation, this.unanswered, now);
    this.pump(invocation.peer, now);
  }

  /** Table 11 and 13, row 2: sent once, and `retransmissions` times more; then the last wait. */
  private again(invocation: Invocation, now: Millis): void {
    if (invocation.resends >= this.provider.settings.timers.retransmissions) {
      this.last.start(invocation, now);
      return;
    }
    invocation.resends++;
    this.provider.counters.resent++;
    this.provider.outbox.sendAll(invocation.to, invocation.units);
    this.resend.start(invocation, now);
  }

  /** Table 11 and 13, row 3. */
  private silent(invocation: Invocation, now: Millis): void {
    this.settle(invocation);
    this.fail(invocation.id, FAILURE.userNotResponding, 'silence');
    this.hold(invocation, this.unanswered, invocation.at);
    this.pump(invocation.peer, now);
  }

  /** Out of S2: nobody waits for its answer any more. */
  private settle(invocation: Invocation): void {
    const { peer, id, reference } = invocation;
    stop(invocation);
    peer.inFlight--;
    invocation.units = NO_UNITS;
    this.live.delete(id);
    this.provider.arrivals.forget(peer, 'result', reference);
  }

  private hold(invocation: Invocation, line: Line<Invocation>, from: Millis): void {
    invocation.state = 'over';
    line.start(invocation, from);
  }

  /** Table 11, row 8; Table 13, row 7. */
  private release({ peer, reference }: Invocation, now: Millis): void {
    peer.invocations.delete(reference);
    this.pump(peer, now);
    this.provider.peers.release(peer);
  }

  /** What waits for its turn, as far as it may leave. */
  private pump(peer: Peer, now: Millis): void {
    while (peer.waiting.size > 0 && this.pace.mayLeave(peer)) {
      const request = peer.waiting.values().next().value!;
      peer.waiting.delete(request.id);
      this.queued.delete(request.id);
      this.begin(peer, request, now);
    }
  }

  private acknowledge({ to, reference }: Invocation): void {
    this.provider.outbox.send(to, encode({ kind: 'ack', reference, type: 'complete' }));
  }

  private cannot(id: InvokeId): void {
    this.fail(id, FAILURE.localResources, 'here');
  }

  private fail(id: InvokeId, value: number, from: 'peer' | 'silence' | 'here'): void {
    this.provider.outbox.tell({ kind: 'failed', id, value, from });
  }

  /** In turn, so that each rests as long as can be (RFC 2188, section 2.4.6: not while its operation is not over). */
  private freeReference(peer: Peer, now: Millis): number | undefined {
    if (peer.invocations.size >= this.provider.settings.limits.references) return undefined;
    let reference = this.provider.settings.referenceAt?.(now) ?? peer.nextReference;
    while (peer.invocations.has(reference)) reference = (reference + 1) % REFERENCES;
    peer.nextReference = (reference + 1) % REFERENCES;
    return reference;
  }

  private unitsOf(request: InvokeRequest, reference: number): readonly Uint8Array[] | undefined {
    const { to, sap, encoding, operation, argument } = request;
    return this.provider.pack(to, {
      kind: 'invoke',
      sap,
      reference,
      encoding,
      operation,
      argument,
    });
  }
}
