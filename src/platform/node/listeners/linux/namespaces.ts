/**
 * Tells network namespaces apart (network_namespaces(7)): a container's listeners are not this
 * host's, though their tables look alike and their addresses often are the same.
 */
import { statSync } from 'node:fs';
import { release } from 'node:os';
import { parseSocketStatistics, parseSocketTable, SOCKET_TABLES } from './parse.ts';
import type { SocketRow, SocketTableName, TableOutcome } from './parse.ts';
import type { Walk } from './processes.ts';
import { readLines, readLink, readSmall } from './read.ts';

/** The sockets of one namespace. */
export interface NamespaceTables {
  readonly rows: readonly SocketRow[];
  readonly tables: readonly TableOutcome[];
  readonly tcp: TcpCounts;
}

/** A network namespace other than our own, with the processes in it that may hold sockets. */
export interface ForeignNamespace {
  /** The kernel's name, `net:[4026532281]`; see {@link groupByNamespace} for the exception. */
  readonly name: string;
  readonly pids: readonly number[];
}

/** A page of the kernel's, 4096 bytes, holds at most this many lines of 150 bytes. */
const LINES_PER_READ = 27;

/**
 * Reads the tables that a process sees.
 * @param folder the process's folder, such as `/proc/self`
 */
export async function readTables(folder: string, littleEndian: boolean): Promise<NamespaceTables> {
  const rows: SocketRow[] = [];
  const tcp = readTcpCounts(folder);
  const tables = SOCKET_TABLES.map(async (name): Promise<TableOutcome> => {
    let malformed = 0;
    let left = tcp[name];
    if (MODERN_KERNEL && left === 0) return { name, state: 'read', malformed };
    const take = (lines: string): 'more' | 'enough' => {
      const piece = parseSocketTable(name, lines, littleEndian);
      for (const row of piece.rows) rows.push(row);
      malformed += piece.malformed;
      if (left !== undefined) left -= piece.rows.length;
      return piece.others > 0 && listenersFirst(name) ? 'enough' : 'more';
    };
    // Behind the last listener, the kernel searches all its room for connections in the same call.
    const slow = () => name.startsWith('tcp') && (left ?? 0) <= LINES_PER_READ;
    const missing = await readLines(`${folder}/net/${name}`, take, slow);
    return { name, state: missing ?? 'read', malformed };
  });
  return { rows, tables: await Promise.all(tables), tcp };
}

/**
 * Linux walks its listening sockets before it walks connections (`tcp_seek_last_pos` in
 * `net/ipv4/tcp_ipv4.c`), so a hundred thousand connections need not be read to find the listeners.
 * Half-open connections stood among the listeners before 4.4; gVisor and WSL 1, which call
 * themselves 4.4, list all in any order. Node itself asks for 4.18.
 */
function listenersFirst(name: string): boolean {
  return name.startsWith('tcp') && MODERN_KERNEL;
}

const MODERN_KERNEL = /^(4\.1[89]|4\.[2-9]\d|[5-9]|\d\d)\b/.test(release());

/**
 * How many TCP sockets a namespace counts as listening or connected: the length of its tables.
 * Reading a table that has none costs the kernel as much as reading a full one.
 */
export type TcpCounts = { readonly [table in SocketTableName]?: number } & {
  /** All TCP sockets of the machine. */
  readonly allocated?: number;
};

function readTcpCounts(folder: string): TcpCounts {
  const four = parseSocketStatistics(readSmall(`${folder}/net/sockstat`) ?? '');
  const six = parseSocketStatistics(readSmall(`${folder}/net/sockstat6`) ?? '');
  return {
    ...(four && { tcp: four.inUse }),
    ...(six && { tcp6: six.inUse }),
    ...(four?.allocated !== undefined && { allocated: four.allocated }),
  };
}

/**
 * The foreign namespaces among the processes of a walk. Processes without any socket are not asked:
 * a namespace where nobody holds a socket has no listeners.
 *
 * `ns/net` names a process's namespace, but only to those who may trace the process. `net/dev` is
 * everybody's to see, and its inode is another in every namespace; where nothing better is allowed
 * it names the namespace, as `net/dev:[4026532183]`.
 */
export function groupByNamespace(root: string, walk: Walk): ForeignNamespace[] {
  const own = readLink(`${root}/self/ns/net`);
  const named = new Map<string, number[]>();
  const unnamed: number[] = [...walk.refused];
  for (const { pid } of walk.holders) {
    const link = readLink(`${root}/${pid}/ns/net`);
    if (link === 'refused') unnamed.push(pid);
    else if (link !== 'absent' && link !== own) add(named, link, pid);
  }
  if (unnamed.length > 0) addUnnamed(root, named, unnamed);
  return Array.from(named, ([name, pids]) => ({ name, pids: pids.toSorted((a, b) => a - b) }));
}

function addUnnamed(root: string, named: Map<string, number[]>, pids: readonly number[]): void {
  const own = deviceInode(`${root}/self`);
  const names = new Map<number | undefined, string>();
  for (const [name, [pid]] of named) names.set(deviceInode(`${root}/${pid}`), name);
  for (const pid of pids) {
    const inode = deviceInode(`${root}/${pid}`);
    if (inode === own || inode === undefined) continue;
    add(named, names.get(inode) ?? `net/dev:[${inode}]`, pid);
  }
}

function deviceInode(folder: string): number | undefined {
  try {
    return statSync(`${folder}/net/dev`).ino;
  } catch {
    return undefined;
  }
}

function add(groups: Map<string, number[]>, name: string, pid: number): void {
  const group = groups.get(name);
  if (group) group.push(pid);
  else groups.set(name, [pid]);
}
