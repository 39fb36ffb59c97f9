/**
 * The kernel's socket tables as text: `/proc/net/{tcp,tcp6,udp,udp6,raw,raw6}` (proc(5),
 * `net/ipv4/tcp_ipv4.c`, `net/ipv6/tcp_ipv6.c`, `net/ipv4/udp.c`) and `/proc/net/sctp/eps`
 * (`net/sctp/proc.c`).
 *
 * A busy server's table has a hundred thousand connections and twenty listeners, so lines are
 * judged by the two digits of their state before anything else of them is looked at.
 */
import { MAX_PORT, type Transport } from '../../../../core/transport.ts';
import { ipv4Number, ipv4Text, ipv6Text, ipv6Words } from '../../../../survey/address.ts';

/** A socket as its table shows it. What `/proc` does not tell of it is absent there. */
interface Row<Carrier extends Transport | 'raw'> {
  readonly transport: Carrier;
  readonly family: 'ipv4' | 'ipv6';
  /** RFC 5952 for IPv6. */
  readonly address: string;
  /** Of a raw socket: the number of its IP protocol. */
  readonly port: number;
  /** The user that the socket belongs to, by number. */
  readonly uid: number;
  /** The number that `/proc/<pid>/fd` names it by: `socket:[inode]`. */
  readonly inode: number;
  /** Whether it holds its port without listening; `/proc` shows no such sockets. */
  readonly bound?: boolean;
  /** The number of the one interface that it is bound to; 0 when it is bound to none. */
  readonly device?: number;
  /** Whether an IPv6 socket leaves IPv4 to others. */
  readonly v6only?: boolean | undefined;
}

/** A listening socket, or one that holds a port in silence. */
export type SocketRow = Row<Transport>;

/** Whether it may be narrower than its address says: bound to one interface, or to IPv6 alone. */
export const isBlurred = ({ transport, address, device }: SocketRow) =>
  device === undefined && transport !== 'sctp' && (address === '0.0.0.0' || address === '::');

/** A raw socket that takes packets from everybody. */
export type RawRow = Row<'raw'>;

/** What a table, or a piece of one, holds. */
export interface SocketTable<R = SocketRow> {
  readonly rows: readonly R[];
  /** Sockets in other states: connected, closing, or bound by an endpoint that does not listen. */
  readonly others: number;
  /** Lines that are not what the kernel writes. */
  readonly malformed: number;
}

/** The tables by their path inside `/proc/net`. */
export const SOCKET_TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'sctp/eps'] as const;
export type SocketTableName = (typeof SOCKET_TABLES)[number];

export const RAW_TABLES = ['raw', 'raw6'] as const;
export type RawTableName = (typeof RAW_TABLES)[number];

interface Layout<Carrier extends Transport | 'raw'> {
  readonly transport: Carrier;
  readonly family: 'ipv4' | 'ipv6';
  /** Hexadecimal digits of an address. */
  readonly digits: number;
  /** The state of a listening socket, as two digits. */
  readonly state: string;
  /** A listening socket's line: address, port, uid, inode. */
  readonly line: RegExp;
}

/** `TCP_LISTEN` of `include/net/tcp_states.h`. */
const TCP_LISTEN = '0A';
/** `TCP_CLOSE`: a UDP or raw socket that is connected to nobody; what `ss -ulw` shows. */
const UNCONNECTED = '07';

const LAYOUTS: Readonly<Record<Exclude<SocketTableName, 'sctp/eps'>, Layout<Transport>>> = {
  tcp: layout('tcp', 'ipv4', TCP_LISTEN),
  tcp6: layout('tcp', 'ipv6', TCP_LISTEN),
  udp: layout('udp', 'ipv4', UNCONNECTED),
  udp6: layout('udp', 'ipv6', UNCONNECTED),
};
/** Raw sockets stand in the same columns (`net/ipv4/raw.c`), their protocol for a port. */
const RAW_LAYOUTS: Readonly<Record<RawTableName, Layout<'raw'>>> = {
  raw: layout('raw', 'ipv4', UNCONNECTED),
  raw6: layout('raw', 'ipv6', UNCONNECTED),
};

