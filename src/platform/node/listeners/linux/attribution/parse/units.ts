/**
 * systemd's unit files (systemd.syntax(7), systemd.socket(5), systemd.service(5)), as far as it
 * takes to know which service stands behind a socket. Total: what is not understood says nothing.
 */
import { isPort } from './records.ts';
import { ipv4Number, ipv4Text, ipv6Text, ipv6Words } from '../../../../../../survey/address.ts';
import type { Listener } from '../../../../../../survey/listener.ts';
import type { Transport } from '../../../../../../core/transport.ts';

/** One line of a unit file: a section, a key, a value with its specifiers expanded. */
export interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/** A socket that a unit asks for. */
export interface ListenAddress {
  readonly transport: Transport;
  /** Absent: only a port was given, which means every address. */
  readonly address?: string;
  readonly port: number;
}

/** What a `.socket` unit says. */
export interface SocketUnit {
  readonly listens: readonly ListenAddress[];
  /** The unit that is started; a template (`name@.service`) when each connection gets its own. */
  readonly service: string;
}

/**
 * Reads one file. A line that ends in a backslash goes on in the next, comments between them left
 * out; a byte order mark and lines of another shape are passed over.
 */
export function parseUnit(text: string, unit: string): Assignment[] {
  const found: Assignment[] = [];
  let section = '';
  for (const line of logicalLines(text)) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) section = heading;
    const equals = line.indexOf('=');
    if (heading !== undefined || equals <= 0) continue;
    const value = expand(unquote(line.slice(equals + 1).trim()), unit);
    if (value !== undefined) found.push({ section, key: line.slice(0, equals).trim(), value });
  }
  return found;
}

function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    const line = raw.trim();
    if (/^[#;]/.test(line) || (line === '' && open === '')) continue;
    if (line.endsWith('\\')) {
      open += `${line.slice(0, -1)} `;
      continue;
    }
    lines.push(open + line);
    open = '';
  }
  return open === '' ? lines : [...lines, open.trim()];
}

/** A value that is quoted as a whole means what is inside. */
const unquote = (value: string) => /^"([^"\\]*)"$/.exec(value)?.[1] ?? value;

/** A unit's name in its parts: `sshd@7.service` is an instance of `sshd@.service`. */
export interface UnitName {
  readonly stem: string;
  /** Undefined for a unit that is no instance of a template. */
  readonly instance: string | undefined;
  readonly suffix: string;
}

/** Undefined for what systemd would not take for a name (systemd.unit(5)); such a name is no path. */
export function splitUnitName(name: string): UnitName | undefined {
  if (name.length > 255) return undefined;
  const [, stem, instance, suffix] =
    /^([\w:.\\-]+?)(?:@([\w:.\\@-]*))?\.(socket|service)$/.exec(name) ?? [];
  return stem === undefined || suffix === undefined ? undefined : { stem, instance, suffix };
}

/** `sshd@7.service` gives `sshd@.service`; undefined when the name is no instance. */
export function templateOf(name: string): string | undefined {
  const parts = splitUnitName(name);
  if (parts?.instance === undefined || parts.instance === '') return undefined;
  return `${parts.stem}@.${parts.suffix}`;
}

/** Specifiers that stand for something which the name of a unit does not tell (systemd.unit(5)). */
const ELSEWHERE_KNOWN = 'aAbBcCdDEfgGhHlLmMoqrRsStTuUvVwWy';

/**
 * Specifiers that the name alone explains; undefined where another one stands. What is no specifier
 * stays as it is, as with systemd itself: `%eth0` behind an address names an interface.
 */
function expand(value: string, unit: string): string | undefined {
  if (!value.includes('%')) return value;
  const { stem = '', instance = '' } = splitUnitName(unit) ?? {};
  const last = stem.slice(stem.lastIndexOf('-') + 1);
  const known: Readonly<Record<string, string>> = {
    '%': '%',
    n: unit,
    N: unit.replace(/\.\w+$/, ''),
    p: stem,
    P: unescapeName(stem),
    i: instance,
    I: unescapeName(instance),
    j: last,
    J: unescapeName(last),
  };
  let whole = true;
  const text = value.replaceAll(/%(.)/g, (as, letter: string) => {
    if (ELSEWHERE_KNOWN.includes(letter)) whole = false;
    return Object.hasOwn(known, letter) ? known[letter]! : as;
  });
  return whole ? text : undefined;
}

