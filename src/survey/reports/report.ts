/**
 * What other programs' listings of sockets have in common once they are read: `lsof`, the `netstat` of
 * three systems, `ss`, osquery. The readers beside this file take any text and never throw: what they
 * cannot understand is counted, and the first of it kept, so that a person can see what it was.
 */
import { MAX_PORT, type Transport } from '../../core/transport.ts';
import { ipv4Number, ipv6Text, ipv6Words } from '../address.ts';

/** A socket that listens, or that only holds its port. */
export interface SocketRow {
  readonly transport: Transport;
  readonly family: 'ipv4' | 'ipv6';
  /** RFC 5952 for IPv6, without a zone; `0.0.0.0` and `::` mean every address. */
  readonly address: string;
  readonly port: number;
  readonly state: 'listening' | 'bound';
  /** The interface that an address is limited to, by name or by number: `en0`, `12`. */
  readonly zone?: string | undefined;
  /** For `::` alone: whether it leaves IPv4 to others, where the listing tells. */
  readonly v6only?: boolean | undefined;
  /** What tells this socket from another in the same listing, where anything does. */
  readonly socket?: string | undefined;
  /** Positive. */
  readonly pid?: number | undefined;
  /** The program's short name, as long as the listing gives it. */
  readonly program?: string | undefined;
  /** The name may go on: there was room for so many letters. */
  readonly cut?: true | undefined;
  /** The services of Windows that it runs for. */
  readonly unit?: string | undefined;
  readonly path?: string | undefined;
  readonly command?: string | undefined;
  /** A name, or a number where no name is known. */
  readonly user?: string | undefined;
}

/** What a listing held. */
export interface SocketReport {
  readonly rows: readonly SocketRow[];
  /** Sockets that are connected, closing, or not bound to a port. */
  readonly others: number;
  /** Lines, or records, that are not what such a listing has. */
  readonly malformed: number;
  /** The first of those. */
  readonly firstMalformed?: Malformed | undefined;
  /** How many lines had the name of a service whose number is known. */
  readonly byName?: number;
  /** Lines of sockets with a name, of a service or of a host, of which nobody knew the number. */
  readonly unnumbered?: Unnumbered | undefined;
}

/** What stood there as a name. */
export interface Unnumbered {
  readonly count: number;
  readonly first: Malformed;
}

/** The port of a service by its name; undefined where it has none, or several. */
export type PortOfService = (service: string, transport: Transport) => number | undefined;

/** A line that was not understood. */
export interface Malformed {
  /** Counted from 1. */
  readonly line: number;
  /** At most {@link QUOTE_LENGTH} characters of it. */
  readonly text: string;
}

/** As much of a line as fits a sentence about it. */
export const QUOTE_LENGTH = 120;

/** A socket whose port has a name yet. */
export interface NamedRow extends Omit<SocketRow, 'port'> {
  readonly port: number | string;
}

/** What one line of a listing is; `nothing` is a heading or an empty line, `named` a socket at a host by name. */
export type LineMeaning = NamedRow | 'other' | 'nothing' | 'malformed' | 'named';

/** Collects what lines mean. */
export class ReportBuilder {
  private readonly rows: SocketRow[] = [];
  private others = 0;
  private malformed = 0;
  private firstMalformed: Malformed | undefined;
  private byName = 0;
  private unnumbered: Unnumbered | undefined;
  private namedLine: number | undefined;

  /** @param portOf the numbers of ports that the listing has by name; without it, names make no sense */
  constructor(private readonly portOf?: PortOfService) {}

  add(meaning: LineMeaning, line: number, text: string): void {
    if (meaning === 'nothing') return;
    if (meaning === 'other') this.others++;
    else if (meaning === 'malformed') this.refuse(line, text);
    else if (meaning === 'named') this.leave(line, text);
    else this.addRow(meaning, line, text);
  }

  private refuse(line: number, text: string): void {
    this.malformed++;
    this.firstMalformed ??= quoted(line, text);
  }

  private addRow({ port, ...row }: NamedRow, line: number, text: string): void {
    const number = typeof port === 'number' ? port : this.portOf?.(port, row.transport);
    if (number === undefined) return this.leave(line, text);
    if (typeof port === 'string' && !this.isTold(line)) this.byName++;
    this.rows.push({ ...row, port: number });
  }

  /** A line may hold several rows, one for each process. */
  private isTold(line: number): boolean {
    const isSame = this.namedLine === line;
    this.namedLine = line;
    return isSame;
  }

