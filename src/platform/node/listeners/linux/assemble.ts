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

/** Sockets that share transport, address and port; there is at least one. */
type Group = [SocketRow, ...SocketRow[]];

/**
 * One listener for each transport, address and port, in the order that `ListenerSource` promises,
 * its processes by their number.
 */
export function assembleListeners(
  rows: readonly SocketRow[],
  surroundings: Surroundings,
): Listener[] {
  // By numbers first, which are sorted without a comparison of ours: there may be thousands.
  const byRank = new Map<number, Group[]>();
  for (const row of rows) {
    const place = rank(row);
    const groups = byRank.get(place);
    if (groups) join(groups, row);
    else byRank.set(place, [[row]]);
  }
  const scopes = new Map<string, Scope>();
  const listeners: Listener[] = [];
  for (const place of Float64Array.from(byRank.keys()).toSorted()) {
    for (const group of byAddress(byRank.get(place) ?? [])) {
      listeners.push(listener(group, scopeWithin(scopes, group[0].address), surroundings));
    }
  }
  return listeners;
}

/** Puts a socket to those of its address. One that is there already was shown twice by its table. */
function join(groups: Group[], row: SocketRow): void {
  const group = groups.find(([{ address }]) => address === row.address);
  if (!group) groups.push([row]);
  else if (group.every(({ inode }) => inode !== row.inode)) group.push(row);
}

function byAddress(groups: readonly Group[]): readonly Group[] {
  return groups.length < 2
    ? groups
    : groups.toSorted(([a], [b]) => compareText(a.address, b.address));
}

function listener(group: Group, scope: Scope, surroundings: Surroundings): Listener {
  // What holds a port that others listen on takes it from nobody: it is not spoken of.
  const silent = group.every(({ bound }) => bound === true);
  const rows = silent ? group : group.filter(({ bound }) => bound !== true);
  const { transport, family, address, port, uid } = rows[0] ?? group[0];
  return {
    transport,
    family,
    address,
    port,
    scope,
    state: silent ? 'bound' : undefined,
    device: sharedDevice(rows, surroundings),
    v6only: address === '::' ? onlyIpv6(rows) : undefined,
    sockets: rows.length,
    owner: surroundings.userName(uid),
    processes: processesOf(rows, surroundings),
  };
}

/** The one interface that all of them are bound to. One that is bound to none hears all. */
function sharedDevice(
  rows: readonly SocketRow[],
  { deviceName }: Surroundings,
): string | undefined {
  const index = rows[0]?.device ?? 0;
  if (index === 0 || rows.some(({ device }) => device !== index)) return undefined;
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
  const [first] = rows;
  const pids =
    rows.length === 1 && first ? holders(first.inode) : rows.flatMap(({ inode }) => holders(inode));
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
