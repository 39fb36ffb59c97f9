import type { Endpoint } from '../core/endpoint.ts';
import type { Millis } from '../core/units.ts';
import type { Random } from '../core/random.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { ListenerReport } from '../survey/listener.ts';

/**
 * The outside world behind one interface. `platform/node` is the real one, `platform/simulated` a small
 * world in memory. Everything that is not a pure function reaches an operation through here.
 */
export interface Platform {
  readonly kind: 'node' | 'simulated';
  readonly host: Host;
  readonly clock: Clock;
  readonly random: Random;
  readonly udp: UdpDoor;
  readonly listeners: ListenerSource;
  readonly files: Files;
  readonly data: DataFolder;
}

export interface Host {
  readonly name: string;
  /** `linux`, `darwin`, `win32`, … */
  readonly system: string;
}

export interface Clock {
  /** Monotonic; only differences mean anything. */
  now(): Millis;
  /** The time of day, milliseconds since 1970-01-01T00:00Z. */
  wallTime(): number;
  /** Calls `wake` once when `now()` has reached `at`; the result cancels it. */
  wakeAt(at: Millis, wake: () => void): () => void;
}

export interface UdpDoor {
  /**
   * Opens a socket. `receive` is called for each datagram, in order, never after `close`.
   * @throws UsageError when the address is not this machine's or the port is taken
   */
  open(
    options: UdpOptions,
    receive: (bytes: Uint8Array, from: Endpoint) => void,
  ): Promise<UdpSocket>;
}

export interface UdpOptions {
  /** Default: every IPv4 address. */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Whether datagrams may be sent to broadcast addresses. */
  readonly broadcast?: boolean;
}

export interface UdpSocket {
  readonly local: Endpoint;
  /**
   * Queues a datagram; what the network loses stays lost, and so does what cannot be sent: too long, to
   * port 0, to another address family, without a route. After `close` nothing is sent.
   * @throws UsageError when `to` is a broadcast address and the socket was not opened for that
   */
  send(bytes: Uint8Array, to: Endpoint): void;
  /** Gives the port back, after what was queued is sent. May be called twice. */
  close(): void;
}

export interface ListenerSource {
  /**
   * Who listens on this machine, in a stable order (transport, port, family, address). What may not be
   * seen is counted in the report's coverage.
   * @throws UsageError when this system has no collector yet
   */
  collect(signal: CancelSignal): Promise<ListenerReport>;
}

export interface Files {
  /**
   * @param path `-` is standard input
   * @throws UsageError when it is not there, may not be read, or is longer than `limit` bytes
   */
  read(path: string, limit: number): Promise<Uint8Array>;
}

export interface DataFolder {
  /** A file of Portolan's own data, by its path inside `data/`. A missing one is our own bug and throws. */
  text(path: string): string;
}
