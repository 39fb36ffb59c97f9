/** A machine's network interfaces, and which of them can be used to look around. */
import { inPrefix, numbered, parsePrefix, type Prefix } from '../core/cidr.ts';

/** What an interface is, as far as the system shows it. */
export type InterfaceKind =
  | 'loopback'
  /** a card with a cable, real or of a virtual machine */
  | 'wired'
  | 'wireless'
  /** joins other interfaces: containers, virtual machines, or cables */
  | 'bridge'
  /** one end of a virtual cable, to a container or another network namespace */
  | 'veth'
  /** packets inside packets: a VPN, tun, WireGuard, PPP */
  | 'tunnel'
  /** made by software, and none of the others */
  | 'virtual'
  | 'unknown';

/** An address of an interface. */
export interface SubnetAddress {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** How many of its bits the subnet shares. */
  readonly prefix: number;
  /**
   * The address that means everybody in the subnet (RFC 919, section 7). Absent for IPv6, for a /31 and a /32, and
   * where the interface cannot broadcast.
   */
  readonly broadcast?: string;
}

/**
 * A network interface. Linux tells all of it. Elsewhere only those are known that are up and have addresses; that they
 * broadcast and take multicast is then inferred, and the default route is not known.
 */
export interface NetworkInterface {
  readonly name: string;
  /** The number that IPv6 zones and the kernel use; absent where it is not known. */
  readonly index?: number;
  /** Whether it is switched on. */
  readonly up: boolean;
  /** Whether it is on and there is something at the other end. */
  readonly running: boolean;
  readonly loopback: boolean;
  readonly pointToPoint: boolean;
  readonly broadcast: boolean;
  readonly multicast: boolean;
  readonly kind: InterfaceKind;
  /** Whether it looks as if containers or virtual machines of this machine are behind it, and no network. */
  readonly internal: boolean;
  /** The interface that this one is a port of, by name. */
  readonly master?: string;
  /** `00:00:5e:00:53:01`; absent where it has none. */
  readonly mac?: string;
  /** Those of Linux are known only while it is running. */
  readonly addresses: readonly SubnetAddress[];
  /** Whether a default route leaves by it; absent where that is not known. */
  readonly defaultRoute?: boolean;
}

/** Why an interface cannot be asked a question of a kind: a sentence without its subject, as `is switched off`. */
export type Obstacle = string;

/** Why nobody at all can be reached by an interface with IPv4; undefined when somebody can. */
export function reachObstacle(link: NetworkInterface): Obstacle | undefined {
  const obstacle = linkObstacle(link);
  if (obstacle !== undefined) return obstacle;
  if (!link.addresses.some(({ family }) => family === 'ipv4')) return 'has no IPv4 address';
  return undefined;
}

/** Why an interface leads to nobody, whatever is spoken. */
function linkObstacle(link: NetworkInterface): Obstacle | undefined {
  if (link.loopback) return 'leads to this machine alone';
  if (!link.up) return 'is switched off';
  if (!link.running) return 'has no connection';
  if (link.master !== undefined) return `is a port of ${link.master}, which is asked instead`;
  return undefined;
}

/** Why everybody on an interface's link cannot be called by broadcast; undefined when they can. */
export function broadcastObstacle(link: NetworkInterface): Obstacle | undefined {
  const obstacle = reachObstacle(link);
  if (obstacle !== undefined) return obstacle;
  if (link.pointToPoint) return 'is a connection of two and knows no broadcast';
  if (!link.broadcast) return 'knows no broadcast';
  if (link.addresses.every(({ broadcast }) => broadcast === undefined)) {
    const address = link.addresses.find(({ family }) => family === 'ipv4');
    return `has a subnet without a broadcast address (/${address?.prefix})`;
  }
  return undefined;
}

/** Why no group can be called on an interface's link by IPv4 multicast; undefined when it can. */
export function multicastObstacle(link: NetworkInterface): Obstacle | undefined {
  return reachObstacle(link) ?? (link.multicast ? undefined : 'takes no multicast');
}

/**
 * What a socket is bound to, with its zone, to call groups on an interface's link by IPv6 (RFC 4007, section 11): an
 * address of the link itself. Undefined where nobody can be called so.
 */
export function linkLocalAddress(link: NetworkInterface): string | undefined {
  if (linkObstacle(link) !== undefined || !link.multicast) return undefined;
  const own = link.addresses.find(
    ({ family, address }) => family === 'ipv6' && inPrefix(LINK_LOCAL, numbered(address)),
  );
  return own && `${own.address.split('%')[0]}%${link.name}`;
}

/** RFC 4291, section 2.5.6. */
const LINK_LOCAL = parsePrefix('fe80::/10');

/** From where everybody on a link can be called. */
export interface BroadcastPlace {
  readonly interface: string;
  /** What a socket is bound to, so that the limited broadcast leaves by this interface and answers come to it. */
  readonly address: string;
  /** The subnet's own address for everybody. */
  readonly broadcast: string;
  /** See {@link NetworkInterface.internal}: nobody but this machine's own containers is expected there. */
  readonly internal: boolean;
}

/** Where a broadcast can be sent, and which interfaces cannot send one, and why. */
export interface BroadcastPlaces {
  readonly places: readonly BroadcastPlace[];
  /** `why` is a sentence without its subject; loopback is not among them: nobody expects it. */
  readonly unusable: readonly { readonly interface: string; readonly why: Obstacle }[];
}

/** One place for each IPv4 subnet, in the order of the interfaces. */
export function broadcastPlaces(interfaces: readonly NetworkInterface[]): BroadcastPlaces {
  const places: BroadcastPlace[] = [];
  const unusable: { interface: string; why: Obstacle }[] = [];
  for (const link of interfaces) {
    const why = broadcastObstacle(link);
    if (why === undefined) places.push(...placesOf(link));
    else if (!link.loopback) unusable.push({ interface: link.name, why });
  }
  return { places, unusable };
}

/** An interface may have several addresses in one subnet; one call there is enough. */
function placesOf({ name, addresses, internal }: NetworkInterface): BroadcastPlace[] {
  const places = new Map<string, BroadcastPlace>();
  for (const { address, broadcast } of addresses) {
    if (broadcast === undefined || places.has(broadcast)) continue;
    places.set(broadcast, { interface: name, address, broadcast, internal });
  }
  return [...places.values()];
}

/**
 * The prefixes of a machine's own links: whose hosts may be asked without a further word (`core/own-networks.ts`), and
 * who is a neighbour (`core/neighbours.ts`). Loopback is none of them.
 */
export function linkPrefixes(interfaces: readonly NetworkInterface[]): Prefix[] {
  return interfaces
    .filter(({ loopback, up }) => up && !loopback)
    .flatMap(({ addresses }) => addresses)
    .map(({ address, prefix }) => parsePrefix(`${address.split('%')[0]}/${prefix}`));
}
