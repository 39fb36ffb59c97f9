/**
 * The lines of `netstat -anv` on macOS, and of `netstat -an` there and on the BSDs. A dot stands before
 * the port; `tcp46` is a socket of IPv6 that takes IPv4 as well.
 *
 *     tcp4  0  0  127.0.0.1.631  *.*  LISTEN  131072 131072  335  0 0x0100 0x00000106            to macOS 12
 *     tcp4  0  0  127.0.0.1.631  *.*  LISTEN  0 0 131072 131072  cupsd:335  00100 00000106 …     macOS 26
 *
 * Without `-l`, macOS cuts IPv6 addresses to 16 characters; what is no address then is counted as
 * malformed.
 */
import type { Transport } from '../../core/transport.ts';
import { readHost, readPid, readPortOrName, type LineMeaning } from './report.ts';

/** Where macOS of a certain year puts the process. */
export interface BsdColumns {
  /** Columns of numbers between the state and the process. */
  readonly before: number;
  /** Whether it is `name:pid`; the name may hold blanks. */
  readonly named: boolean;
}

/** What the heading says of the columns; undefined when this is no such heading. */
export function bsdPidColumn(line: string): BsdColumns | undefined {
  if (!/^Proto\s+Recv-Q\s+Send-Q\s/.test(line)) return undefined;
  const [, after] = /\(state\)\s+(.*)$/i.exec(line) ?? [];
  const columns = after?.split(/\s+/) ?? [];
  const before = columns.findIndex((name) => name === 'pid' || name === 'process:pid');
  return before < 0 ? undefined : { before, named: columns[before] === 'process:pid' };
}

const LINE =
  /^(tcp|udp)(4|6|46|)\s+\d+\s+\d+\s+(\S+)\s+(\S+)(?:\s+([A-Z][A-Z0-9_]*))?(?=\s|$)(.*)$/;

/** Total: any line has a meaning. `columns` as the heading above it said, if there was one. */
export function bsdLine(line: string, columns: BsdColumns | undefined): LineMeaning {
  const [, name, families, local = '', foreign, state, rest = ''] = LINE.exec(line) ?? [];
  if (name === undefined) return 'malformed';
  const kind = stateOf(name as Transport, state);
  if (kind === undefined || foreign !== '*.*' || local.endsWith('.*')) return 'other';
  const dot = local.lastIndexOf('.');
  const family = families?.includes('6') ? 'ipv6' : 'ipv4';
  const bound = readHost(local.slice(0, dot), family);
  const port = readPortOrName(local.slice(dot + 1));
  if (dot < 0 || bound === undefined || port === undefined) return 'malformed';
  if (bound === 'named') return 'named';
  if (bound.family !== family) return 'malformed';
  const identity = /\s([0-9a-f]{16})(?=\s|$)/.exec(rest)?.[1];
  return {
    transport: name as Transport,
    ...bound,
    port,
    state: kind,
    ...(bound.address === '::' && { v6only: families === '6' }),
    ...(identity !== undefined && { socket: identity }),
    ...(columns && holder(rest, columns)),
  };
}

function stateOf(transport: Transport, state = ''): 'listening' | 'bound' | undefined {
  if (transport === 'udp') return state === '' ? 'listening' : undefined;
  if (state === 'LISTEN') return 'listening';
  return state === 'CLOSED' ? 'bound' : undefined;
}

function holder(rest: string, { before, named }: BsdColumns): { pid?: number; program?: string } {
  const skipped = new RegExp(`^(?:\\s+\\d+){${before}}\\s+`).exec(rest)?.[0];
  if (skipped === undefined) return {};
  const text = rest.slice(skipped.length);
  if (!named) {
    const pid = readPid(/^\d+/.exec(text)?.[0]);
    return { ...(pid !== undefined && { pid }) };
  }
  // Flags of five hexadecimal digits follow; the name itself may hold colons and numbers.
  const [, program = '', number] = /^(.*?):(\d+)\s+[0-9a-f]{5}(?:\s|$)/.exec(text) ?? [];
  const pid = readPid(number);
  if (pid === undefined) return {};
  return { pid, ...(program.trim() !== '' && { program: program.trim() }) };
}
