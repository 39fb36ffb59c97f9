/**
 * ESRO for programs: operations of others are invoked, and own ones performed, by one socket. A small RPC over UDP.
 *
 * Not for the Internet. There is no congestion control: what is lost is sent again at fixed intervals, however many others
 * do the same. Nothing is authenticated and nothing is secret: anybody on the way can read, answer, and invoke in
 * another's name (RFC 2188, section 6).
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { Platform } from '../../platform/platform.ts';
import { isIpAddress } from '../../devices/identity.ts';
import { serve, type Serving } from '../../platform/serve.ts';
import { createEndpoint } from '../../protocols/esro/endpoint.ts';
import type { EndpointOptions } from '../../protocols/esro/options.ts';
import type { Encoding } from '../../protocols/esro/pdu.ts';
import { HEADERS } from '../../protocols/esro/vocabulary.ts';
import type { EsroEvent, EsroRequest, Handshake } from '../../protocols/esro/service.ts';
import { AbortError, OperationError, OperationFailed, type Reply } from './call.ts';
import { checkData, checkHandshake, checkInvoke, checkPerform } from './checks.ts';
import { Performing, type PerformingUsers } from './performing.ts';
import { checkPort, endpointOf, familyOf } from './address.ts';

/** What a library's endpoint needs of the outside world. */
export type EsroPlatform = Pick<Platform, 'clock' | 'udp' | 'random'>;

/** How operations are sent, timed and bounded: what the machine takes, but for what is told here in another way. */
export type Manner = Omit<EndpointOptions, 'saps' | 'random'>;

export interface OpenOptions extends Manner, PerformingUsers {
  /**
   * The address of this machine to speak and hear by. Default `127.0.0.1`: nobody else can reach it. An address of a
   * network lets that network in; `0.0.0.0` and `::` let everybody in.
   */
  readonly address?: string;
  /**
   * Default: any free port. Performers are looked for at 259 (RFC 2188, section 4.6.3), and may only be invoked back
   * where they are looked for: an endpoint of both roles belongs there too. Ports below 1024 may need rights.
   */
  readonly port?: number;
  /** Whether a datagram of somebody is heard at all. Default: all of everybody who can reach the address. */
  readonly mayHear?: (from: Endpoint, datagram: Uint8Array) => boolean;
}

export interface InvokeOptions {
  /** Gives up when it fires: the promise is rejected with an AbortError. The peer may perform all the same. */
  readonly signal?: CancelSignal;
  /** As agreed for the selector. Default `2-way`. */
  readonly handshake?: Handshake;
  /** What the argument is tagged with. Default `BER`. */
  readonly encoding?: Encoding;
}

/** A socket that performs, invokes, or both. */
export interface EsroEndpoint {
  readonly local: Endpoint;
  /**
   * Asks a performer for an operation and waits for its answer. Many may be under way at once, 256 of them toward one
   * peer: a reference number is held for some time after its operation has ended, which bounds the rate to one peer.
   * @param to an IP address: `192.0.2.1` (port 259), `192.0.2.1:2590`, `[::1]:2590`, or an object of both
   * @param sap the performer's selector, 1 to 15
   * @param operation 0 to 63
   * @param argument octets; as many as fit into `limits.datagram`, 1400 with the header, unless segments are on
   * @throws OperationError the performer answered with an ERROR
   * @throws OperationFailed nobody answers, or the performer cannot
   * @throws AbortError the signal fired, or the endpoint was closed
   * @throws UsageError for numbers out of range, an argument too large, or an address of the other IP version
   */
  invoke(
    to: string | Endpoint,
    sap: number,
    operation: number,
    argument: Uint8Array,
    options?: InvokeOptions,
  ): Promise<Reply>;
  /** Operations under way: invoked and not yet answered. */
  readonly outstanding: number;
  /** Ends at once, and gives the port back. What is under way is rejected with AbortError. May be called twice. */
  close(): void;
}

/**
 * @throws UsageError for options that make no sense
 * @throws BindError when the address or the port cannot be had
 */
export async function openEndpoint(
  platform: EsroPlatform,
  options: OpenOptions = {},
): Promise<EsroEndpoint> {
  const endpoint = new OpenEndpoint(platform, options);
  await endpoint.open();
  return endpoint;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (problem: Error) => void;
  /** Stops listening to the signal. */
  readonly forget: (() => void) | undefined;
}

const LET_GO_AFTER: Millis = 50;

/** Each operation has two or three deadlines: those of so long are kept together. */
const REST: Millis = 50;

class OpenEndpoint implements EsroEndpoint {
  private serving: Serving<EsroRequest> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly performing: Performing;
  private lastId = 0;
  /** An address that is fit to be asked. */
  private lastChecked: string | undefined;
  private place: Endpoint | undefined;
  private readonly performs: boolean;
  /** Whether the socket keeps the program, as it does at first. */
  private isHeld = true;
  private isLettingGo = false;

