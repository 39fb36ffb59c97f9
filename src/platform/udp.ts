/** UDP sockets as an operation sees them. */
import type { Endpoint } from '../core/endpoint.ts';

/** Where UDP sockets are opened. */
export interface UdpDoor {
  /**
   * Opens a socket. `receive` is called for each datagram, in order, never after `close`. The sender of a datagram
   * from an IPv6 link-local address carries its interface as zone (`fe80::1%eth0`).
   * @throws BindError when the address is not this machine's or the port is taken
   * @throws UsageError when an option makes no sense
   * @throws UnavailableError when a group cannot be joined on that interface
   */
  open(
    options: UdpOptions,
    receive: (bytes: Uint8Array, from: Endpoint) => void,
  ): Promise<UdpSocket>;
}

/**
 * How a UDP socket is opened. To know by which interface something came, and to say by which it goes, open one
 * socket for each interface, bound to an address of it.
 *
 * What a socket hears, on Linux and macOS: bound to one address, what is sent to that address, broadcasts and
 * multicasts not; bound to every address, all of them. (Windows gives broadcasts to the former as well.) Answers to
 * what it sent come to its own address, so both hear them.
 */
export interface UdpOptions {
  /** Default: every IPv4 address. */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
  /**
   * Whether datagrams may be sent to broadcast addresses. A subnet's own (`192.0.2.255`) leaves by that subnet's
   * interface, whatever the socket is bound to. The limited one (`255.255.255.255`) leaves by the interface whose
   * address the socket is bound to; bound to every address, by the default route's, and without one it is lost.
   */
  readonly broadcast?: boolean;
  /**
   * Shares the port with other programs, if they share it too (mDNS's 5353, WS-Discovery's 3702). Each of them hears
   * broadcasts and multicasts; what is sent to one address comes to one of them alone, usually the last.
   */
  readonly reuse?: boolean;
  /** What is needed for multicast. */
  readonly multicast?: MulticastOptions;
  /**
   * Time to live, or hop limit, of what goes to single addresses, 1 to 255. Default: the system's, mostly 64. An
   * answer of mDNS has 255 (RFC 6762, section 11).
   */
  readonly hops?: number;
  /**
   * How many bytes of datagrams the system keeps for us, each way, its own bookkeeping included: 800 bytes and more for
   * each. It gives less where its own limit is lower. Default: the system's, 200 KiB mostly.
   */
  readonly buffer?: number;
  /** Is told of each datagram that the system did not send, soon after; of `no room` it may not be. */
  unsent?(why: Unsent, to: Endpoint): void;
}

/** How a socket takes part in multicast. */
export interface MulticastOptions {
  /**
   * Groups to be a member of. Bind to every address and to the group's port to hear them. On Linux such a socket hears
   * all that any socket of the machine is a member of, on any interface: look at where a datagram is from.
   */
  readonly groups?: readonly string[];
  /**
   * The interface where groups are joined, and by which multicasts leave: one of its addresses for IPv4, its name for
   * IPv6. Default: that of the address that the socket is bound to, else what the system's routes say.
   */
  readonly interface?: string;
  /** Time to live, or hop limit, of multicasts, 0 to 255. Default 1: they stay on the link. */
  readonly hops?: number;
  /** Whether members on this machine hear them too. Default: they do. */
  readonly loop?: boolean;
}

/** Why the system did not send a datagram. */
export type Unsent =
  /** there is no route to that address, or the interface is down */
  | 'no route'
  /** a packet filter of this machine, or a rule of the system, forbids it */
  | 'not permitted'
  /** a queue of the system is full: that of an interface, or its table of neighbours */
  | 'no room'
  /** more than a packet holds */
  | 'too long'
  | 'other';

/** An open UDP socket. */
export interface UdpSocket {
  readonly local: Endpoint;
  /**
   * Queues a datagram; what the network loses stays lost, and so does what cannot be sent: too long, to
   * port 0, to another address family, without a route. After `close` nothing is sent.
   * @throws UsageError when `to` is a broadcast address and the socket was not opened for that
   */
  send(bytes: Uint8Array, to: Endpoint): void;
  /** How many bytes of datagrams the system holds for us that cannot leave yet; it counts 800 and more besides for each. */
  sendBuffer(): number;
  /** Datagrams that wait in this process, since the system takes no more at the moment. They are sent in order. */
  waiting(): number;
  /**
   * Datagrams that the system did not send, by reason, counted from when the socket was opened; a reason is absent where
   * there are none. On Linux `no room` counts those of the whole network namespace: nothing else tells of them.
   */
  unsent(): Readonly<Partial<Record<Unsent, number>>>;
  /**
   * Datagrams that came in and were thrown away, since nobody read them in time; undefined where the system does not
   * tell (all but Linux). Counted from when the socket was opened.
   */
  dropped(): number | undefined;
  /** Whether the program goes on as long as the socket is open, even if nothing else keeps it. At first it does. */
  hold(isHeld: boolean): void;
  /** Gives the port back, after what was queued is sent. May be called twice. */
  close(): void;
}
