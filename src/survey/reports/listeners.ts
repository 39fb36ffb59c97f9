/** Makes listeners of the rows of a listing: sockets that share transport, address and port are one. */
import { MAX_PORT, TRANSPORTS } from '../../core/transport.ts';
import { groupBy } from '../../core/group.ts';
import { NAMELESS, type Listener, type Process } from '../listener.ts';
import { scopeOf } from '../scope.ts';
import type { SocketRow } from './report.ts';

/** What the rows themselves do not know. */
export interface RowSurroundings {
  /** What is known of a process; default: what the row says. Undefined when there is none any more. */
  readonly process?: (pid: number, row: SocketRow) => Process | undefined;
  /** The name of an interface that a listing gives by number; default: none. */
  readonly deviceName?: (zone: string) => string | undefined;
}

/** One listener for each transport, address and port, in the order that listeners are given in. */
export function listenersOf(
  rows: readonly SocketRow[],
  surroundings: RowSurroundings = {},
): Listener[] {
  const groups = groupBy(rows, ({ transport, address, port }) => `${transport} ${address} ${port}`);
  return [...groups.values()]
    .map((group) => listenerOf(group as [SocketRow, ...SocketRow[]], surroundings))
    .toSorted((a, b) => rank(a) - rank(b) || compareText(a.address, b.address));
}

/** What a row itself tells of its process. */
export function processOfRow(pid: number, row: SocketRow): Process {
  const { program, cut, path, command, user, unit } = row;
  return {
    pid,
    name: program ?? NAMELESS,
    ...(cut && { cut }),
    ...(path !== undefined && { path }),
    ...(user !== undefined && { user }),
    ...(command !== undefined && { command }),
    ...(unit !== undefined && { unit }),
  };
}

/** What a row may tell of its process. */
type Told = Pick<SocketRow, 'program' | 'cut' | 'path' | 'command' | 'user' | 'unit'>;

/** One process is one program: what some rows tell of it holds for all its rows. */
export function processesByRows(
  rows: readonly SocketRow[],
): NonNullable<RowSurroundings['process']> {
  const told = new Map<number, Told>();
  for (const { pid, ...row } of rows) {
    if (pid === undefined) continue;
    const known = told.get(pid);
    told.set(pid, {
      program: known?.program ?? row.program,
      cut: known?.cut ?? row.cut,
      path: known?.path ?? row.path,
      command: known?.command ?? row.command,
      user: known?.user ?? row.user,
      unit: known?.unit ?? row.unit,
    });
  }
  return (pid, row) => processOfRow(pid, { ...row, ...told.get(pid) });
}

function listenerOf(
  group: readonly [SocketRow, ...SocketRow[]],
  { process = processOfRow, deviceName = () => undefined }: RowSurroundings,
): Listener {
  const listening = group.filter(({ state }) => state === 'listening');
  // Whoever only holds a port on which somebody listens takes nothing from anybody.
  const telling = listening.length > 0 ? listening : group;
  const [{ transport, family, address, port }] = group;
  const device = common(telling.map(({ zone }) => zone));
  const v6only = common(telling.map((row) => row.v6only));
  return {
    transport,
    family,
    address,
    port,
    scope: scopeOf(address),
    ...(listening.length === 0 && { state: 'bound' as const }),
    ...(device !== undefined && deviceKeys(deviceName(device) ?? device)),
    ...(v6only !== undefined && { v6only }),
    sockets: countSockets(telling),
    processes: processesOf(telling, process),
  };
}

/** A number that nobody has a name for says nothing to anybody. */
const deviceKeys = (device: string) => (/^\d+$/.test(device) ? {} : { device });

/** What all say alike. */
function common<T>([first, ...others]: readonly T[]): T | undefined {
  return others.every((other) => other === first) ? first : undefined;
}

/** Rows of one socket, one for each process that holds it, have its identity in common. */
function countSockets(rows: readonly SocketRow[]): number {
  const identities = new Set<string>();
  let anonymous = 0;
  for (const { socket } of rows) {
    if (socket === undefined) anonymous++;
    else identities.add(socket);
  }
  return identities.size + anonymous;
}

function processesOf(
  rows: readonly SocketRow[],
  process: NonNullable<RowSurroundings['process']>,
): Process[] {
  const byPid = new Map<number, SocketRow>();
  for (const row of rows) if (row.pid !== undefined) byPid.set(row.pid, row);
  return [...byPid].toSorted(([a], [b]) => a - b).flatMap(([pid, row]) => process(pid, row) ?? []);
}

/** Transport, port and family as one number: they come before the address. */
function rank({ transport, port, family }: Listener): number {
  return (TRANSPORTS.indexOf(transport) * (MAX_PORT + 1) + port) * 2 + Number(family === 'ipv6');
}

/** By code units: the same everywhere, whatever the user's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
