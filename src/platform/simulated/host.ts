/** A host on the simulated network: its addresses, its link and its ports. */
import {
  EVERY_ADDRESS,
  inSubnet,
  isGroup,
  isLoopback,
  ipv4Number,
  LIMITED_BROADCAST,
  LOOPBACK,
  parseInterface,
  type Interface,
} from './ipv4.ts';
import type { NetworkInterface } from '../interfaces.ts';
import type { MailRoom } from './mail-room.ts';
import type { UdpOwner } from './udp-owner.ts';
import { linkQuality, type LinkQuality } from './link.ts';
import { PortTable } from './sockets.ts';
import type { Answerer } from './streams.ts';

/** What the network knows of a host. */
export class SimulatedHost {
  readonly link: LinkQuality;
  readonly udp = new PortTable<UdpOwner>('UDP');
  /** Sockets that are open, each a member of some groups or of none. */
  readonly members = new Set<UdpOwner>();
  /** A socket without an answerer is one end of a connection and takes none itself. */
  readonly tcp = new PortTable<Answerer | undefined>('TCP');
  /** Where mail is taken: a table of its own, since messages go whole and not by streams. */
  readonly mail = new PortTable<MailRoom>('TCP');
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

  /** The interfaces of this host: loopback, and one for each address, named as most systems name them. */
  networkInterfaces(): NetworkInterface[] {
    return [LOOPBACK_INTERFACE, ...this.interfaces.map(describe)];
  }

  /** The interface that a multicast leaves by, and where a group is joined: the one with that address, else the first. */
  multicastInterface(address: string): Interface | undefined {
    return this.interfaces.find((own) => own.address === address) ?? this.interfaces[0];
  }

  /** Whether a socket of this host is a member of a group on one of its interfaces. */
  joined(group: string, own: Interface): boolean {
    return [...this.members].some((socket) => socket.isMember(group, own));
  }

  /** This host's interface on the same link as another's. */
  interfaceOn(link: Interface): Interface | undefined {
    return this.interfaces.find(({ address }) => inSubnet(link, address));
  }

  /** Whether a datagram to the address stays on this host. */
  isItself(address: string): boolean {
    if (isLoopback(address)) return ipv4Number(address) !== undefined;
    return this.interfaces.some((own) => own.address === address);
  }

  isIn(subnet: Interface): boolean {
    return this.interfaceOn(subnet) !== undefined;
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
    if (bound !== EVERY_ADDRESS && !isGroup(bound)) {
      return isLoopback(bound) && !this.isItself(to) ? undefined : bound;
    }
    if (this.isItself(to)) return isLoopback(to) ? LOOPBACK : to;
    const near = this.interfaces.find((own) => inSubnet(own, to)) ?? this.interfaces[0];
    return near?.address;
  }
}

const LOOPBACK_INTERFACE: NetworkInterface = {
  name: 'lo',
  index: 1,
  up: true,
  running: true,
  loopback: true,
  pointToPoint: false,
  broadcast: false,
  multicast: false,
  kind: 'loopback',
  internal: false,
  addresses: [{ address: LOOPBACK, family: 'ipv4', prefix: 8 }],
  defaultRoute: false,
};

/** An interface as the platform tells of it. The first one is what is used where none is nearer. */
function describe(own: Interface, place: number): NetworkInterface {
  const { address, prefix, broadcast } = own;
  return {
    name: `eth${place}`,
    index: place + 2,
    up: true,
    running: true,
    loopback: false,
    pointToPoint: prefix > 30,
    broadcast: prefix <= 30,
    multicast: true,
    kind: 'wired',
    internal: false,
    addresses: [{ address, family: 'ipv4', prefix, ...(broadcast !== undefined && { broadcast }) }],
    defaultRoute: place === 0,
  };
}
