/**
 * A table of claims as text, one claim a line (format: `data/README.md`; as shipped: no comments, lines
 * of ranges first). It is never parsed whole for one port: the lines are sorted, so they are found by
 * halving, and a line is taken apart when it is asked for.
 */
import { groupBy } from '../core/group.ts';
import { MAX_PORT, isTransport, type Transport } from '../core/transport.ts';
import {
  MARKS,
  PERIMETERS,
  STANDINGS,
  type Claim,
  type Mark,
  type Perimeter,
  type Standing,
} from './claim.ts';

export interface Table {
  /** The claims that cover a port, in the table's order. */
  at(port: number): Claim[];
  /** Every claim of the table, in its order. */
  all(): Claim[];
  /** How large it is; an index that was made of another size is not of this table. */
  readonly size: number;
  /** Every line, with a number by which `line` finds it again; its claims differ in transport alone. */
  lines(): Iterable<TableLine>;
  /** The claims of one line. */
  line(id: number): Claim[];
  /** The claims whose service has this very name (lower case). */
  named(service: string): Claim[];
}

export interface TableLine {
  readonly id: number;
  readonly claims: readonly Claim[];
}

/** A fault in a table: ours, since tables are data that we ship; so it throws. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

/** @param faulty makes the error that is thrown for a line that is not what the format says */
export function readTable(
  text: string,
  source: string,
  faulty: (problem: string) => Error = (problem) => new TableError(problem),
): Table {
  const ranges = readRanges(text);
  const singles = ranges.at(-1)?.end ?? 0;
  const highest = leadingNumber(text, text.lastIndexOf('\n', text.length - 2) + 1).value;
  const parse = (start: number) =>
    parseLine(text.slice(start, lineEnd(text, start)), source, faulty);
  const names = new LinesByName(text);
  return {
    at(port) {
      const claims: Claim[] = [];
      for (let i = 0; i < ranges.length && ranges[i]!.from <= port; i++) {
        if (port <= ranges[i]!.to) claims.push(...parse(ranges[i]!.start));
      }
      if (port > highest) return claims;
      for (
        let at = firstLineOf(text, port, singles);
        at < text.length;
        at = lineEnd(text, at) + 1
      ) {
        if (portAt(text, at) !== port) break;
        claims.push(...parse(at));
      }
      return claims;
    },
    all() {
      const claims: Claim[] = [];
      for (let at = 0; at < text.length; at = lineEnd(text, at) + 1) claims.push(...parse(at));
      return claims;
    },
    size: text.length,
    *lines() {
      for (let at = 0; at < text.length; at = lineEnd(text, at) + 1) {
        yield { id: at, claims: parse(at) };
      }
    },
    line: parse,
    named: (service) => (service === '' ? [] : names.linesOf(service).flatMap(parse)),
  };
}

/** Looking through a table for one name takes a twentieth of what noting all of them does. */
const SCANS_BEFORE_NOTES = 20;

/** Which lines are about a service: looked for in the text at first, noted for all once that is asked often. */
class LinesByName {
  private scans = 0;
  private notes?: ReadonlyMap<string, readonly number[]>;

  constructor(private readonly text: string) {}

  /** Where they begin. */
  linesOf(service: string): readonly number[] {
    if (this.notes === undefined && ++this.scans <= SCANS_BEFORE_NOTES) return this.scan(service);
    this.notes ??= this.note();
    return this.notes.get(service) ?? [];
  }

  private scan(service: string): readonly number[] {
    const { text } = this;
    const field = `\t${service}\t`;
    const starts: number[] = [];
    for (let at = text.indexOf(field); at >= 0; at = text.indexOf(field, lineEnd(text, at))) {
      const start = text.lastIndexOf('\n', at) + 1;
      // A title may be the same word.
      if (nameOf(text, start) === service) starts.push(start);
    }
    return starts;
  }

  private note(): ReadonlyMap<string, readonly number[]> {
    const starts: number[] = [];
    for (let at = 0; at < this.text.length; at = lineEnd(this.text, at) + 1) starts.push(at);
    return groupBy(starts, (start) => nameOf(this.text, start));
  }
}

/** The third column of the line at `start`. */
function nameOf(text: string, start: number): string {
  const before = text.indexOf('\t', text.indexOf('\t', start) + 1);
  return text.slice(before + 1, text.indexOf('\t', before + 1));
}

interface RangeLine {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
}

const HYPHEN = 45;

/** The lines of ranges at the head of a table. */
function readRanges(text: string): RangeLine[] {
  const ranges: RangeLine[] = [];
  for (let start = 0; start < text.length;) {
    const from = leadingNumber(text, start);
    if (text.charCodeAt(from.end) !== HYPHEN) break;
    const end = lineEnd(text, start) + 1;
    ranges.push({ from: from.value, to: leadingNumber(text, from.end + 1).value, start, end });
    start = end;
  }
  return ranges;
}

