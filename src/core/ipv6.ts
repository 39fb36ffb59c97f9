/** IPv6 addresses as wire formats carry them (16 bytes) and as people write them (RFC 4291, 2.2; RFC 5952). */
import { parseIpv4 } from './addresses.ts';
import { UsageError } from './errors.ts';

/** 16 bytes as `2001:db8::1`: the longest run of zeroes, of two groups at least, is left out (RFC 5952, 4.2). */
export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  const { from, to } = longestZeroes(groups);
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (to - from < 2) return text(groups);
  return `${text(groups.slice(0, from))}::${text(groups.slice(to))}`;
}

/** The first of the longest runs of zeroes, its end not included. */
function longestZeroes(groups: readonly number[]): { from: number; to: number } {
  let best = { from: 0, to: 0 };
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > best.to - best.from) best = { from, to };
  }
  return best;
}

/**
 * Takes `2001:db8::1` or `::ffff:192.0.2.1`, gives 16 bytes. A zone (`%eth0`) is no part of an address.
 * @throws UsageError when the text is no IPv6 address
 */
export function parseIpv6(text: string): Uint8Array {
  const halves = text.split('::');
  const [head = [], tail] = halves.map((half) =>
    half === '' ? [] : half.split(':').flatMap(octets),
  );
  const given = head.length + (tail?.length ?? 0);
  const fits = tail === undefined ? given === 16 : halves.length === 2 && given <= 14;
  if (!fits || [...head, ...(tail ?? [])].some((octet) => Number.isNaN(octet))) {
    throw new UsageError(`"${text}" is not an IPv6 address such as 2001:db8::1`);
  }
  return Uint8Array.from([...head, ...Array<number>(16 - given).fill(0), ...(tail ?? [])]);
}

/** `fe80::1` of `fe80::1%eth0`: what others call it, who have other names for the link. */
export const withoutZone = (address: string): string => address.split('%', 1)[0]!;

/** The bytes of one group; NaN where it is none. An IPv4 address stands for two (RFC 4291, 2.2). */
function octets(group: string): number[] {
  if (/^[0-9a-f]{1,4}$/i.test(group)) {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  }
  return group.includes('.') ? [...parseIpv4(group)] : [NaN, NaN];
}
