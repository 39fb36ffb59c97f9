/**
 * ESRO's provider (RFC 2188, section 4) at one UDP port, as a machine: it invokes and performs, with any number of peers.
 *
 * What it promises. An INVOKE is performed at most once as long as it is remembered: while it is worked on, and after that
 * for the reference wait from when it was last heard of. Each operation ends for its invoker with exactly one `result`,
 * `error` or `failed`. `failed` does not say that nothing was performed. Across a restart nothing is promised: who starts
 * again knows nothing, and performs again what is sent again.
 *
 * Under a flood, what waits for no user is forgotten before its time (`counters.forgotten`), oldest first: at most once is
 * lost for these, and nothing else is. What is left is answered FAILURE 3.
 *
 * There is no congestion control: see {@link EsroPacing}. There is no authentication: who can send from an address can
 * answer, refuse and acknowledge for it, and have answers sent to it that are larger than what was asked.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { DatagramReceived, Machine, Step, Wake } from '../../core/machine.ts';
import type { Millis } from '../../core/units.ts';
import { Invoker } from './invoker.ts';
import { settingsOf, type EndpointOptions, type Settings } from './options.ts';
import type { EsroAction } from './outbox.ts';
import type { FailurePdu, SinglePdu } from './pdu.ts';
import type { Peer } from './peer.ts';
import { Performer } from './performer.ts';
import { Provider, type EndpointCounters } from './provider.ts';
import type { EsroRequest } from './service.ts';
import { read } from './wire.ts';

export { referencesByTime } from './references.ts';
export type { EndpointLimits, EndpointOptions, EsroPacing, PerformedSap } from './options.ts';
export type { EndpointCounters } from './provider.ts';

/** Where an endpoint stands: one thing that changes, which every step gives back. */
export interface EndpointState {
  readonly counters: Readonly<EndpointCounters>;
  /** Operations of ours that have not ended. */
  readonly invoking: number;
  /** Operations of others that are performed or remembered. */
  readonly performing: number;
  /** Peers with whom something is going on or remembered. */
  readonly peers: number;
  /** About how much memory incomplete units take, in octets. */
  readonly incomplete: number;
}

export type EsroEndpoint = Machine<EndpointState, EsroRequest | DatagramReceived, EsroAction>;

/**
 * An endpoint that may be driven by `platform/serve.ts`. A request whose numbers cannot be, or whose id is in use, throws
 * a RangeError out of `step`: the user's bug.
 * @throws UsageError on options that cannot be, or that break a promise
 */
export function createEndpoint(options: EndpointOptions): EsroEndpoint {
  const settings = settingsOf(options);
  return {
    start: () => ({ state: new Running(settings), actions: [] }),
    step: (state, input, now) => (state as Running).step(input, now),
    wakeAt: (state) => (state as Running).wakeAt,
  };
}

class Running implements EndpointState {
  private readonly provider: Provider;
  private readonly invoker: Invoker;
  private readonly performer: Performer;

  constructor(settings: Settings) {
    this.provider = new Provider(settings);
    this.invoker = new Invoker(this.provider);
    this.performer = new Performer(this.provider);
  }

  get counters(): EndpointCounters {
    return this.provider.counters;
  }

  get invoking(): number {
    return this.invoker.size;
  }

  get performing(): number {
    return this.performer.size;
  }

  get peers(): number {
    return this.provider.peers.size;
  }

  get incomplete(): number {
    return this.provider.arrivals.cost;
  }

  get wakeAt(): Millis | undefined {
    return this.provider.deadlines.next;
  }

  step(input: EsroRequest | DatagramReceived | Wake, now: Millis): Step<EndpointState, EsroAction> {
    // First what is due: a number whose time is over is free, however late we were woken.
    this.provider.deadlines.expire(now);
    if (input.kind === 'received') this.receive(input, now);
    else if (input.kind !== 'wake') this.ask(input, now);
    return { state: this, actions: this.provider.outbox.take() };
  }

  private ask(request: EsroRequest, now: Millis): void {
    switch (request.kind) {
      case 'invoke':
        return this.invoker.invoke(request, this.performer.hasRoomFor(request.to), now);
      case 'result':
      case 'error':
        return this.performer.answer(request, now);
      case 'refuse':
        return this.performer.refuse(request.id, request.value, now);
      case 'abandon':
        return this.invoker.abandon(request.id, now);
    }
  }

  private receive({ from, bytes }: DatagramReceived, now: Millis): void {
    const pdu = read(bytes);
    if (pdu === undefined) this.provider.counters.unreadable++;
    else if (pdu.kind !== 'concatenated') this.take(from, pdu, now);
    // Each as if it had come alone (RFC 2188, section 4.5).
    else for (const inside of pdu.pdus) this.take(from, inside, now);
  }

  private take(from: Endpoint, pdu: SinglePdu, now: Millis): void {
    if (pdu.kind === 'invoke') return this.performer.invoke(from, pdu, now);
    const peer = this.provider.peers.find(from);
    switch (pdu.kind) {
      case 'result':
      case 'error':
        return this.invoker.answer(peer, pdu, now);
      case 'ack':
        return pdu.type === 'complete'
          ? this.performer.acknowledged(peer, pdu, now)
          : this.invoker.holdOn(peer, pdu);
      case 'failure':
        return this.fail(peer, pdu, now);
    }
  }

  /** It says a number and not whose: an operation of ours is meant, if one has it (RFC 2188, section 4.1.2). */
  private fail(peer: Peer | undefined, pdu: FailurePdu, now: Millis): void {
    if (this.invoker.failure(peer, pdu, now) || this.performer.failure(peer, pdu, now)) return;
    this.provider.counters.stray++;
  }
}
