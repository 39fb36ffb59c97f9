/**
 * A table of claims as text, one claim a line (format: `data/README.md`), read without parsing the
 * whole: one scan notes where each port's lines begin, and a line is taken apart when it is asked for.
 */
import { MAX_PORT, isTransport } from '../core/transport.ts';
import { PERIMETERS, STANDINGS, type Claim, type Perimeter, type Standing } from './claim.ts';

export interface Table {
  /** The claims that cover a port, in the table's order. */
  at(port: number): Claim[];
  /** Every claim of the table, in its order. */
  all(): Claim[];
  /** Lines that contain a text (both sides lower case), as claims. */
  containing(text: string): Claim[];
}

/** A fault in a table: ours, since tables are data that we ship; so it throws. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

export function readTable(text: string, source: string): Table {
  const index = indexLines(text);
  let lower: string | undefined;
  const parse = (start: number) => parseLine(lineAt(text, start), source);
  return {
    at(port) {
      const claims: Claim[] = [];
      for (const range of index.ranges) {
        if (range.from <= port && port <= range.to) claims.push(...parse(range.start));
      }
      for (let line = index.first[port]!; line >= 0; line = index.next[line]!) {
        claims.push(...parse(index.starts[line]!));
      }
      return claims;
    },
    all: () => Array.from(index.starts.subarray(0, index.count)).flatMap(parse),
    containing(wanted) {
      lower ??= text.toLowerCase();
      const claims: Claim[] = [];
      for (let at = lower.indexOf(wanted); at >= 0; ) {
        const start = lower.lastIndexOf('\n', at) + 1;
        const end = lineEnd(lower, start);
        if (lower[start] !== '#') claims.push(...parse(start));
        at = lower.indexOf(wanted, end);
      }
      return claims;
    },
  };
}

interface LineIndex {
  readonly count: number;
  /** Where each line begins, in characters. */
  readonly starts: Int32Array;
  /** For each port the number of its first line that names it alone, or -1. */
  readonly first: Int32Array;
  /** For each line the number of the next line of the same port, or -1. */
  readonly next: Int32Array;
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly start: number }[];
}

const NEWLINE = 10;
const HYPHEN = 45;

function indexLines(text: string): LineIndex {
  let capacity = 1024;
  let starts = new Int32Array(capacity);
  let next = new Int32Array(capacity);
  const first = new Int32Array(MAX_PORT + 1).fill(-1);
  const ranges: { from: number; to: number; start: number }[] = [];
  let count = 0;
  let last = -1;
  let lastPort = -1;
  for (let start = 0; start < text.length; start = lineEnd(text, start) + 1) {
    const number = leadingNumber(text, start);
    if (number.end === start) continue;
    if (count === capacity) {
      capacity *= 2;
      starts = grown(starts, capacity);
      next = grown(next, capacity);
    }
    starts[count] = start;
    next[count] = -1;
    if (text.charCodeAt(number.end) === HYPHEN) {
      ranges.push({ from: number.value, to: leadingNumber(text, number.end + 1).value, start });
    } else {
      if (number.value === lastPort) next[last] = count;
      else first[number.value] = count;
      last = count;
      lastPort = number.value;
    }
    count++;
  }
  return { count, starts, first, next, ranges };
}

function grown(array: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(array);
  return larger;
}

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

function lineAt(text: string, start: number): string {
  const end = lineEnd(text, start);
  return text.slice(start, end > start && text.charCodeAt(end - 1) === NEWLINE ? end - 1 : end);
}

/**
 * One line as claims, one for each of its transports.
 * @throws TableError when a field is not what the format says
 */
export function parseLine(line: string, source: string): Claim[] {
  const [ports = '', transports = '', service = '', title = '', standing = '', ...more] =
    line.split('\t');
  const [reference, since, registrant, perimeter, note] = more;
  const fault = (what: string): never => {
    throw new TableError(`${source}: ${what} in the line "${line}"`);
  };
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports) ?? fault('no port');
  const from = Number(range[1]);
  const to = Number(range[2] ?? range[1]);
  if (to > MAX_PORT || from > to) fault('an impossible port');
  if (!(STANDINGS as readonly string[]).includes(standing)) fault(`the standing "${standing}"`);
  if (perimeter && !(PERIMETERS as readonly string[]).includes(perimeter)) {
    fault(`the perimeter "${perimeter}"`);
  }
  return transports.split(' ').map((transport) => ({
    from,
    to,
    transport: isTransport(transport) ? transport : fault(`the transport "${transport}"`),
    service: service === '-' ? '' : service,
    title,
    standing: standing as Standing,
    source,
    ...(reference && { reference }),
    ...(since && { since }),
    ...(registrant && { registrant }),
    ...(perimeter && { perimeter: perimeter as Perimeter }),
    ...(note && { note }),
  }));
}
