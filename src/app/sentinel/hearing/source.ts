/** Whom a sentinel takes for one and the same knocker. */
import { ipv6Text, ipv6Words, mappedIpv4 } from '../../../survey/address.ts';
import { scopeOf } from '../../../survey/scope.ts';

/** The 16-bit words of the prefix that one IPv6 link has (RFC 4291, section 2.5.4). */
const PREFIX_WORDS = 4;

/**
 * An IPv4 address as it is. Of an IPv6 address its /64: whoever has one address of it has them all, and could
 * come from another one each time. On loopback and on a link neighbours share the prefix: there the address counts.
 */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const words = ipv6Words(address);
  const scope = scopeOf(address);
  if (words === undefined || scope === 'loopback' || scope === 'link') return address;
  if (mappedIpv4(words) !== undefined) return address;
  const prefix = words.map((word, i) => (i < PREFIX_WORDS ? word : 0));
  return `${ipv6Text(prefix)}/64`;
}
