/**
 * Reads the sockets of a network namespace: of our own by netlink where the kernel answers, table by
 * table, and of the others from `/proc/<pid>/net`.
 */
import { release } from 'node:os';
import { askKernel, type Answer } from './netlink/ask.ts';
import { parseRawTable, parseSocketStatistics, parseSocketTable } from './parse.ts';
import { RAW_TABLES, SOCKET_TABLES } from './parse.ts';
import type { RawRow, RawTableName, SocketRow, SocketTable } from './parse.ts';
import type { Silence, SocketTableName, TableOutcome } from './parse.ts';
import { readLines, readSmall } from './read.ts';

/** How our own namespace is read; `proc` leaves netlink alone, as if there were none. */
export type Way = 'netlink' | 'proc';

/** The sockets of one namespace. */
export interface NamespaceTables {
  readonly rows: readonly SocketRow[];
  readonly raw: readonly RawRow[];
  readonly tables: readonly TableOutcome[];
  readonly tcp: TcpCounts;
  readonly silent: Silence;
}

/**
 * For silent sockets, the kernel walks every TCP socket of the machine that has a port, once for each
 * family: 0.4 µs a socket. With more than so many they are not asked for.
 */
const WORTH_A_WALK = 10_000;

/** A page of the kernel's, 4096 bytes, holds at most this many lines of 150 bytes. */
const LINES_PER_READ = 27;

/** The sockets of our own namespace. */
export async function readOwnTables(
  root: string,
  littleEndian: boolean,
  way: Way,
): Promise<NamespaceTables> {
  const folder = `${root}/self`;
  const tcp = readTcpCounts(folder);
  const look = idle(tcp) === 0 ? 'none' : (tcp.allocated ?? 0) > WORTH_A_WALK ? 'leave' : 'look';
  const answer = way === 'netlink' ? askKernel(look === 'look') : undefined;
  const [sockets, raw] = await Promise.all([
    readSocketTables(folder, littleEndian, tcp, answer),
    readRawTables(folder, littleEndian),
  ]);
  return {
    ...sockets,
    raw: raw.rows,
    tables: [...sockets.tables, ...raw.tables],
    tcp,
    silent: answer?.knowsBound !== true ? 'untold' : look === 'leave' ? 'unasked' : 'told',
  };
}

/**
 * Reads the tables that a process of another namespace sees. Raw sockets are not asked for there.
 * @param folder the process's folder, such as `/proc/1234`
 */
export async function readForeignTables(
  folder: string,
  littleEndian: boolean,
): Promise<NamespaceTables> {
  const tcp = readTcpCounts(folder);
  const sockets = await readSocketTables(folder, littleEndian, tcp);
  return { ...sockets, raw: [], tcp, silent: 'untold' };
}

/** The listening sockets of our own namespace, and nothing that would take longer. */
export async function readListening(
  root: string,
  littleEndian: boolean,
  way: Way,
): Promise<readonly SocketRow[]> {
  const folder = `${root}/self`;
  const answer = way === 'netlink' ? askKernel(false) : undefined;
  const complete = answer?.tables.length === SOCKET_TABLES.length - 1;
  const tcp = complete ? {} : readTcpCounts(folder);
  return (await readSocketTables(folder, littleEndian, tcp, answer)).rows;
}

/** What the kernel did not answer is read from its files. */
async function readSocketTables(
  folder: string,
  littleEndian: boolean,
  tcp: TcpCounts,
  answer?: Answer,
): Promise<Pick<NamespaceTables, 'rows' | 'tables'>> {
  const rows: SocketRow[] = [...(answer?.rows ?? [])];
  const tables = SOCKET_TABLES.map(async (name): Promise<TableOutcome> => {
    const told = answer?.tables.find((table) => table.name === name);
    if (told) return told;
    let left = tcp[name];
    if (MODERN_KERNEL && left === 0) return { name, state: 'read', malformed: 0 };
    const parse = (text: string) => {
      const piece = parseSocketTable(name, text, littleEndian);
      for (const row of piece.rows) rows.push(row);
      if (left !== undefined) left -= piece.rows.length;
      return piece;
    };
    // Behind the last listener, the kernel searches all its room for connections in the same call.
    const slow = () => name.startsWith('tcp') && (left ?? 0) <= LINES_PER_READ;
    return readTable(folder, name, parse, slow);
  });
  return { rows, tables: await Promise.all(tables) };
}

async function readRawTables(
  folder: string,
  littleEndian: boolean,
): Promise<{ readonly rows: readonly RawRow[]; readonly tables: readonly TableOutcome[] }> {
  const rows: RawRow[] = [];
  const tables = RAW_TABLES.map((name) => {
    const parse = (text: string) => {
      const piece = parseRawTable(name, text, littleEndian);
      for (const row of piece.rows) rows.push(row);
      return piece;
    };
    return readTable(folder, name, parse, () => false);
  });
  return { tables: await Promise.all(tables), rows };
}

async function readTable(
  folder: string,
  name: SocketTableName | RawTableName,
  parse: (text: string) => SocketTable<unknown>,
  slow: () => boolean,
): Promise<TableOutcome> {
  let malformed = 0;
  const take = (lines: string): 'more' | 'enough' => {
    const piece = parse(lines);
    malformed += piece.malformed;
    return piece.others > 0 && listenersFirst(name) ? 'enough' : 'more';
  };
  const missing = await readLines(`${folder}/net/${name}`, take, slow);
  return { name, state: missing ?? 'read', malformed };
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

/**
 * TCP sockets of the machine that are not in this namespace's tables: idle, or another namespace's.
 * Undefined where nothing counts them.
 */
function idle({ allocated, tcp = 0, tcp6 = 0 }: TcpCounts): number | undefined {
  return allocated === undefined ? undefined : allocated - tcp - tcp6;
}

function readTcpCounts(folder: string): TcpCounts {
  const four = parseSocketStatistics(readSmall(`${folder}/net/sockstat`) ?? '');
  const six = parseSocketStatistics(readSmall(`${folder}/net/sockstat6`) ?? '');
  return {
    ...(four && { tcp: four.inUse }),
    ...(six && { tcp6: six.inUse }),
    ...(four?.allocated !== undefined && { allocated: four.allocated }),
  };
}
