/** Whether a table of claims is what its format says: readable, sorted, canonical, every claim with a reference. */
import type { Claim } from '../claim.ts';
import { REGISTRY } from '../official.ts';
import { TableError, parseLine } from '../table.ts';
import { TRANSPORTS } from '../../core/transport.ts';
import type { Fault } from './fault.ts';

export interface AuditedTable {
  /** Those of lines that can be read. */
  readonly claims: readonly Claim[];
  readonly faults: readonly Fault[];
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly fields: readonly string[];
}

/** @param source the id of the source that the table is of */
export function auditTable(file: string, text: string, source: string): AuditedTable {
  const lines = text
    .split('\n')
    .map((line, i) => ({ number: i + 1, text: line, fields: line.split('\t') }))
    .filter(({ text: line }) => line !== '' && !line.startsWith('#'));
  const claims: Claim[] = [];
  const faults: Fault[] = [];
  const fault = (line: number, problem: string) => faults.push({ file, line, problem });
  for (const line of lines) {
    const parsed = claimsOf(line, source);
    if (typeof parsed === 'string') fault(line.number, parsed);
    else {
      claims.push(...parsed);
      // What the registry publishes is its own: it is read, not edited.
      const rules = source === REGISTRY ? [] : [...shapeFaults(line), ...claimFaults(parsed[0]!)];
      for (const problem of rules) fault(line.number, problem);
    }
  }
  for (const { line, problem } of orderFaults(lines, source)) fault(line, problem);
  return { claims, faults };
}

function claimsOf({ text }: Line, source: string): Claim[] | string {
  try {
    return parseLine(text, source);
  } catch (problem) {
    if (problem instanceof TableError) return problem.message;
    throw problem;
  }
}

function shapeFaults({ fields }: Line): string[] {
  const transports = fields[1]!.split(' ');
  const inOrder = TRANSPORTS.filter((name) => transports.includes(name));
  return [
    ...(fields.at(-1) === '' ? ['an empty field at the end'] : []),
    ...(fields.some((field) => field !== field.trim() || / {2}/.test(field))
      ? ['blanks where there should be none']
      : []),
    ...(transports.join() === inOrder.join() ? [] : ['transports out of order, or one twice']),
    ...(fields[2] === fields[2]!.toLowerCase() ? [] : ['a service name is lower case']),
  ];
}

function claimFaults({ title, reference, since }: Claim): string[] {
  return [
    ...(title === '' ? ['a claim without a title'] : []),
    ...(reference ? [] : ['a claim without a reference']),
    ...(since === undefined || /^\d{4}(-\d\d(-\d\d)?)?$/.test(since)
      ? []
      : [`"${since}" is no date: 2002, 2002-02 or 2002-02-14`]),
  ];
}

/**
 * The registry's lines are in its own order within a port; others are sorted to the last field. As shipped,
 * lines of ranges stand before all others.
 */
function orderFaults(
  lines: readonly Line[],
  source: string,
): { readonly line: number; readonly problem: string }[] {
  const keyed = lines.map((line) => ({ line: line.number, key: orderOf(line, source) }));
  const isRange = ({ fields }: Line) => fields[0]!.includes('-');
  const ranges = lines.filter(isRange).length;
  const isShipped = ranges > 0 && lines.slice(0, ranges).every(isRange);
  return keyed.flatMap(({ line, key }, i) => {
    const before = keyed[i - 1];
    if (before === undefined || (isShipped && i === ranges)) return [];
    if (key < before.key)
      return [{ line, problem: `out of order: it belongs before line ${before.line}` }];
    const isTwice = key === before.key && source !== REGISTRY;
    return isTwice ? [{ line, problem: `the same claim as in line ${before.line}` }] : [];
  });
}

function orderOf({ fields }: Line, source: string): string {
  const [ports = '', transports, service, title] = fields;
  const [from = '', to = from] = ports.split('-').map((port) => port.padStart(5, '0'));
  return source === REGISTRY
    ? `${from} ${to}`
    : `${from} ${to} ${transports}\t${service}\t${title}`;
}
