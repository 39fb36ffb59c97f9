/**
 * The two ends of a simulated TCP connection. Bytes arrive once and in order, whatever the links do: what
 * is lost is sent again after a while, and who cannot get through for long gives up, as in RFC 9293.
 * Not simulated: sequence numbers, congestion, the three packets of a handshake one by one.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';
import type { TcpConnection, TcpEnd, TcpHandlers } from '../tcp.ts';
import type { Agenda } from './agenda.ts';
import { cross, type LinkQuality } from './link.ts';

/** What one Ethernet frame carries: 1500 less 20 of IP and 20 of TCP. */
const SEGMENT = 1460;
/** How much may be on its way or unread by the peer: the largest window without scaling. */
const WINDOW = 65_535;
/** From here on a writer is asked to wait, as by Node 20. */
const HIGH_WATER = 16_384;
/** How long the first repetition waits (RFC 6298, section 2.4, asks for a second; systems take this). */
const FIRST_REPETITION: Millis = 200;
/** Each wait is twice the one before: 12.6 seconds in all. At 40 % loss each way one in 38 gives up. */
const REPETITIONS = 6;

/** Takes the connections to a port. */
export interface Answerer {
  /** The server's end of a new connection; what it gives is told once the client knows. */
  accept(end: TcpConnection): TcpHandlers;
  /** Whether there is room for one more. */
  readonly hasRoom: boolean;
  joined(): void;
  left(): void;
}

/** What went over a simulated wire by TCP. */
export interface StreamCrossing {
  readonly at: Millis;
  readonly from: Endpoint & { readonly host: string };
  readonly to: Endpoint;
  readonly what: 'open' | 'bytes' | 'end' | 'reset';
  /** For `bytes`: the payload. */
  readonly bytes?: Uint8Array;
}

/** One direction between two hosts: in order, and late rather than lost. */
export class Line {
  /** Before this nothing new can arrive, or it would overtake. */
  private last: Millis = 0;

  /** @param links that every packet crosses, the sender's first; none inside one host */
  constructor(
    private readonly agenda: Agenda,
    private readonly chance: Random,
    private readonly links: readonly LinkQuality[],
  ) {}

  /** Lets `arrive` happen, or `fail` when the peer cannot be reached for long. */
  carry(arrive: () => void, fail: () => void): void {
    let sent = this.agenda.now;
    for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
      const took = this.attempt();
      if (took !== undefined) {
        this.last = Math.max(this.last, sent + took);
        this.agenda.plan(this.last, arrive);
        return;
      }
      sent += FIRST_REPETITION * 2 ** repetition;
    }
    this.agenda.plan(sent, fail);
  }

  /** How long one try takes; undefined when it was lost. TCP drops what comes twice. */
  private attempt(): Millis | undefined {
    let took = 0;
    for (const link of this.links) {
      const [crossing] = cross(link, this.chance);
      if (crossing === undefined) return undefined;
      took += crossing;
    }
    return took;
  }
}

/** What an end needs of the world. */
export interface EndOptions {
  readonly agenda: Agenda;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly out: Line;
  /** Writes the transcript. */
  readonly note: (what: StreamCrossing['what'], bytes?: Uint8Array) => void;
  /** Called once when this end is over: gives the port back. */
  readonly release: () => void;
}

/** One side of a connection. */
export class SimulatedEnd implements TcpConnection {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The other side; set before anything is carried. */
  peer!: SimulatedEnd;
  private handlers: TcpHandlers | undefined;
  private readonly outgoing: Uint8Array[] = [];
  private queued = 0;
  /** On its way, or at the peer and not yet taken from there. */
  private unread = 0;
  private askedToWait = false;
  private finishing: 'no' | 'wanted' | 'sent' | 'heard' = 'no';
  private readonly incoming: Uint8Array[] = [];
  private peerEnded: 'no' | 'arrived' | 'told' = 'no';
  private paused = false;
  private over = false;

