/** The addresses that a network namespace has as its own, of what `/proc/<pid>/net` shows. Total. */
import { ipv6Words } from '../../../../../../survey/address.ts';

/**
 * Whether a namespace has an address.
 * @param table `fib_trie` for an IPv4 address, `if_inet6` for an IPv6 one
 */
export function hasLocalAddress(table: string, address: string): boolean {
  const words = address.includes(':') ? ipv6Words(address) : undefined;
  if (words) {
    const digits = words.map((word) => word.toString(16).padStart(4, '0')).join('');
    return table.split('\n').some((line) => line.startsWith(`${digits} `));
  }
  // A leaf of the trie is an address on a line; what kind of route it has stands below.
  let here = false;
  for (const line of table.split('\n')) {
    const leaf = /^\s*\|-- (\S+)/.exec(line)?.[1];
    if (leaf !== undefined) here = leaf === address;
    else if (here && /\/32 host LOCAL/.test(line)) return true;
  }
  return false;
}
