/** Where the printer stands, and who is answered there. Closed by default: whoever wants to be reached says so. */
import { formatIpv4, parseIpv4 } from '../../core/addresses.ts';
import { inPrefix, numbered, parsePrefix, type Prefix } from '../../core/cidr.ts';
import { UsageError } from '../../core/errors.ts';
import { mayAsk } from '../../core/own-networks.ts';
import {
  multicastObstacle,
  reachObstacle,
  type NetworkInterface,
  type SubnetAddress,
} from '../../platform/interfaces.ts';

/** One address of this machine: a printer has one. */
export interface Where {
  readonly address: string;
  readonly netmask: string;
  /** The network that its link is. */
  readonly link: Prefix;
  readonly interface?: string;
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
  /** Whether the address is one that strangers can reach too; they are not answered. */
  readonly isPublic: boolean;
  /** Whether groups can be joined there. */
  readonly multicast: boolean;
  /** What means everybody there. */
  readonly broadcast?: string;
}

const LOOPBACK: Where = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  link: parsePrefix('127.0.0.0/8'),
  isReachable: false,
  isPublic: false,
  multicast: false,
};

/**
 * @param text `loopback`, the name of an interface, or an IPv4 address of this machine
 * @throws UsageError when it is none of these
 */
export function readWhere(text: string, interfaces: readonly NetworkInterface[]): Where {
  if (text === 'loopback') return LOOPBACK;
  if (text.includes(':')) {
    throw new UsageError(
      `${text} is IPv6: the printer answers by IPv4 alone so far${having(interfaces)}`,
    );
  }
  if (isIpv4(text)) {
    if (inPrefix(LOOPBACK.link, numbered(text))) return { ...LOOPBACK, address: text };
    for (const link of interfaces) {
      const own = link.addresses.find(({ address }) => address === text);
      if (own) return placeAt(own, link);
    }
    throw new UsageError(`${text} is no address of this machine${having(interfaces)}`);
  }
  const link = interfaces.find(({ name }) => name === text);
  if (!link) {
    const why =
      text === 'any'
        ? 'a printer has one address, not all of them'
        : `"${text}" is no interface and no address of this machine`;
    throw new UsageError(why + having(interfaces));
  }
  const own = link.addresses.find(({ family }) => family === 'ipv4');
  if (link.loopback) return LOOPBACK;
  if (!own) {
    const why = reachObstacle(link) ?? 'has no IPv4 address';
    throw new UsageError(`${text} ${why}${having(interfaces)}`);
  }
  return placeAt(own, link);
}

function placeAt({ address, prefix, broadcast }: SubnetAddress, link: NetworkInterface): Where {
  return {
    address,
    netmask: netmaskOf(prefix),
    link: parsePrefix(`${address}/${prefix}`),
    interface: link.name,
    isReachable: true,
    isPublic: !mayAsk(address, { links: [], allowPublic: false }),
    multicast: multicastObstacle(link) === undefined,
    ...(broadcast !== undefined && { broadcast }),
  };
}

/** What could be said instead. */
function having(interfaces: readonly NetworkInterface[]): string {
  const own = interfaces
    .filter(({ loopback }) => !loopback)
    .flatMap(({ name, addresses }) => {
      const address = addresses.find(({ family }) => family === 'ipv4')?.address;
      return address === undefined ? [] : [`${name} (${address})`];
    });
  return `. There are: ${[...own, 'loopback'].join(', ')}`;
}

const netmaskOf = (bits: number): string => {
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return formatIpv4(Uint8Array.of(mask >>> 24, mask >>> 16, mask >>> 8, mask));
};

function isIpv4(text: string): boolean {
  try {
    return parseIpv4(text).length === 4;
  } catch {
    return false;
  }
}

/**
 * Whether somebody is answered: on loopback this machine, elsewhere the user's own network. What was sent to everybody
 * came from the link, or its sender is made up.
 */
export function mayAnswer(where: Where, address: string, toAll: boolean): boolean {
  const { link, isReachable, broadcast } = where;
  if (address === broadcast || !isIpv4(address)) return false;
  if (!isReachable || toAll) return inPrefix(link, numbered(address));
  return mayAsk(address, { links: [link], allowPublic: false });
}