  constructor(private readonly options: EndOptions) {
    this.local = options.local;
    this.remote = options.remote;
  }

  /** Begins to tell. */
  start(open: (connection: TcpConnection) => TcpHandlers): void {
    const handlers = open(this);
    this.handlers = handlers;
    this.deliver();
  }

  write(bytes: Uint8Array): boolean {
    if (this.over || this.finishing !== 'no' || bytes.length === 0) return true;
    for (let at = 0; at < bytes.length; at += SEGMENT) {
      this.outgoing.push(bytes.slice(at, at + SEGMENT));
    }
    this.queued += bytes.length;
    this.pump();
    this.askedToWait ||= this.queued >= HIGH_WATER;
    return this.queued < HIGH_WATER;
  }

  end(): void {
    if (this.finishing !== 'no') return;
    this.finishing = 'wanted';
    this.pump();
  }

  abort(): void {
    if (this.over) return;
    this.sendReset();
    this.finish('aborted');
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    // Never from inside a call of its owner.
    this.options.agenda.plan(this.options.agenda.now, () => this.deliver());
  }

  /** Breaks off without a sound: the way to the peer is gone, or it never wanted us. */
  fail(how: TcpEnd): void {
    if (!this.over) this.finish(how);
  }

  private pump(): void {
    if (this.over) return;
    while (this.outgoing.length > 0 && this.unread < WINDOW) {
      const bytes = this.outgoing.shift()!;
      this.queued -= bytes.length;
      this.unread += bytes.length;
      this.options.note('bytes', bytes);
      this.carry(() => this.peer.arrive(bytes));
    }
    if (this.outgoing.length > 0) return;
    if (this.finishing === 'wanted') {
      this.finishing = 'sent';
      this.options.note('end');
      this.carry(() => this.peer.arriveEnd());
    } else if (this.askedToWait) {
      this.askedToWait = false;
      const { agenda } = this.options;
      agenda.plan(agenda.now, () => {
        if (!this.over) this.handlers?.drained?.();
      });
    }
  }

  private carry(arrive: () => void): void {
    this.options.out.carry(arrive, () => this.fail('timed out'));
  }

  private arrive(bytes: Uint8Array): void {
    // Whoever is gone answers with a reset (RFC 9293, section 3.10.7.1).
    if (this.over) return this.sendReset();
    this.incoming.push(bytes);
    this.deliver();
  }

  private arriveEnd(): void {
    if (this.over) return this.sendReset();
    this.peerEnded = 'arrived';
    this.carry(() => this.peer.endHeard());
    this.deliver();
  }

  private endHeard(): void {
    this.finishing = 'heard';
    this.settle();
  }

  private deliver(): void {
    while (!this.over && this.handlers && !this.paused && this.incoming.length > 0) {
      const bytes = this.incoming.shift()!;
      const { length } = bytes;
      // Room at the peer's: it learns of it as late as of everything else.
      this.carry(() => this.peer.taken(length));
      this.handlers.received(bytes);
    }
    const done = !this.over && this.handlers && !this.paused && this.incoming.length === 0;
    if (!done || this.peerEnded !== 'arrived') return;
    this.peerEnded = 'told';
    this.handlers!.ended?.();
    this.settle();
  }

  private taken(length: number): void {
    this.unread -= length;
    this.pump();
  }

  private settle(): void {
    if (!this.over && this.finishing === 'heard' && this.peerEnded === 'told') this.finish('ended');
  }

  private sendReset(): void {
    this.options.note('reset');
    this.options.out.carry(
      () => this.peer.fail('reset'),
      () => {},
    );
  }

  private finish(how: TcpEnd): void {
    this.over = true;
    this.outgoing.length = 0;
    this.incoming.length = 0;
    this.options.release();
    const { agenda } = this.options;
    agenda.plan(agenda.now, () => this.handlers?.closed?.(how));
  }
}
