/**
 * What `lsof -i` tells, as a table or by `-F`: one field a line, its first character says which. `p` begins a process, `f`
 * one of its descriptors; what follows belongs to that (lsof(8), OUTPUT FOR OTHER PROGRAMS). The same on
 * Linux, macOS and the BSDs. With `-F0`, NUL ends a field and a newline a process or descriptor.
 *
 * `-s TCP:LISTEN` is better not asked for: some builds then leave out UDP.
 */
import type { Transport } from '../../core/transport.ts';
import { hasLsofTable, lsofTableLine, SHORT_NAME } from './lsof-table.ts';
import {
  linesOf,
  readHost,
  readPid,
  readPortOrName,
  ReportBuilder,
  withFamily,
  type LineMeaning,
  type PortOfService,
  type SocketReport,
} from './report.ts';

/** The fields that are of use: process, its name and user; descriptor, type, identity, protocol, name, state. */
export const LSOF_FIELDS = 'pcLuftdPnT';

interface ProcessFields {
  readonly pid: number | undefined;
  program?: string | undefined;
  /** Its name may go on. */
  readonly cut?: true;
  user?: string | undefined;
}

/** One descriptor's fields, and where they began. */
interface SocketFields {
  readonly line: number;
  type?: string | undefined;
  identity?: string | undefined;
  protocol?: string | undefined;
  name?: string | undefined;
  state?: string | undefined;
}

/**
 * Reads a table, or fields in any order that lsof writes them. Total.
 * @returns `malformed` counts sockets whose address or port makes no sense, that do not say which protocol
 * they are of, and lines before any process
 */
export function parseLsof(text: string, portOf?: PortOfService): SocketReport {
  const builder = new ReportBuilder(portOf);
  if (hasLsofTable(text)) readTable(text, builder);
  else readFields(text.replaceAll('\0', '\n'), builder);
  return builder.report();
}

function readTable(text: string, builder: ReportBuilder): void {
  const lines = [...linesOf(text)].flatMap(([line, number]) => {
    const row = lsofTableLine(line);
    // Other files than sockets, headings and warnings.
    return row === undefined ? [] : [{ line, number, row }];
  });
  const isShort = lines.every(({ row }) => row.program.length <= SHORT_NAME);
  for (const { line, number, row } of lines) {
    const process = {
      pid: readPid(row.pid),
      program: unescaped(row.program),
      user: unescaped(row.user),
      ...(isShort && row.program.length === SHORT_NAME && { cut: true as const }),
    };
    builder.add(meaningOf({ ...row, identity: row.device }, process, true), number, line);
  }
}

function readFields(text: string, builder: ReportBuilder): void {
  // Whoever did not ask for states had lsof pick the listening ones, or gets no connections here.
  const isStated = /^TST=/m.test(text);
  let process: ProcessFields | undefined;
  let socket: SocketFields | undefined;
  const finish = () => {
    if (socket && process) {
      builder.add(meaningOf(socket, process, isStated), socket.line, socket.name ?? '');
    }
    socket = undefined;
  };
  for (const [line, number] of linesOf(text)) {
    const [letter, value] = [line[0], line.slice(1)];
    if (letter === undefined) continue;
    if (letter === 'p') {
      finish();
      process = { pid: readPid(value) };
    } else if (process === undefined) builder.add('malformed', number, line);
    else if (letter === 'f') {
      finish();
      socket = { line: number };
    } else if (socket === undefined) processField(process, letter, value);
    else socketField(socket, letter, value);
  }
  finish();
}

function processField(process: ProcessFields, letter: string, value: string): void {
  if (letter === 'c') process.program = unescaped(value);
  else if (letter === 'L') process.user = unescaped(value);
  // The user's number comes first; the name, where there is one, replaces it.
  else if (letter === 'u') process.user ??= value;
}

function socketField(socket: SocketFields, letter: string, value: string): void {
  if (letter === 't') socket.type = value;
  else if (letter === 'd') socket.identity = value;
  else if (letter === 'P') socket.protocol = value;
  else if (letter === 'n') socket.name = value;
  // Of several T fields (queues, window sizes), the one of the state.
  else if (letter === 'T' && value.startsWith('ST=')) socket.state = value.slice(3);
}

const TRANSPORT_NAMES: Readonly<Record<string, Transport>> = { TCP: 'tcp', UDP: 'udp' };

/** What a TCP socket is that neither listens nor is connected: macOS and Linux name it differently. */
const IDLE: ReadonlySet<string> = new Set(['CLOSED', 'CLOSE', 'BOUND', 'IDLE']);

function meaningOf(
  socket: Omit<SocketFields, 'line'>,
  process: ProcessFields,
  isStated: boolean,
): LineMeaning {
  const { name = '', protocol } = socket;
  // `->` stands between the ends of a connection; a UDP socket may have two ends as well.
  if (name.includes('->') || name.endsWith(':*')) return 'other';
  if (protocol === undefined && /^\S*:\d+$/.test(name)) return 'malformed';
  const transport = TRANSPORT_NAMES[protocol ?? ''];
  if (transport === undefined) return 'other';
  const state = isStated ? stateOf(socket, transport) : 'listening';
  if (state === undefined) return 'other';
  const colon = name.lastIndexOf(':');
  const family = socket.type === 'IPv6' ? 'ipv6' : 'ipv4';
  const bound = readHost(name.slice(0, colon), family);
  const port = readPortOrName(name.slice(colon + 1));
  if (colon < 0 || bound === undefined || port === undefined) return 'malformed';
  if (bound === 'named') return 'named';
  const { identity } = socket;
  return {
    transport,
    ...withFamily(bound, family),
    port,
    state,
    ...(identity !== undefined && { socket: identity }),
    ...(process.pid !== undefined && { pid: process.pid }),
    ...(process.program !== undefined && { program: process.program }),
    ...(process.cut && { cut: process.cut }),
    ...(process.user !== undefined && { user: process.user }),
  };
}

function stateOf(
  { state }: Pick<SocketFields, 'state'>,
  transport: Transport,
): 'listening' | 'bound' | undefined {
  if (transport === 'udp' || state === 'LISTEN') return 'listening';
  return state !== undefined && IDLE.has(state) ? 'bound' : undefined;
}

const LETTERS: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13, '\\': 92 };

/**
 * lsof writes what is no letter of the locale as `\n`, `\\` or `\xc3`: bytes, which together are UTF-8.
 * `^[` stays: that may also be what the program calls itself.
 */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const [piece] of text.matchAll(/\\x[0-9a-f]{2}|\\[btnfr\\]|[^\\]+|\\/g)) {
    if (piece.startsWith('\\x')) bytes.push(Number.parseInt(piece.slice(2), 16));
    else if (piece.length === 2 && piece[0] === '\\') bytes.push(LETTERS[piece[1]!]!);
    else bytes.push(...encoder.encode(piece));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