  constructor(
    private readonly platform: EsroPlatform,
    private readonly options: OpenOptions,
  ) {
    this.performs = Object.keys(options.saps ?? {}).length > 0;
    this.performing = new Performing(options, (request) => this.serving?.say(request));
  }

  async open(): Promise<void> {
    const { address = '127.0.0.1', port = 0, mayHear = () => true } = this.options;
    const { saps = {}, address: _a, port: _p, mayHear: _m, failed: _f, ...manner } = this.options;
    const performed = Object.entries(saps).map(([sap, { perform, handshake = '2-way' }]) => {
      checkPerform(sap, perform);
      checkHandshake(handshake);
      return { sap: Number(sap), handshake };
    });
    const machine = createEndpoint({
      ...manner,
      random: this.platform.random,
      saps: performed,
    });
    this.serving = await serve(machine, this.platform, {
      address,
      port,
      everybody: false,
      rest: REST,
      mayHear: (from, _toAll, datagram) => mayHear(from, datagram),
      maySend: () => true,
      tell: (event: EsroEvent) => this.hear(event),
      fail: (bug) => void Promise.reject(bug),
    });
    this.place = this.serving.local;
    this.holdWhileNeeded();
  }

  get local(): Endpoint {
    return this.place!;
  }

  get outstanding(): number {
    return this.waiting.size;
  }

  invoke(
    to: string | Endpoint,
    sap: number,
    operation: number,
    argument: Uint8Array,
    options: InvokeOptions = {},
  ): Promise<Reply> {
    // What is thrown in here rejects.
    return new Promise((resolve, reject) => {
      const { signal, handshake = '2-way', encoding = 'BER' } = options;
      const peer = endpointOf(to);
      this.checkPeer(peer);
      checkInvoke(sap, operation, handshake);
      const data = {
        what: 'argument',
        octets: argument,
        encoding,
        header: HEADERS.invoke,
      } as const;
      checkData(data, peer, this.options);
      if (signal?.aborted) throw new AbortError('given up before it was invoked');
      if (!this.serving) throw new AbortError('the endpoint is closed');
      const id = (this.lastId += 1);
      const forget = signal && this.abandonBy(signal, id);
      this.waiting.set(id, { resolve, reject, forget });
      this.holdWhileNeeded();
      const { serving } = this;
      serving.say({ kind: 'invoke', id, to: peer, sap, handshake, operation, encoding, argument });
    });
  }

  /** Gives up when the signal fires; the result ends that. */
  private abandonBy(signal: CancelSignal, id: number): () => void {
    const abort = () => {
      this.serving?.say({ kind: 'abandon', id });
      this.settle(id)?.reject(new AbortError('given up before an answer came'));
    };
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  }

  close(): void {
    this.serving?.close();
    this.serving = undefined;
    for (const id of this.waiting.keys()) {
      this.settle(id)?.reject(new AbortError('the endpoint was closed before an answer came'));
    }
    this.performing.close();
  }

  /** @throws UsageError for a name (who has many to invoke looks it up once), no port, and the other version of IP */
  private checkPeer(peer: Endpoint): void {
    const { address, port } = peer;
    checkPort(port);
    if (address === this.lastChecked) return;
    if (!isIpAddress(address)) throw new UsageError(`"${address}" is no IP address`);
    if (familyOf(peer) !== familyOf(this.local)) {
      throw new UsageError(
        `${address} is ${familyOf(peer)}, and this endpoint speaks by ${this.local.address}: ` +
          'open another one for it',
      );
    }
    this.lastChecked = address;
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.forget?.();
    this.holdWhileNeeded();
    return waiting;
  }

  /**
   * Who only invokes must not keep a program that has all its answers. Mostly the next question follows at once: so the
   * socket is let go a moment later.
   */
  private holdWhileNeeded(): void {
    if (this.isNeeded === this.isHeld) return;
    if (this.isNeeded) return this.hold(true);
    if (this.isLettingGo) return;
    this.isLettingGo = true;
    const { clock } = this.platform;
    const letGo = () => {
      this.isLettingGo = false;
      if (!this.isNeeded) this.hold(false);
    };
    clock.wakeAt(clock.now() + LET_GO_AFTER, letGo, true);
  }

  private get isNeeded(): boolean {
    return this.performs || this.waiting.size > 0;
  }

  private hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.serving?.hold(isHeld);
  }

  private hear(event: EsroEvent): void {
    switch (event.kind) {
      case 'invoked':
        return;
      case 'result':
        return this.settle(event.id)?.resolve({ encoding: event.encoding, result: event.result });
      case 'error': {
        const { value, parameter, encoding } = event;
        return this.settle(event.id)?.reject(new OperationError(value, parameter, encoding));
      }
      case 'failed':
        return this.settle(event.id)?.reject(new OperationFailed(event.value, event.from));
      default:
        return this.performing.hear(event);
    }
  }
}
