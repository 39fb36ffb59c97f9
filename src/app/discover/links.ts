/** Where everybody can be called at once: this machine's links, and why some of them cannot be asked. */
import { parsePrefix, written } from '../../core/cidr.ts';
import type { Millis } from '../../core/units.ts';
import type { Witness } from '../../devices/observation.ts';
import {
  broadcastObstacle,
  broadcastPlaces,
  linkLocalAddress,
  multicastObstacle,
  type BroadcastPlace,
  type InterfaceKind,
  type NetworkInterface,
  type SubnetAddress,
} from '../../platform/interfaces.ts';
import type { Wanted } from './wanted.ts';

/** One subnet of this machine's, or all of a link by IPv6, and how everybody in it can be called. */
export interface Link {
  readonly interface: string;
  readonly family: 'ipv4' | 'ipv6';
  /** What sockets are bound to: an address of this machine; of IPv6 the link's own, with its zone. */
  readonly address: string;
  /** `192.0.2.0/24`, `fe80::/64`. */
  readonly subnet: string;
  /** The subnet's address for everybody; absent where there is none. */
  readonly broadcast?: string;
  readonly multicast: boolean;
  /** Whether only this machine's own containers or virtual machines are expected there. */
  readonly internal: boolean;
  readonly kind: InterfaceKind;
}

/** What could not be asked, and why. */
export interface Unusable {
  readonly interface: string;
  /** By which protocols. */
  readonly by: readonly Witness[];
  /** A sentence without its subject: `is switched off`. */
  readonly why: string;
}

/** Protocols that call everybody by broadcast, ENPC by its group too; the others by multicast alone. */
const BY_BROADCAST: ReadonlySet<Witness> = new Set<Witness>(['enpc', 'snmp']);

/** Those of IPv4 and IPv6 of each interface. */
export function linksOf(interfaces: readonly NetworkInterface[]): Link[] {
  const { places } = broadcastPlaces(interfaces);
  return interfaces.flatMap((one) => [...linksByIpv4(one, places), ...linkByIpv6(one)]);
}

function linksByIpv4(one: NetworkInterface, places: readonly BroadcastPlace[]): Link[] {
  const { name, internal, kind, addresses } = one;
  const multicast = multicastObstacle(one) === undefined;
  const own = places.filter((place) => place.interface === name);
  const inner = { interface: name, family: 'ipv4' as const, multicast, internal, kind };
  const links = own.map(({ address, broadcast }): Link => {
    const prefix = addresses.find((each) => each.address === address)?.prefix ?? 24;
    return { ...inner, address, subnet: subnetOf({ address, prefix }), broadcast };
  });
  if (links.length > 0 || !multicast) return links;
  const first = addresses.find(({ family }) => family === 'ipv4');
  if (first === undefined) return [];
  return [{ ...inner, address: first.address, subnet: subnetOf(first) }];
}

/** By multicast alone: IPv6 knows no broadcast, and a subnet of it is too large to be asked host by host. */
function linkByIpv6(one: NetworkInterface): Link[] {
  const address = linkLocalAddress(one);
  if (address === undefined) return [];
  const { name, internal, kind } = one;
  const subnet = 'fe80::/64';
  return [{ interface: name, family: 'ipv6', address, subnet, multicast: true, internal, kind }];
}

function subnetOf({ address, prefix }: Pick<SubnetAddress, 'address' | 'prefix'>): string {
  const { family, first: number } = parsePrefix(`${address}/${prefix}`);
  return `${written({ family, number })}/${prefix}`;
}

/** Interfaces on which not everybody could be called by protocols that were wanted. */
export function unusableOf(interfaces: readonly NetworkInterface[], wanted: Wanted): Unusable[] {
  return interfaces
    .filter(({ loopback }) => !loopback)
    .flatMap((one) => {
      const called = new Set(linksOf([one]).flatMap((link) => askedBy(link, wanted)));
      const missing = [...wanted.by].flatMap((by) => {
        const why = BY_BROADCAST.has(by) ? broadcastObstacle(one) : multicastObstacle(one);
        return by === 'ipp' || called.has(by) || why === undefined ? [] : [{ by, why }];
      });
      return [...new Set(missing.map(({ why }) => why))].map((why) => ({
        interface: one.name,
        by: missing.flatMap((each) => (each.why === why ? [each.by] : [])),
        why,
      }));
    });
}

/** Who can be called on a link, of those that are wanted. */
export function askedBy(link: Link, { by, group }: Wanted): Witness[] {
  const usable = (witness: Witness): boolean => {
    if (witness === 'enpc') {
      return link.broadcast !== undefined || (group && link.multicast && link.family === 'ipv4');
    }
    if (witness === 'snmp') return link.broadcast !== undefined;
    return witness !== 'ipp' && link.multicast;
  };
  return [...by].filter(usable);
}

/** When something was heard, and on which interface. */
export interface HeardOn {
  readonly at: Millis;
  readonly link?: string | undefined;
}
