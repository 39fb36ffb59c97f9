/**
 * The kernel's socket tables as text: `/proc/net/{tcp,tcp6,udp,udp6}` (proc(5), `net/ipv4/tcp_ipv4.c`,
 * `net/ipv6/tcp_ipv6.c`, `net/ipv4/udp.c`) and `/proc/net/sctp/eps` (`net/sctp/proc.c`).
 *
 * A busy server's table has a hundred thousand connections and twenty listeners, so lines are judged by
 * the two digits of their state, as bytes, before anything else of them is looked at.
 */
import { MAX_PORT, type Transport } from '../../../../core/transport.ts';
import { ipv4Text, ipv6Text, ipv6Words } from '../../../../survey/address.ts';

/** A listening socket as its table shows it. */
export interface SocketRow {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  /** RFC 5952 for IPv6. */
  readonly address: string;
  readonly port: number;
  /** The user that the socket belongs to, by number. */
  readonly uid: number;
  /** The number that `/proc/<pid>/fd` names it by: `socket:[inode]`. */
  readonly inode: number;
}

/** What a table, or a piece of one, holds. */
export interface SocketTable {
  readonly rows: readonly SocketRow[];
  /** Lines that are not what the kernel writes. */
  readonly malformed: number;
}

/** The tables by their path inside `/proc/net`. */
export const SOCKET_TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'sctp/eps'] as const;
export type SocketTableName = (typeof SOCKET_TABLES)[number];

interface Layout {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  /** Hexadecimal digits of an address. */
  readonly digits: 8 | 32;
  /** The state of a listening socket, as two digits. */
  readonly state: string;
}

/** `TCP_LISTEN` of `include/net/tcp_states.h`. */
const TCP_LISTEN = '0A';
/** `TCP_CLOSE`: a UDP socket that is bound and connected to nobody; what `ss -ul` shows. */
const UDP_UNCONNECTED = '07';

const LAYOUTS: Readonly<Record<Exclude<SocketTableName, 'sctp/eps'>, Layout>> = {
  tcp: { transport: 'tcp', family: 'ipv4', digits: 8, state: TCP_LISTEN },
  tcp6: { transport: 'tcp', family: 'ipv6', digits: 32, state: TCP_LISTEN },
  udp: { transport: 'udp', family: 'ipv4', digits: 8, state: UDP_UNCONNECTED },
  udp6: { transport: 'udp', family: 'ipv6', digits: 32, state: UDP_UNCONNECTED },
};

const NEWLINE = 0x0a;
const BLANK = 0x20;
const COLON = 0x3a;
const LETTER_S = 0x73;

/**
 * The listening sockets among whole lines of a table. Total: what the kernel would not write is counted
 * as malformed, never thrown over.
 * @param littleEndian the byte order of the machine that wrote the table: addresses stand in it as
 *   32-bit words in host order
 */
export function parseSocketTable(
  name: SocketTableName,
  bytes: Uint8Array,
  littleEndian = true,
): SocketTable {
  return name === 'sctp/eps'
    ? parseSctpEndpoints(bytes)
    : parseInetTable(LAYOUTS[name], bytes, littleEndian);
}

function parseInetTable(layout: Layout, bytes: Uint8Array, littleEndian: boolean): SocketTable {
  const rows: SocketRow[] = [];
  const addresses = new Map<string, string>();
  let malformed = 0;
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = lineEnd(bytes, start);
    const verdict = judgeLine(layout, bytes, start, end);
    if (verdict === 'malformed') malformed++;
    if (typeof verdict !== 'number') continue;
    const row = readRow(layout, bytes, verdict, end, (hex) => {
      const known = addresses.get(hex) ?? decodeAddress(hex, littleEndian);
      addresses.set(hex, known);
      return known;
    });
    if (row) rows.push(row);
    else malformed++;
  }
  return { rows, malformed };
}

function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(NEWLINE, start);
  return end < 0 ? bytes.length : end;
}

/**
 * `  12: 0100007F:1F90 00000000:0000 0A …`: where the local address starts when the socket listens,
 * else why the line is passed over.
 */
