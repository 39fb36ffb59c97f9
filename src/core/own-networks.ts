/**
 * Whose addresses may be asked. A tool that looks around a network looks around its user's own: private ranges, and
 * the prefixes of this machine's own links. Everybody else's takes a word of its own (`--allow-public`).
 */
import {
  ADDRESS_BITS,
  coversRange,
  inPrefix,
  numbered,
  parsePrefix,
  rangeSize,
  type AddressRange,
  type Prefix,
} from './cidr.ts';
import { grouped } from './count.ts';
import { UsageError } from './errors.ts';

/** The most addresses of one sweep: a /8, four hours at a thousand a second. */
export const MAX_SWEEP = 2 ** 24;

/** What everybody may use inside, and nobody outside. */
const PRIVATE: readonly Prefix[] = [
  '10.0.0.0/8', // RFC 1918, section 3
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16', // link-local: RFC 3927
  '127.0.0.0/8', // this machine: RFC 1122, section 3.2.1.3
  'fc00::/7', // unique local: RFC 4193
  'fe80::/10', // link-local: RFC 4291, section 2.5.6
  '::1/128',
].map(parsePrefix);

/** What is no single host's address, and why it cannot be asked. */
const NOBODYS: readonly (readonly [prefix: Prefix, why: string])[] = (
  [
    ['0.0.0.0/8', 'those addresses mean "this network" and are nobody\'s'], // RFC 791, section 3.2
    ['224.0.0.0/4', 'those are multicast groups, not hosts'], // RFC 5771
    ['240.0.0.0/4', 'those are reserved, or mean everybody'], // RFC 1112, section 4; RFC 919
    ['ff00::/8', 'those are multicast groups, not hosts'], // RFC 4291, section 2.7
    ['::/128', "that address is nobody's"],
  ] as const
).map(([prefix, why]) => [parsePrefix(prefix), why]);

/**
 * Between a provider and its customers (RFC 6598): it looks private, and strangers are in it. It counts as ours only
 * where a link of this machine is in it.
 */
const SHARED = parsePrefix('100.64.0.0/10');

/** Which networks are the user's own. */
export interface OwnNetworks {
  /** The prefixes of this machine's own links. */
  readonly links: readonly Prefix[];
  /** Whether the user said that others' addresses may be asked too. */
  readonly allowPublic: boolean;
}

/**
 * Whether an address may be asked. A thing to hand to a machine: what answers from elsewhere is not asked on.
 * @param address with or without a zone; what is no address may not
 */
export function mayAsk(address: string, { links, allowPublic }: OwnNetworks): boolean {
  let number;
  try {
    number = numbered(address);
  } catch {
    return false;
  }
  if (NOBODYS.some(([prefix]) => inPrefix(prefix, number))) return false;
  return allowPublic || [...PRIVATE, ...links].some((prefix) => inPrefix(prefix, number));
}

/**
 * Holds what the user wants to sweep against whose it is.
 * @throws UsageError a sentence that says what is refused, why, and what would allow it
 */
export function checkOwn(range: AddressRange, { links, allowPublic }: OwnNetworks): void {
  const refuse = (why: string): never => {
    throw new UsageError(`${range.text} is refused: ${why}.`);
  };
  const size = rangeSize(range);
  if (size >= 1n << BigInt(ADDRESS_BITS[range.family] - 2)) {
    refuse(
      `it is ${range.family === 'ipv4' ? 'the Internet, or a large part of it' : 'far too much'}`,
    );
  }
  // What is no host's, whoever's network it is in.
  for (const [prefix, why] of NOBODYS) {
    const last = prefix.first + (1n << BigInt(ADDRESS_BITS[prefix.family] - prefix.bits)) - 1n;
    if (range.family === prefix.family && range.first <= last && range.last >= prefix.first) {
      refuse(why);
    }
  }
  if (size > MAX_SWEEP) {
    const how =
      range.family === 'ipv6'
        ? 'IPv6 hosts are found by multicast, not one by one'
        : 'take a part of it';
    refuse(`it has more than ${grouped(MAX_SWEEP)} addresses; ${how}`);
  }
  if (allowPublic || [...PRIVATE, ...links].some((prefix) => coversRange(prefix, range))) return;
  if (coversRange(SHARED, range)) {
    refuse(
      'it is shared by a provider and its customers (RFC 6598), and no link of this machine is in it; ' +
        '--allow-public asks all the same',
    );
  }
  refuse(
    'not all of it is in a private range (RFC 1918, RFC 3927, RFC 4193) or on a link of this machine; ' +
      '--allow-public asks all the same',
  );
}
