/**
 * How far away the peers of an address can be. The survey's verdicts rest on it: a database on
 * `127.0.0.1` and one on every address are different news.
 */
import { ipv4Number, ipv6Words, mappedIpv4 } from './address.ts';
import type { InterfaceAddress, Scope } from './listener.ts';

/** IPv4 blocks that are not public, most asked for first; `bits` is the length of the prefix. */
const IPV4_BLOCKS: readonly (readonly [prefix: string, bits: number, scope: Scope])[] = [
  ['0.0.0.0', 32, 'any'],
  ['127.0.0.0', 8, 'loopback'], // RFC 1122, section 3.2.1.3
  ['10.0.0.0', 8, 'private'], // RFC 1918
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['100.64.0.0', 10, 'private'], // RFC 6598: between a provider and its customers
  ['169.254.0.0', 16, 'link'], // RFC 3927
  ['224.0.0.0', 4, 'multicast'], // RFC 5771
  ['255.255.255.255', 32, 'link'], // RFC 919: never forwarded
  ['198.18.0.0', 15, 'private'], // RFC 2544: isolated test networks
];

const BLOCKS = IPV4_BLOCKS.map(([prefix, bits, scope]) => {
  const size = 2 ** (32 - bits);
  const first = ipv4Number(prefix) ?? 0;
  return { first, last: first + size - 1, scope };
});

/** From the nearest to the furthest; `any` and `multicast` say nothing about how far. */
const REACH: readonly Scope[] = ['loopback', 'link', 'private', 'public'];

/**
 * The scope of an IP address in its text form, with or without a zone. An IPv4-mapped IPv6 address
 * is judged by the address inside. What is no address, and what no RFC sets apart, counts as
 * `public`: the cautious answer. (So do the documentation blocks of RFC 5737 and 3849, which nobody
 * should see.)
 */
export function scopeOf(address: string): Scope {
  if (!address.includes(':')) {
    const number = ipv4Number(address);
    return number === undefined ? 'public' : ipv4Scope(number);
  }
  const words = ipv6Words(address);
  return words === undefined ? 'public' : ipv6Scope(words);
}

/**
 * The furthest scope among a machine's own addresses: what listening on every address amounts to
 * there. `loopback` when there are none.
 */
export function interfaceScope(interfaces: Iterable<Pick<InterfaceAddress, 'scope'>>): Scope {
  let furthest = 0;
  for (const { scope } of interfaces) furthest = Math.max(furthest, REACH.indexOf(scope));
  return REACH[furthest] ?? 'loopback';
}

function ipv4Scope(number: number): Scope {
  return BLOCKS.find(({ first, last }) => number >= first && number <= last)?.scope ?? 'public';
}

function ipv6Scope(words: readonly number[]): Scope {
  const inner = mappedIpv4(words);
  if (inner !== undefined) return ipv4Scope(inner);
  const [top = 0] = words;
  if (top === 0 && words.slice(0, 7).every((word) => word === 0)) {
    if (words[7] === 0) return 'any';
    if (words[7] === 1) return 'loopback';
  }
  if ((top & 0xff00) === 0xff00) return 'multicast'; // RFC 4291, section 2.7
  if ((top & 0xffc0) === 0xfe80) return 'link'; // RFC 4291, section 2.5.6
  if ((top & 0xfe00) === 0xfc00) return 'private'; // RFC 4193: unique local
  if ((top & 0xffc0) === 0xfec0) return 'private'; // RFC 3879: site-local, deprecated
  if (top === 0x64 && words[1] === 0xff9b && words[2] === 1) return 'private'; // RFC 8215
  return 'public';
}