  private leave(line: number, text: string): void {
    if (this.portOf === undefined) return this.refuse(line, text);
    if (this.isTold(line)) return;
    const { count = 0, first = quoted(line, text) } = this.unnumbered ?? {};
    this.unnumbered = { count: count + 1, first };
  }

  /** Changes the rows from `first` on: some listings name a program after its sockets. */
  amend(first: number, change: (row: SocketRow) => SocketRow): void {
    for (let index = first; index < this.rows.length; index++) {
      this.rows[index] = change(this.rows[index]!);
    }
  }

  get length(): number {
    return this.rows.length;
  }

  report(): SocketReport {
    const { rows, others, malformed, firstMalformed, byName, unnumbered } = this;
    return {
      rows,
      others,
      malformed,
      ...(firstMalformed && { firstMalformed }),
      ...(byName > 0 && { byName }),
      ...(unnumbered && { unnumbered }),
    };
  }
}

const quoted = (line: number, text: string): Malformed => ({
  line,
  text: text.slice(0, QUOTE_LENGTH),
});

/** The lines of a text with their numbers, whatever ends them, without blanks at their ends. */
export function* linesOf(text: string): Generator<readonly [text: string, line: number]> {
  let line = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    line++;
    yield [text.slice(start, end).trimEnd(), line];
  }
}

/** An address as a listing has it, made canonical. */
export interface BoundAddress {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly zone?: string;
}

/**
 * Reads an address without its port: with or without brackets and zone, `*` for all of `family`.
 * BSD kernels keep the zone of a link-local address in its second word, and some listings print it
 * there (`fe80:4::1`): those bits are zero on the wire (RFC 4291, section 2.5.6).
 * @param family of `*`
 */
export function readAddress(text: string, family: 'ipv4' | 'ipv6'): BoundAddress | undefined {
  if (text === '*') return { family, address: family === 'ipv4' ? '0.0.0.0' : '::' };
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!bare.includes(':')) {
    // IPv4 may bear a zone too: the device that ss shows.
    const [address = '', zone] = bare.split('%', 2);
    if (ipv4Number(address) === undefined) return undefined;
    return { family: 'ipv4', address, ...(zone && { zone }) };
  }
  const words = ipv6Words(bare);
  if (words === undefined) return undefined;
  const named = bare.split('%', 2)[1];
  const hidden = (words[0]! & 0xffc0) === 0xfe80 ? words[1]! : 0;
  if (hidden !== 0) words[1] = 0;
  const zone = named || (hidden === 0 ? undefined : String(hidden));
  return { family: 'ipv6', address: ipv6Text(words), ...(zone && { zone }) };
}

/**
 * Some listings show the IPv4 address inside an IPv4-mapped one, and tell elsewhere that the socket is
 * one of IPv6.
 */
export function withFamily(bound: BoundAddress, family: 'ipv4' | 'ipv6'): BoundAddress {
  if (family === 'ipv4' || bound.family === 'ipv6') return bound;
  return { family, address: `::ffff:${bound.address}` };
}

/** A decimal port; undefined when it is none, or 0: no port yet. */
export function readPort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port > 0 && port <= MAX_PORT ? port : undefined;
}

/** A port by its number, or by what a listing without -n calls it: `ssh`; undefined when it is neither. */
export function readPortOrName(text: string): number | string | undefined {
  return readPort(text) ?? (/^(?=.*[A-Za-z])[A-Za-z0-9][\w.+-]*$/.test(text) ? text : undefined);
}

/** What the loopback addresses are called everywhere (RFC 6761, section 6.3), or on Debian. */
const LOCALHOST = /^(?:localhost(?:\.localdomain)?6?|ip6-(?:localhost|loopback))$/i;

/** An address as `readAddress` reads it, or by what a listing without -n calls it. */
export function readHost(
  text: string,
  family: 'ipv4' | 'ipv6',
): BoundAddress | 'named' | undefined {
  const bound = readAddress(text, family);
  if (bound !== undefined) return bound;
  if (LOCALHOST.test(text)) return { family, address: family === 'ipv4' ? '127.0.0.1' : '::1' };
  return /^(?=.*[A-Za-z])[A-Za-z0-9_][\w.-]*$/.test(text) ? 'named' : undefined;
}

/** A decimal process number; undefined when it is none, or 0: nobody's. */
export function readPid(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text) || Number(text) === 0) return undefined;
  return Number(text);
}
