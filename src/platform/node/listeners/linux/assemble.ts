/**
 * Joins what three places know: the socket tables (which address, which inode), the descriptors
 * (which process holds which inode) and the user database. The inode is the only thing they share.
 */
import { MAX_PORT, TRANSPORTS } from '../../../../core/transport.ts';
import type { Listener, Process, RawSocket, Scope } from '../../../../survey/listener.ts';
import { scopeOf } from '../../../../survey/scope.ts';
import type { RawRow, SocketRow } from './tables.ts';

/** What the sockets themselves do not know. */
export interface Surroundings {
  /** The processes that hold a socket; none when they could not be seen. */
  holders(inode: number): readonly number[];
  process(pid: number): Process;
  userName(uid: number): string;
  /** An interface's name by its number; undefined when it is gone. */
  deviceName(index: number): string | undefined;
}

/** Sockets that share transport, address and port. */
interface Group {
  /** The first of them. */
  readonly row: SocketRow;
  /** Where it stands in the order, its address aside. */
  readonly rank: number;
  /** By inode: what a table shows twice (it changed while it was read) is one socket. */
  readonly rows: SocketRow[];
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
    if (!group) groups.set(key, { row, rank: rank(row), rows: [row] });
    else if (!group.rows.some(({ inode }) => inode === row.inode)) group.rows.push(row);
  }
  const scopes = new Map<string, Scope>();
  return Array.from(groups.values())
    .toSorted((a, b) => a.rank - b.rank || compareText(a.row.address, b.row.address))
    .map((group) => listener(group, scopeWithin(scopes, group.row.address), surroundings));
}

function listener(group: Group, scope: Scope, surroundings: Surroundings): Listener {
  // What holds a port that others listen on takes it from nobody: it is not spoken of.
  const silent = group.rows.every(({ bound }) => bound === true);
  const rows = silent ? group.rows : group.rows.filter(({ bound }) => bound !== true);
  const { transport, family, address, port, uid } = rows[0] ?? group.row;
  const device = sharedDevice(rows, surroundings);
  const v6only = address === '::' ? onlyIpv6(rows) : undefined;
  return {
    transport,
    family,
    address,
    port,
    scope,
    ...(silent && { state: 'bound' }),
    ...(device !== undefined && { device }),
    ...(v6only !== undefined && { v6only }),
    sockets: rows.length,
    owner: surroundings.userName(uid),
    processes: processesOf(rows, surroundings),
  };
}

/** The one interface that all of them are bound to. One that is bound to none hears all. */
function sharedDevice(
  [first, ...more]: readonly SocketRow[],
  { deviceName }: Surroundings,
): string | undefined {
  const index = first?.device ?? 0;
  if (index === 0 || more.some(({ device }) => device !== index)) return undefined;
  return deviceName(index);
}

/** Whether all of them leave IPv4 to others; undefined when it is not known of one. */
function onlyIpv6(rows: readonly SocketRow[]): boolean | undefined {
  if (rows.some(({ v6only }) => v6only === undefined)) return undefined;
  return rows.every(({ v6only }) => v6only === true);
}

/** Raw sockets, by family, protocol and address; each is one of its own. */
export function assembleRaw(rows: readonly RawRow[], surroundings: Surroundings): RawSocket[] {
  return rows
    .toSorted(
      (a, b) =>
        compareText(a.family, b.family) || a.port - b.port || compareText(a.address, b.address),
    )
    .map((row) => ({
      family: row.family,
      address: row.address,
      protocol: row.port,
      owner: surroundings.userName(row.uid),
      processes: processesOf([row], surroundings),
    }));
}

/** The processes that hold any of these sockets, each once, by number. */
function processesOf(
  rows: readonly { readonly inode: number }[],
  { holders, process }: Surroundings,
): Process[] {
  const pids = rows.flatMap(({ inode }) => holders(inode));
  const each = pids.length < 2 ? pids : [...new Set(pids)].toSorted((a, b) => a - b);
  return each.map((pid) => process(pid));
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
