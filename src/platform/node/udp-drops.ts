/** Datagrams that the system threw away because nobody read them in time, as Linux counts them for each socket. */
import { readFileSync } from 'node:fs';
import type { Endpoint } from '../../core/endpoint.ts';
import { ipv6Words } from '../../survey/address.ts';

/** @returns undefined where it cannot be known */
export function udpDrops(local: Endpoint): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const table = local.address.includes(':') ? 'udp6' : 'udp';
    return dropsOf(readFileSync(`/proc/self/net/${table}`, 'latin1'), local);
  } catch {
    return undefined;
  }
}

/**
 * The last column of the socket's line; of several sockets on one address and port the sum.
 * @param text of `/proc/net/udp` or `udp6`: addresses in this machine's order, which is the little end first on all
 * that Node is built for but s390x
 */
export function dropsOf(text: string, { address, port }: Endpoint): number | undefined {
  const place = `${procAddress(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const own = lines.filter(([, local]) => local === place);
  return own.length === 0 ? undefined : own.reduce((sum, line) => sum + Number(line.at(-1)), 0);
}

/** Groups of four bytes, each written as one number. */
function procAddress(address: string): string {
  const bytes = address.includes(':')
    ? (ipv6Words(address) ?? []).flatMap((word) => [word >>> 8, word & 255])
    : address.split('.').map(Number);
  const groups = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.slice(4 * i, 4 * i + 4));
  return groups
    .flatMap((group) => group.toReversed().map((byte) => byte.toString(16).padStart(2, '0')))
    .join('')
    .toUpperCase();
}