function judgeLine(
  { digits, state }: Layout,
  bytes: Uint8Array,
  start: number,
  end: number,
): number | 'malformed' | 'other state' | 'header' {
  let at = start;
  while (at < end && bytes[at] === BLANK) at++;
  if (at === end || bytes[at] === LETTER_S) return 'header';
  while (at < end && bytes[at] !== COLON) at++;
  const local = at + 2;
  const remote = local + digits + 6;
  const states = remote + digits + 6;
  const shaped =
    states + 2 < end &&
    bytes[at + 1] === BLANK &&
    bytes[local + digits] === COLON &&
    bytes[remote - 1] === BLANK &&
    bytes[remote + digits] === COLON &&
    bytes[states - 1] === BLANK &&
    bytes[states + 2] === BLANK;
  if (!shaped) return 'malformed';
  const listens =
    bytes[states] === state.charCodeAt(0) && bytes[states + 1] === state.charCodeAt(1);
  return listens ? local : 'other state';
}

function readRow(
  { transport, family, digits }: Layout,
  bytes: Uint8Array,
  local: number,
  end: number,
  address: (hex: string) => string,
): SocketRow | undefined {
  const hex = ascii(bytes, local, local + digits + 5);
  if (!/^[0-9A-F]+:[0-9A-F]{4}$/i.test(hex) || hex[digits] !== ':') return undefined;
  // Behind the state: tx_queue:rx_queue, tr:tm->when, retrnsmt, uid, timeout, inode.
  const rest = local + 2 * (digits + 6) + 2;
  const [, , , uid, , inode] = ascii(bytes, rest, end).trimStart().split(/ +/, 6);
  if (!isDecimal(uid) || !isDecimal(inode)) return undefined;
  return {
    transport,
    family,
    address: address(hex.slice(0, digits)),
    port: parseInt(hex.slice(digits + 1), 16),
    uid: Number(uid),
    inode: Number(inode),
  };
}

/** Eight digits are an IPv4 address; 32 are an IPv6 address in four words of host order. */
function decodeAddress(hex: string, littleEndian: boolean): string {
  const numbers: number[] = [];
  for (let at = 0; at < hex.length; at += 8) {
    const number = parseInt(hex.slice(at, at + 8), 16);
    numbers.push(littleEndian ? swapBytes(number) : number);
  }
  if (numbers.length === 1) return ipv4Text(numbers[0] ?? 0);
  return ipv6Text(numbers.flatMap((number) => [number >>> 16, number & 0xffff]));
}

function swapBytes(number: number): number {
  const swapped =
    (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24);
  return swapped >>> 0;
}

/**
 * ` ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS`: a one-to-many endpoint may be bound to
 * several addresses, and each is a row. Addresses are text here, IPv6 unabridged (`%pI6`).
 */
function parseSctpEndpoints(bytes: Uint8Array): SocketTable {
  const rows: SocketRow[] = [];
  let malformed = 0;
  for (const line of ascii(bytes, 0, bytes.length).split('\n')) {
    const fields = line.trim().split(/ +/);
    if (fields[0] === '' || fields[0] === 'ENDPT') continue;
    const found = sctpRows(fields);
    if (found) rows.push(...found);
    else malformed++;
  }
  return { rows, malformed };
}

/** `SCTP_SS_LISTENING` (`include/net/sctp/constants.h`) is `TCP_LISTEN`, in decimal. */
const SCTP_LISTENING = '10';

function sctpRows(fields: readonly string[]): SocketRow[] | undefined {
  const [, , , state, , port, uid, inode, ...addresses] = fields;
  if (!isDecimal(state) || !isDecimal(port) || !isDecimal(uid) || !isDecimal(inode)) {
    return undefined;
  }
  if (Number(port) > MAX_PORT) return undefined;
  if (state !== SCTP_LISTENING) return [];
  const rows: SocketRow[] = [];
  for (const text of addresses) {
    const words = ipv6Words(text);
    if (!words && !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return undefined;
    rows.push({
      transport: 'sctp',
      family: words ? 'ipv6' : 'ipv4',
      address: words ? ipv6Text(words) : text,
      port: Number(port),
      uid: Number(uid),
      inode: Number(inode),
    });
  }
  return rows;
}

/** Digits that a 32-bit or 64-bit kernel number can have. */
function isDecimal(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,20}$/.test(text);
}

/** These tables are ASCII; a loop is quicker than a decoder for pieces this small. */
function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