/** Where the first line of `port`, or else of a later one, begins; lines are sorted from `low` on. */
function firstLineOf(text: string, port: number, low: number): number {
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = Math.max(low, text.lastIndexOf('\n', middle - 1) + 1);
    if (portAt(text, start) < port) low = lineEnd(text, start) + 1;
    else high = start;
  }
  return low;
}

/** The first port of the line at `start`: five digits at most. Built-in calls, since most starts are cold. */
const portAt = (text: string, start: number) => parseInt(text.slice(start, start + 5), 10);

function leadingNumber(text: string, start: number): { value: number; end: number } {
  let value = 0;
  let end = start;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return { value, end };
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/**
 * One line as claims, one for each of its transports.
 * @throws TableError when a field is not what the format says
 */
export function parseLine(
  line: string,
  source: string,
  faulty: (problem: string) => Error = (problem) => new TableError(problem),
): Claim[] {
  const [ports = '', ...columns] = fieldsOf(line);
  const fault = (what: string): never => {
    throw faulty(`${source}: ${what} in the line "${line}"`);
  };
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports) ?? fault('no port');
  const from = Number(range[1]);
  const to = Number(range[2] ?? range[1]);
  if (to > MAX_PORT || from > to) fault('an impossible port');
  return parseUse(columns, source, fault).map((use) => ({ from, to, ...use }));
}

/**
 * The fields of a line. A table may be written in ASCII alone, `\\u00e9` for é, so that it is read without being
 * decoded and held in half the space: then `\\u005c` is a backslash.
 */
export function fieldsOf(line: string): string[] {
  const fields = line.split('\t');
  return line.includes('\\u') ? fields.map(unescape) : fields;
}

const unescape = (field: string) =>
  field.replaceAll(/\\u([\da-f]{4})/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );

/** A line in ASCII alone, for {@link fieldsOf}. */
export const escapeLine = (line: string): string =>
  // oxlint-disable-next-line no-control-regex -- all of ASCII, control characters too
  line.replaceAll(/[^\u0000-\u007f]|\\(?=u)/g, (unit) =>
    Array.from(
      { length: unit.length },
      (_, i) => `\\u${unit.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

/** A claim without its ports. */
export type Use = Omit<Claim, 'from' | 'to'>;

/** The columns after the ports, one use for each transport. */
export function parseUse(
  columns: readonly string[],
  source: string,
  fault: (what: string) => never,
): Use[] {
  const [transports = '', service = '', title = '', standing = '', ...more] = columns;
  const [reference, since, registrant, perimeter, note, marks, ...registered] = more;
  const [updated, contact, unauthorized, code] = registered;
  if (!(STANDINGS as readonly string[]).includes(standing)) fault(`the standing "${standing}"`);
  if (perimeter && !(PERIMETERS as readonly string[]).includes(perimeter)) {
    fault(`the perimeter "${perimeter}"`);
  }
  const named = transports.split(' ');
  const marked = marks ? parseMarks(marks, named, fault) : undefined;
  return named.map((name) => {
    const transport = isTransport(name) ? name : fault(`the transport "${name}"`);
    const mark = marked?.marks.get(transport);
    return {
      transport,
      service: service === '-' ? '' : service,
      title,
      standing: standing as Standing,
      source,
      ...(reference && { reference }),
      ...(since && { since }),
      ...(registrant && { registrant }),
      ...(perimeter && { perimeter: perimeter as Perimeter }),
      ...(note && { note }),
      ...(mark && { mark }),
      ...(marked && marked.denied.length > 0 && { denied: marked.denied }),
      ...(updated && { updated }),
      ...(contact && { contact }),
      ...(unauthorized && { unauthorized }),
      ...(code && { code }),
    };
  });
}

/** `tcp:yes udp:no`: what a line says of each of its transports, and on which others it says no. */
function parseMarks(
  text: string,
  named: readonly string[],
  fault: (what: string) => never,
): { readonly marks: ReadonlyMap<Transport, Mark>; readonly denied: readonly Transport[] } {
  const marks = new Map<Transport, Mark>();
  const denied: Transport[] = [];
  for (const pair of text.split(' ')) {
    const [transport = '', word = ''] = pair.split(':');
    const isSound =
      isTransport(transport) &&
      !marks.has(transport) &&
      !denied.includes(transport) &&
      (word === 'no' || (MARKS as readonly string[]).includes(word)) &&
      (word === 'no') !== named.includes(transport);
    if (!isSound) fault(`the mark "${pair}"`);
    else if (word === 'no') denied.push(transport);
    else marks.set(transport, word as Mark);
  }
  return { marks, denied };
}
