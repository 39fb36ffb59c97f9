/**
 * Joins what three places know: the socket tables (which address, which inode), the descriptors
 * (which process holds which inode) and the user database. The inode is the only thing they share.
 */
import { MAX_PORT, TRANSPORTS } from '../../../../core/transport.ts';
import type { Listener, Process, Scope } from '../../../../survey/listener.ts';
import { scopeOf } from '../../../../survey/scope.ts';
import type { SocketRow } from './tables.ts';

/** What the sockets themselves do not know. */
export interface Surroundings {
  /** The processes that hold a socket; none when they could not be seen. */
  holders(inode: number): readonly number[];
  process(pid: number): Process;
  userName(uid: number): string;
}

/** Sockets that share transport, address and port. */
interface Group {
  readonly row: SocketRow;
  /** Where it stands in the order, its address aside. */
  readonly rank: number;
  /** An inode that a table shows twice (it changed while it was read) is one socket. */
  readonly inodes: number[];
}

/**
 * One listener for each transport, address and port, in the order that `ListenerSource` promises,
 * its processes by their number.
 */
export function assembleListeners(
  rows: readonly SocketRow[],
  surroundings: Surroundings,
): Listener[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = `${row.transport} ${row.address} ${row.port}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { row, rank: rank(row), inodes: [row.inode] });
    else if (!group.inodes.includes(row.inode)) group.inodes.push(row.inode);
  }
  const scopes = new Map<string, Scope>();
  return Array.from(groups.values())
    .toSorted((a, b) => a.rank - b.rank || compareText(a.row.address, b.row.address))
    .map((group) => listener(group, scopeWithin(scopes, group.row.address), surroundings));
}

function listener({ row, inodes }: Group, scope: Scope, surroundings: Surroundings): Listener {
  return {
    transport: row.transport,
    family: row.family,
    address: row.address,
    port: row.port,
    scope,
    sockets: inodes.length,
    owner: surroundings.userName(row.uid),
    processes: pidsOf(inodes, surroundings).map((pid) => surroundings.process(pid)),
  };
}

/** The processes that hold any of these sockets, each once, by number. */
function pidsOf(inodes: readonly number[], { holders }: Surroundings): readonly number[] {
  const pids = inodes.flatMap((inode) => holders(inode));
  return pids.length < 2 ? pids : [...new Set(pids)].toSorted((a, b) => a - b);
}

/** Thousands of listeners share a handful of addresses. */
function scopeWithin(known: Map<string, Scope>, address: string): Scope {
  const scope = known.get(address) ?? scopeOf(address);
  known.set(address, scope);
  return scope;
}

/** Transport, port and family as one number: they come before the address. */
function rank({ transport, port, family }: SocketRow): number {
  return (TRANSPORTS.indexOf(transport) * (MAX_PORT + 1) + port) * 2 + Number(family === 'ipv6');
}

/** By code units: the same everywhere, whatever the user's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
