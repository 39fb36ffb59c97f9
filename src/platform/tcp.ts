/**
 * TCP behind an interface: what a connection can do, what its owner is told, and how either can fail.
 * The real one is `node/tcp.ts`, the one in memory `simulated/tcp.ts`; one contract test holds both.
 */
import type { Endpoint } from '../core/endpoint.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';

/** Where TCP connections are taken and made. */
export interface TcpDoor {
  /**
   * Takes connections. IPv6 sockets take no IPv4, so `::` and `0.0.0.0` can be open side by side.
   * @param accept is handed each connection before anything is read from it, and gives who is told
   * @throws BindError when the address is not this machine's, the port is taken or not allowed
   * @throws UsageError when the address or the port is none
   */
  listen(
    options: TcpListenOptions,
    accept: (connection: TcpConnection) => TcpHandlers,
  ): Promise<TcpListener>;
  /**
   * Opens a connection. Nothing is sent over it but what is written.
   * @param open is handed the connection once it stands, before anything is read from it
   * @throws ConnectError when the peer, or the way to it, does not want
   * @throws BindError when `source` cannot be used
   * @throws UsageError when the address or the port is none
   */
  connect(
    to: Endpoint,
    open: (connection: TcpConnection) => TcpHandlers,
    options?: TcpConnectOptions,
  ): Promise<TcpConnection>;
}

/** How connections are taken. */
export interface TcpListenOptions {
  /** Default: every IPv4 address. IPv6 link-local ones carry their zone: `fe80::1%eth0`. */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Connections at once; whoever comes beyond is closed again unheard. Default: {@link MAX_CONNECTIONS}. */
  readonly limit?: number;
  /**
   * Also finds out whom a connection was from that was broken off before it was taken, where the system can tell:
   * Linux, with koffi. Without it, and elsewhere, such a one has the address '' and port 0.
   */
  readonly namesGone?: boolean;
  /**
   * Connections that were not ended by the time this process is gone are seen by their peers as broken, where the system can
   * do that: Linux, with koffi. Without it, and elsewhere, one whose peer has said all seems to be ended in good order.
   */
  readonly breaksWhenKilled?: boolean;
}

/** How a connection is made. */
export interface TcpConnectOptions {
  /** How long the peer may take to answer. Default: {@link CONNECT_TIMEOUT}. */
  readonly timeout?: Millis;
  /** The address, and perhaps the port, that the connection comes from. Default: the system's choice. */
  readonly source?: { readonly address: string; readonly port?: number };
  /** Gives up while the connection does not stand yet. Afterwards it has no meaning. */
  readonly signal?: CancelSignal;
}

/** As many as a small server serves; each may hold some 64 KiB that nobody has read yet. */
export const MAX_CONNECTIONS = 256;
/** A peer on this machine or its network answers at once; a lost packet costs one second. */
export const CONNECT_TIMEOUT: Millis = 5000;

/** A port that takes connections. */
export interface TcpListener {
  readonly local: Endpoint;
  /** Gives the port back. Connections that stand go on. May be called twice. */
  close(): void;
}

/** What the owner of a connection is told, one after the other, never while one of its own calls runs. */
export interface TcpHandlers {
  /** Some of what the peer wrote, in order. How it is cut means nothing. */
  received(bytes: Uint8Array): void;
  /** The peer has said all. We may still write, and must end or abort in our turn. */
  ended?(): void;
  /** All that was written has left us: after a `write` that gave false, go on. */
  drained?(): void;
  /** The connection is over. Told once, the last of all; not told when `connect` fails. */
  closed?(how: TcpEnd): void;
}

/** `ended`: both sides have said all. `aborted`: by us. The others: by the peer or the way to it. */
export type TcpEnd = 'ended' | 'aborted' | 'reset' | 'timed out' | 'unreachable';

/** One side of a connection that stands. */
export interface TcpConnection {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /**
   * Queues bytes, which must not be changed afterwards; after `end` or `abort` nothing is sent.
   * @returns false when much is queued already: wait for `drained`
   */
  write(bytes: Uint8Array): boolean;
  /** Says that no more will come, after what is queued. The peer may go on. */
  end(): void;
  /** Breaks off at once: what is queued is lost, and the peer sees a reset. */
  abort(): void;
  /** Stops `received` and `ended`; what is already read still comes on `resume`, the rest waits at the peer. */
  pause(): void;
  resume(): void;
}

/** Why a connection did not come about. */
export type ConnectFailure =
  /** the peer is there and nobody listens, or the listener wants none */
  | 'refused'
  /** nobody answered in time */
  | 'timed out'
  /** it broke while it was made */
  | 'reset'
  /** there is no way to that address */
  | 'unreachable'
  /** the signal said so */
  | 'aborted';

/** Nobody's fault on this side: the peer, or the way to it, did not want. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  constructor(
    readonly failure: ConnectFailure,
    message: string,
  ) {
    super(message);
  }
}
