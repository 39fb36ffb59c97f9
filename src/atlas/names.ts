/**
 * Service names that are registered without a port: they are found by SRV records or by DNS-SD on whatever
 * port there is (RFC 6335, section 5). A table of them has the columns of one of claims, `-` for the ports.
 */
import { TRANSPORTS, isTransport, type Transport } from '../core/transport.ts';
import { TableError, fieldsOf, parseUse, type Use } from './table.ts';

export interface RegisteredName extends Omit<Use, 'transport'> {
  /** Empty where the source names none. */
  readonly transports: readonly Transport[];
}

export interface NameTable {
  /** How large it is. */
  readonly size: number;
  /** Those of this very name (lower case). */
  named(service: string): readonly RegisteredName[];
  /** All, by name. */
  all(): readonly RegisteredName[];
  /** Every line, with a number by which `line` finds it again. */
  lines(): Iterable<{ readonly id: number; readonly claims: readonly RegisteredName[] }>;
  line(id: number): RegisteredName;
}

/** @param faulty the error of a line that cannot be read; ours unless told, since tables are data that we ship */
export function readNames(
  text: string,
  source: string,
  faulty: (problem: string) => Error = (problem) => new TableError(problem),
): NameTable {
  const lines = text.split('\n').filter((line) => line !== '');
  const parse = (line: string) => parseName(line, source, faulty);
  const line = (id: number) => parse(lines[id]!);
  const all = () => lines.map((_, id) => line(id));
  return {
    size: text.length,
    named: (service) => lines.filter((text) => text.split('\t', 3)[2] === service).map(parse),
    all,
    *lines() {
      for (const id of lines.keys()) yield { id, claims: [line(id)] };
    },
    line,
  };
}

function parseName(
  line: string,
  source: string,
  faulty: (problem: string) => Error,
): RegisteredName {
  const [, transports = '', ...columns] = fieldsOf(line);
  const fault = (what: string): never => {
    throw faulty(`${source}: ${what} in the line "${line}"`);
  };
  const named = transports === '-' ? [] : transports.split(' ');
  if (!named.every(isTransport)) fault(`the transport "${transports}"`);
  // The columns are read as those of a claim; which transport they are read with does not matter.
  const { transport: _, ...use } = parseUse([TRANSPORTS[0], ...columns], source, fault)[0]!;
  return { ...use, transports: named.filter(isTransport) };
}
