/**
 * What osquery's table `listening_ports` tells, as its shell and its daemon write it: an array of rows
 * (`osqueryi --json`), or a log of one JSON object a line, with whole snapshots (`snapshot`) or with rows
 * that were added and removed (`columns`, `action`). Values are text in some versions, numbers in others. What its
 * shell prints for people is read beside this.
 *
 * osquery lists the sockets of containers among the host's; `net_namespace` tells them apart.
 */
import type { Transport } from '../../core/transport.ts';
import { osqueryTable } from './osquery-tables.ts';
import {
  linesOf,
  readAddress,
  readPid,
  readPort,
  ReportBuilder,
  type LineMeaning,
  type SocketReport,
} from './report.ts';

/** The tables of one machine. */
export interface OsqueryReport extends SocketReport {
  /** The rows of other network namespaces, by the kernel's number. */
  readonly elsewhere: ReadonlyMap<string, SocketReport>;
  /** Who wrote the log, when it says. */
  readonly host?: string;
  /** By Node's name of it, where a socket of IPv6 tells. */
  readonly system?: string;
  /** When the newest of it was written, milliseconds since 1970-01-01T00:00Z. */
  readonly time?: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Protocol numbers ("Protocol Numbers", IANA): of UDP-Lite, osquery lists the sockets too. */
const TRANSPORT_OF: Readonly<Record<string, Transport>> = { 6: 'tcp', 17: 'udp', 132: 'sctp' };
/** `AF_INET`, and `AF_INET6` of Linux, macOS, FreeBSD and Windows. */
const FAMILY_OF: Readonly<Record<string, 'ipv4' | 'ipv6'>> = {
  2: 'ipv4',
  10: 'ipv6',
  30: 'ipv6',
  28: 'ipv6',
  23: 'ipv6',
};

/** Whose number of IPv6 that is. */
const SYSTEM_OF: Readonly<Record<string, string>> = { 10: 'linux', 30: 'darwin', 23: 'win32' };

/** Total: what is no such row is counted as malformed. */
export function parseOsquery(text: string): OsqueryReport {
  const log = new Log();
  const table = osqueryTable(text);
  if (table !== undefined) {
    for (const { row, line, text: quoted } of table) log.add(row, line, quoted);
    return log.report();
  }
  const whole = parseJson(text);
  if (whole === undefined) {
    for (const [line, number] of linesOf(text)) {
      if (line.trim() !== '') log.add(parseJson(line), number, line);
    }
  } else {
    log.add(whole, 1, text);
  }
  return log.report();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as text, whatever the version made of it. */
const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

interface Entry {
  readonly row: Row;
  readonly line: number;
}

/** What the rows are after all that the log tells. */
class Log {
  private entries = new Map<string, Entry>();
  private malformed: { readonly line: number; readonly text: string }[] = [];
  private host: string | undefined;
  private time: number | undefined;

  add(value: unknown, line: number, text: string): void {
    if (Array.isArray(value)) this.snapshot(value, line);
    else if (!isRow(value)) this.malformed.push({ line, text });
    else if (isRow(value['columns'])) this.change(value, value['columns'], line);
    else if (Array.isArray(value['snapshot'])) this.written(value, value['snapshot'], line);
    else if ('port' in value) this.entries.set(JSON.stringify(value), { row: value, line });
    else this.malformed.push({ line, text });
  }

  /** A whole table; the last one counts. */
  private snapshot(rows: readonly unknown[], line: number): void {
    // A batch of the daemon's log has events in its array.
    if (rows.some((row) => isRow(row) && ('columns' in row || 'snapshot' in row))) {
      for (const row of rows) this.add(row, line, JSON.stringify(row) ?? '');
      return;
    }
    this.entries = new Map();
    for (const row of rows) {
      const text = JSON.stringify(row) ?? '';
      if (isRow(row)) this.entries.set(text, { row, line });
      else this.malformed.push({ line, text });
    }
  }

  private written(event: Row, rows: readonly unknown[], line: number): void {
    this.remember(event);
    this.snapshot(rows, line);
  }

  private change(event: Row, columns: Row, line: number): void {
    this.remember(event);
    const key = JSON.stringify(columns);
    if (event['action'] === 'removed') this.entries.delete(key);
    else this.entries.set(key, { row: columns, line });
  }

  private remember(event: Row): void {
    this.host = textOf(event['hostIdentifier']) || this.host;
    const seconds = Number(textOf(event['unixTime']) || NaN);
    if (Number.isFinite(seconds)) this.time = seconds * 1000;
  }

  report(): OsqueryReport {
    const { host, time } = this;
    const own = ownNamespace([...this.entries.values()].map(({ row }) => row));
    const builders = new Map<string, ReportBuilder>([[own, new ReportBuilder()]]);
    for (const { line, text } of this.malformed) builders.get(own)!.add('malformed', line, text);
    for (const [text, { row, line }] of this.entries) {
      const namespace = namespaceOf(row) || own;
      const builder = builders.get(namespace) ?? new ReportBuilder();
      builders.set(namespace, builder);
      builder.add(meaningOf(row), line, text);
    }
    const elsewhere = new Map<string, SocketReport>();
    for (const [name, builder] of builders) if (name !== own) elsewhere.set(name, builder.report());
    const [system] = [...this.entries.values()].flatMap(
      ({ row }) => SYSTEM_OF[textOf(row['family'])] ?? [],
    );
    return {
      ...builders.get(own)!.report(),
      elsewhere,
      ...(host && { host }),
      ...(system !== undefined && { system }),
      ...(time !== undefined && { time }),
    };
  }
}

/** `0` where osquery could not tell. */
const namespaceOf = (row: Row) => textOf(row['net_namespace']).replace(/^0$/, '');

/** The machine's own namespace is that of its first process; where that does not listen, the commonest. */
function ownNamespace(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = namespaceOf(row);
    if (name === '') continue;
    if (textOf(row['pid']) === '1') return name;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [commonest] = [...counts].toSorted(([, a], [, b]) => b - a);
  return commonest?.[0] ?? '';
}

/** A query that leaves out the column leaves the address to tell. */
function familyOf(row: Row): 'ipv4' | 'ipv6' | undefined {
  if ('family' in row) return FAMILY_OF[textOf(row['family'])];
  return textOf(row['address']).includes(':') ? 'ipv6' : 'ipv4';
}

function meaningOf(row: Row): LineMeaning {
  const family = familyOf(row);
  const transport = TRANSPORT_OF[textOf(row['protocol'])];
  // Unix sockets (family 1) and other protocols have no ports.
  const isOther = family && transport === undefined && 'protocol' in row;
  if (textOf(row['family']) === '1' || isOther) return 'other';
  if (family === undefined || transport === undefined) return 'malformed';
  const port = readPort(textOf(row['port']));
  const address = readAddress(textOf(row['address']) || '*', family);
  if (address === undefined) return 'malformed';
  if (port === undefined) return textOf(row['port']) === '0' ? 'other' : 'malformed';
  const pid = readPid(textOf(row['pid']));
  const socket = textOf(row['socket']);
  // Its own `path` is a Unix socket's; a join with `processes` puts the program's there.
  const path = textOf(row['path']);
  const program = textOf(row['name']);
  const command = textOf(row['cmdline']);
  const user = textOf(row['username']) || textOf(row['uid']);
  return {
    transport,
    ...address,
    port,
    state: 'listening',
    ...(pid !== undefined && { pid }),
    ...(socket !== '' && socket !== '0' && { socket }),
    ...(path !== '' && { path }),
    ...(program !== '' && { program }),
    ...(command !== '' && { command }),
    ...(user !== '' && { user }),
  };
}
