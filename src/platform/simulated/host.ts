/** A host on the simulated network: its addresses, its link and its ports. */
import { EVERY_ADDRESS, inSubnet, isLoopback, ipv4Number, parseInterface } from './ipv4.ts';
import { LIMITED_BROADCAST, LOOPBACK, type Interface } from './ipv4.ts';
import { linkQuality, type LinkQuality } from './link.ts';
import { PortTable, type Receive } from './sockets.ts';
import type { Answerer } from './streams.ts';

/** What the network knows of a host. */
export class SimulatedHost {
  readonly link: LinkQuality;
  readonly udp = new PortTable<Receive>('UDP');
  /** A socket without an answerer is one end of a connection and takes none itself. */
  readonly tcp = new PortTable<Answerer | undefined>('TCP');
  private readonly interfaces: readonly Interface[];

  /**
   * @param addresses IPv4, each optionally with the length of its subnet's prefix
   * @throws UsageError when an address or the link's quality makes no sense
   */
  constructor(
    readonly name: string,
    addresses: readonly string[],
    link: Partial<LinkQuality> | undefined,
  ) {
    this.interfaces = addresses.map(parseInterface);
    this.link = linkQuality(link);
  }

  get addresses(): string[] {
    return this.interfaces.map(({ address }) => address);
  }

  /** Whether a socket may be bound to the address. */
  owns(address: string): boolean {
    return address === EVERY_ADDRESS || this.isItself(address);
  }

  /** Whether a datagram to the address stays on this host. */
  isItself(address: string): boolean {
    if (isLoopback(address)) return ipv4Number(address) !== undefined;
    return this.interfaces.some((own) => own.address === address);
  }

  isIn(subnet: Interface): boolean {
    return this.interfaces.some(({ address }) => inSubnet(subnet, address));
  }

  /** Whether the address means everybody on one of this host's links. */
  isBroadcast(address: string): boolean {
    return address === LIMITED_BROADCAST || this.broadcastInterface(address) !== undefined;
  }

  /**
   * The interface that a broadcast to `address` leaves by; undefined when it is no broadcast address
   * here. The limited broadcast leaves by the first interface, or by the one the socket is bound to.
   */
  broadcastInterface(address: string, bound = EVERY_ADDRESS): Interface | undefined {
    if (address !== LIMITED_BROADCAST) {
      return this.interfaces.find(({ broadcast }) => broadcast === address);
    }
    return this.interfaces.find((own) => own.address === bound) ?? this.interfaces[0];
  }

  /**
   * The address that a datagram to `to` carries as its source: the one that the socket is bound to,
   * else the nearest. Undefined when it cannot be sent: loopback does not leave the host.
   */
  sourceFor(to: string, bound: string): string | undefined {
    if (bound !== EVERY_ADDRESS) return isLoopback(bound) && !this.isItself(to) ? undefined : bound;
    if (this.isItself(to)) return isLoopback(to) ? LOOPBACK : to;
    const near = this.interfaces.find((own) => inSubnet(own, to)) ?? this.interfaces[0];
    return near?.address;
  }
}
