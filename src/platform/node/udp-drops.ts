/** Datagrams that the system threw away, as Linux counts them: unread ones for each socket, unsent ones for all. */
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

/**
 * Datagrams of all sockets of this network namespace that were not sent since there was no room: a full queue of an
 * interface, or a full table of neighbours. The sender is not told (but for one that asks for `IP_RECVERR`, which Node
 * cannot), so this count is the only sign of it.
 * @param local an address of the family that is meant
 * @returns undefined where it cannot be known
 */
export function sendsWithoutRoom(local: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return local.includes(':')
      ? unsentOf6(readFileSync('/proc/self/net/snmp6', 'latin1'))
      : unsentOf4(readFileSync('/proc/self/net/snmp', 'latin1'));
  } catch {
    return undefined;
  }
}

/** @param text of `/proc/net/snmp`: two lines for each protocol, one of names and one of numbers */
export function unsentOf4(text: string): number | undefined {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '));
  const place = names?.indexOf('SndbufErrors') ?? -1;
  return place < 0 ? undefined : Number(values?.[place]);
}

/** @param text of `/proc/net/snmp6`: a name and a number on each line */
export function unsentOf6(text: string): number | undefined {
  const found = /^Udp6SndbufErrors\s+(\d+)/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