/**
 * `  12: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 73869 1 …`:
 * slot, local, remote, state, queues, timer, retransmissions, uid, timeout, inode.
 */
function layout<Carrier extends Transport | 'raw'>(
  transport: Carrier,
  family: 'ipv4' | 'ipv6',
  state: string,
): Layout<Carrier> {
  const digits = family === 'ipv4' ? 8 : 32;
  const address = `([0-9A-F]{${digits}}):([0-9A-F]{4})`;
  const line = new RegExp(
    `^ *\\d+: ${address} [0-9A-F]+:[0-9A-F]+ ${state} \\S+ \\S+ \\S+ +(\\d{1,10}) +\\d+ (\\d{1,15})(?: |$)`,
  );
  return { transport, family, digits, state, line };
}

/**
 * The listening sockets among whole lines of a table. Total: what the kernel would not write is
 * counted as malformed, never thrown over.
 * @param littleEndian the byte order of the machine that wrote the table: addresses stand in it as
 * 32-bit words in host order
 */
export function parseSocketTable(
  name: SocketTableName,
  text: string,
  littleEndian = true,
): SocketTable {
  return name === 'sctp/eps'
    ? parseSctpEndpoints(text)
    : parseInetTable(LAYOUTS[name], text, littleEndian);
}

/** The same for raw sockets. */
export function parseRawTable(
  name: RawTableName,
  text: string,
  littleEndian = true,
): SocketTable<RawRow> {
  return parseInetTable(RAW_LAYOUTS[name], text, littleEndian);
}

function parseInetTable<Carrier extends Transport | 'raw'>(
  layout: Layout<Carrier>,
  text: string,
  littleEndian: boolean,
): SocketTable<Row<Carrier>> {
  const rows: Row<Carrier>[] = [];
  const addresses = new Map<string, string>();
  let others = 0;
  let malformed = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const kind = judgeLine(layout, text, start, end);
    const row =
      kind === 'listening'
        ? readRow(layout, text.slice(start, end), addresses, littleEndian)
        : undefined;
    if (row) rows.push(row);
    else if (kind === 'other') others++;
    else if (kind !== 'header') malformed++;
  }
  return { rows, others, malformed };
}

/**
 * What a line is about, from its shape alone: columns are fixed from the slot's colon to the state.
 */
function judgeLine(
  { digits, state }: Layout<Transport | 'raw'>,
  text: string,
  start: number,
  end: number,
): 'listening' | 'other' | 'header' | 'malformed' {
  const local = text.indexOf(':', start) + 2;
  const remote = local + digits + 6;
  const states = remote + digits + 6;
  if (local >= 2 && states + 2 < end && text[states - 1] === ' ' && text[states + 2] === ' ') {
    return text.startsWith(state, states) ? 'listening' : 'other';
  }
  const line = text.slice(start, end).trimStart();
  return line === '' || line.startsWith('sl ') ? 'header' : 'malformed';
}

function readRow<Carrier extends Transport | 'raw'>(
  { transport, family, line }: Layout<Carrier>,
  text: string,
  addresses: Map<string, string>,
  littleEndian: boolean,
): Row<Carrier> | undefined {
  const [, hex = '', port = '', uid, inode] = line.exec(text) ?? [];
  if (uid === undefined) return undefined;
  const address = addresses.get(hex) ?? decodeAddress(hex, littleEndian);
  addresses.set(hex, address);
  return {
    transport,
    family,
    address,
    port: parseInt(port, 16),
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
function parseSctpEndpoints(text: string): SocketTable {
  const rows: SocketRow[] = [];
  let others = 0;
  let malformed = 0;
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/ +/);
    if (fields[0] === '' || fields[0] === 'ENDPT') continue;
    const found = sctpRows(fields);
    if (!found) malformed++;
    else if (found.length === 0) others++;
    else rows.push(...found);
  }
  return { rows, others, malformed };
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
    if (!words && ipv4Number(text) === undefined) return undefined;
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
