/**
 * Prefixes and ranges of addresses, as people write them: `192.168.1.0/24` (RFC 4632, section 3.1), `10.0.0.1-50`,
 * `10.0.0.1-10.0.3.254`, single addresses, and IPv6 alike (RFC 4291, section 2.3).
 */
import { formatIpv4, parseIpv4 } from './addresses.ts';
import { UsageError } from './errors.ts';
import { formatIpv6, parseIpv6 } from './ipv6.ts';

/** An address as a number: 32 bits of IPv4 or 128 of IPv6. */
export interface NumberedAddress {
  readonly family: 'ipv4' | 'ipv6';
  readonly number: bigint;
  /** The interface of an IPv6 link-local address: `eth0` of `fe80::1%eth0`. */
  readonly zone?: string;
}

/** Addresses that begin with the same bits. */
export interface Prefix {
  readonly family: 'ipv4' | 'ipv6';
  /** The first address, as a number. */
  readonly first: bigint;
  /** How many bits they share: 0 to 32, or 0 to 128. */
  readonly bits: number;
}

/** Addresses from one to another, both included. */
export interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  readonly first: bigint;
  readonly last: bigint;
  readonly zone?: string;
  /** As it was written, for messages. */
  readonly text: string;
}

/** How many bits an address has. */
export const ADDRESS_BITS = { ipv4: 32, ipv6: 128 } as const;

/** The longest prefix of IPv4 whose subnet has an address for everybody (RFC 3021 takes it from a /31). */
const LONGEST_WITH_BROADCAST = 30;

/** @throws UsageError when the text is no IP address */
export function numbered(text: string): NumberedAddress {
  if (!text.includes(':')) return { family: 'ipv4', number: big(parseIpv4(text)) };
  const [address = '', zone] = text.split('%');
  const number = big(parseIpv6(address));
  return { family: 'ipv6', number, ...(zone && { zone }) };
}

/** The text of an address; IPv6 as RFC 5952 wants it. */
export function written({ family, number, zone }: NumberedAddress): string {
  const bytes = new Uint8Array(ADDRESS_BITS[family] / 8);
  for (let i = bytes.length - 1, rest = number; i >= 0; i--, rest >>= 8n) {
    bytes[i] = Number(rest & 0xffn);
  }
  if (family === 'ipv4') return formatIpv4(bytes);
  return zone === undefined ? formatIpv6(bytes) : `${formatIpv6(bytes)}%${zone}`;
}

/**
 * Reads `192.168.1.0/24`, `fd00::/64`; bits of the address behind the prefix are dropped, so an interface's
 * `192.168.1.7/24` will do. Without a length it is that address alone.
 * @throws UsageError when it is no prefix
 */
export function parsePrefix(text: string): Prefix {
  const [address = '', length, ...more] = text.split('/');
  const { family, number } = numbered(address);
  const most = ADDRESS_BITS[family];
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
  if (more.length > 0 || !(bits <= most)) {
    throw new UsageError(`"${text}" is no prefix: its length is a number from 0 to ${most}.`);
  }
  const size = 1n << BigInt(most - bits);
  return { family, first: number - (number % size), bits };
}

/** Whether an address is in a prefix; its zone does not count. */
export function inPrefix(prefix: Prefix, { family, number }: NumberedAddress): boolean {
  if (prefix.family !== family) return false;
  const shift = BigInt(ADDRESS_BITS[family] - prefix.bits);
  return number >> shift === prefix.first >> shift;
}

/** Whether the whole of a range is in a prefix. */
export const coversRange = (prefix: Prefix, { family, first, last }: AddressRange): boolean =>
  inPrefix(prefix, { family, number: first }) && inPrefix(prefix, { family, number: last });

/** The addresses of a prefix that can be a host's: of IPv4 up to /30, all but the first and the last. */
export function hostRange(prefix: Prefix, text: string): AddressRange {
  const { family, first, bits } = prefix;
  const last = first + (1n << BigInt(ADDRESS_BITS[family] - bits)) - 1n;
  const edge = family === 'ipv4' && bits <= LONGEST_WITH_BROADCAST ? 1n : 0n;
  return { family, first: first + edge, last: last - edge, text };
}

/**
 * The address that means everybody in a subnet (RFC 919, section 7): the prefix and then ones. A /31 and a /32 have
 * none (RFC 3021).
 * @param address IPv4, any in the subnet
 */
export function directedBroadcast(address: string, bits: number): string | undefined {
  if (bits > LONGEST_WITH_BROADCAST) return undefined;
  const { first, family } = parsePrefix(`${address}/${bits}`);
  return written({ family, number: first + (1n << BigInt(32 - bits)) - 1n });
}

/**
 * Reads one word: an address, a prefix (its hosts alone), or a range, whose end may be the last part alone.
 * @throws UsageError when it is none of them, or a range runs backwards
 */
export function parseRange(word: string): AddressRange {
  if (word.includes('/')) return hostRange(parsePrefix(word), word);
  const [from = '', to, ...more] = word.split('-');
  const { family, number: first, zone } = numbered(from);
  const last = to === undefined ? first : rangeEnd(from, to, word);
  if (more.length > 0 || last < first) {
    throw new UsageError(`"${word}" is no range of addresses such as 10.0.0.1-50.`);
  }
  return { family, first, last, text: word, ...(zone && { zone }) };
}

function rangeEnd(from: string, to: string, word: string): bigint {
  const head = from.slice(0, from.lastIndexOf('.') + 1);
  const end = numbered(/^\d+$/.test(to) ? head + to : to);
  if (end.family !== numbered(from).family) {
    throw new UsageError(`"${word}" begins in one family of addresses and ends in another.`);
  }
  return end.number;
}

/** How many addresses a range has. */
export const rangeSize = ({ first, last }: AddressRange): bigint => last - first + 1n;

function big(bytes: Uint8Array): bigint {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  return number;
}