/** systemd-escape(1): `-` stands for a slash, `\x2d` for a byte. */
function unescapeName(name: string): string {
  return name
    .replaceAll('-', '/')
    .replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** What a socket unit's assignments amount to; later files add to earlier ones. */
export function socketUnit(assignments: readonly Assignment[], unit: string): SocketUnit {
  let listens: ListenAddress[] = [];
  let service = '';
  let accept = false;
  let sctp = false;
  for (const { section, key, value } of assignments) {
    if (section !== 'Socket') continue;
    if (key === 'Accept') accept = isTrue(value);
    else if (key === 'Service') service = value;
    else if (key === 'SocketProtocol') sctp = value === 'sctp';
    else if (/^Listen(Stream|Datagram|SequentialPacket)$/.test(key)) {
      // An empty one takes back all that was asked for so far.
      if (value === '') listens = [];
      else listens = [...listens, ...parseListen(value, key === 'ListenDatagram' ? 'udp' : 'tcp')];
    }
  }
  const stem = unit.replace(/\.socket$/, '');
  const own = accept ? `${stem.replace(/@.*$/, '')}@.service` : `${stem}.service`;
  return {
    listens: sctp ? listens.map((listen) => ({ ...listen, transport: 'sctp' })) : listens,
    service: !accept && splitUnitName(service)?.suffix === 'service' ? service : own,
  };
}

const isTrue = (value: string) => /^(1|y|yes|t|true|on)$/i.test(value);

/** `8080`, `192.0.2.1:80`, `[2001:db8::1]:80%eth0`; nothing for files, VSOCK and the like. */
export function parseListen(value: string, transport: Transport): ListenAddress[] {
  const [, plain] = /^(\d{1,5})$/.exec(value) ?? [];
  if (plain !== undefined) {
    const port = Number(plain);
    return isPort(port) ? [{ transport, port }] : [];
  }
  const [, six, four, digits] =
    /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([\d.]+)):(\d{1,5})(?:%[\w.-]+)?$/.exec(value) ?? [];
  const port = Number(digits);
  const address = six === undefined ? canonicalFour(four) : canonicalSix(six);
  return address !== undefined && isPort(port) ? [{ transport, address, port }] : [];
}

function canonicalFour(text: string | undefined): string | undefined {
  const number = ipv4Number(text ?? '');
  return number === undefined ? undefined : ipv4Text(number);
}

function canonicalSix(text: string): string | undefined {
  const words = ipv6Words(text);
  return words && ipv6Text(words);
}

/** Whether a listener is the socket that a unit asked for. */
export function isListener(listen: ListenAddress, listener: Listener): boolean {
  if (listen.port !== listener.port || listen.transport !== listener.transport) return false;
  const address = listener.address.replace(/%.*$/, '');
  return listen.address === undefined
    ? address === '::' || address === '0.0.0.0'
    : address === listen.address || address === `::ffff:${listen.address}`;
}

/**
 * The program of a service: the last `ExecStart` that was not taken back (a service with several
 * runs them one after the other, and the last one stays). Undefined where it is no plain path.
 */
export function programOf(assignments: readonly Assignment[]): string | undefined {
  let command = '';
  for (const { section, key, value } of assignments) {
    if (section === 'Service' && key === 'ExecStart') command = value;
  }
  // Prefixes (systemd.service(5), table 1) change how it is run, not what.
  const [, double, single, bare] = /^[-@:+!|]*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(command) ?? [];
  const program = double ?? single ?? bare;
  return program?.startsWith('/') === true && !/[\\$]/.test(program) ? program : undefined;
}
