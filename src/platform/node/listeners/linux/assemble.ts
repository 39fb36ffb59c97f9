/**
 * Joins what three places know: the socket tables (which address, which inode), the descriptors (which
 * process holds which inode) and the user database. The inode is the only thing they share.
 */
import { TRANSPORTS } from '../../../../core/transport.ts';
import type { Listener, Process } from '../../../../survey/listener.ts';
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
  /** An inode that a table shows twice (it changed while it was read) is one socket. */
  readonly inodes: Set<number>;
}

/**
 * One listener for each transport, address and port, in the order that `ListenerSource` promises, its
 * processes by their number.
 */
export function assembleListeners(
  rows: readonly SocketRow[],
  surroundings: Surroundings,
): Listener[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = `${row.transport} ${row.address} ${row.port}`;
    const group = groups.get(key);
    if (group) group.inodes.add(row.inode);
    else groups.set(key, { row, inodes: new Set([row.inode]) });
  }
  return Array.from(groups.values(), (group) => listener(group, surroundings)).toSorted(
    compareListeners,
  );
}

function listener({ row, inodes }: Group, surroundings: Surroundings): Listener {
  const pids = new Set<number>();
  for (const inode of inodes) for (const pid of surroundings.holders(inode)) pids.add(pid);
  return {
    transport: row.transport,
    family: row.family,
    address: row.address,
    port: row.port,
    scope: scopeOf(row.address),
    sockets: inodes.size,
    owner: surroundings.userName(row.uid),
    processes: [...pids].toSorted((a, b) => a - b).map((pid) => surroundings.process(pid)),
  };
}

/** By transport, port, family, address. */
export function compareListeners(a: Listener, b: Listener): number {
  return (
    TRANSPORTS.indexOf(a.transport) - TRANSPORTS.indexOf(b.transport) ||
    a.port - b.port ||
    compareText(a.family, b.family) ||
    compareText(a.address, b.address)
  );
}

/** By code units: the same everywhere, whatever the user's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
