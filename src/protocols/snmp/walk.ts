/**
 * One walk through a part of an agent's tree: several columns side by side, row by row, until each is at its end.
 * Pure: what to ask next, and what an answer makes of it.
 *
 * It always ends. Names must grow, so that nobody leads it in a circle; values are counted; it never goes where
 * the gate forbids to start.
 */
import { compareOids, isWithin } from '../../core/bytes/ber-oid.ts';
import { MAX_REPETITIONS, refusesGetBulk, refusesGetNext } from './gate.ts';
import type { PlainPdu, Variable } from './pdu.ts';
import { isPresent } from './values.ts';
import { ERROR_CODES, errorName, type SnmpVersion } from './vocabulary.ts';

/** What of a tree is wanted. */
export interface WalkOrder {
  /** Columns of one table, or any subtrees. At least one. */
  readonly columns: readonly string[];
  /** Values at most, of all columns together. */
  readonly most?: number;
}

/** More than any table of a printer has. */
export const DEFAULT_MOST = 512;
/** Values that one getbulk asks for: some 1,400 bytes of them, as printers name things. */
const VALUES_PER_ANSWER = 24;

/** Why a column's walk is over: `end` is the good one, the others are words. */
export type WalkEnd = 'end' | 'limit' | 'not increasing' | 'guarded' | 'no answer' | (string & {});

interface Column {
  readonly root: string;
  /** The last name that was heard. */
  readonly at: string;
}

export interface Walk {
  readonly columns: readonly Column[];
  /** How many values are still taken. */
  readonly left: number;
  /** Repetitions of the next getbulk: halved when they were too many. */
  readonly repetitions: number;
}

/** What an answer made of a walk. */
export interface Progress {
  /** What goes on: nothing, the walk, or parts of it that go on by themselves. */
  readonly walks: readonly Walk[];
  readonly found: readonly Variable[];
  /** Columns that are over, by their root. */
  readonly ended: readonly { readonly root: string; readonly end: WalkEnd }[];
}

export function beginWalk({ columns, most = DEFAULT_MOST }: WalkOrder): Walk {
  const repetitions = Math.floor(VALUES_PER_ANSWER / columns.length);
  return {
    columns: columns.map((root) => ({ root, at: root })),
    left: most,
    repetitions: Math.max(1, Math.min(repetitions, MAX_REPETITIONS, most)),
  };
}

/** The same walk without the columns at which the gate stands. */
export function heedGate(walk: Walk): Progress {
  const isOpen = ({ at }: Column) => refusesGetNext(at) === undefined;
  const columns = walk.columns.filter(isOpen);
  return {
    walks: columns.length === 0 ? [] : [{ ...walk, columns }],
    found: [],
    ended: walk.columns
      .filter((column) => !isOpen(column))
      .map(({ root }) => ({ root, end: 'guarded' })),
  };
}

/**
 * What to ask next. The gate must have been heeded.
 * @param mayLeap whether this agent may be asked by getbulk: see `gate.ts`
 */
export function walkRequest(
  { columns, repetitions }: Walk,
  version: SnmpVersion,
  mayLeap: boolean,
) {
  const oids = columns.map(({ at }) => at);
  const isOpen = oids.every((oid) => refusesGetBulk(oid, repetitions) === undefined);
  return version !== '1' && mayLeap && isOpen && repetitions > 1
    ? ({ kind: 'getbulk', repetitions, oids } as const)
    : ({ kind: 'getnext', oids } as const);
}

/** What an agent's answer to {@link walkRequest} makes of the walk. */
export function takeStep(walk: Walk, { errorStatus, errorIndex, variables }: PlainPdu): Progress {
  if (errorStatus === ERROR_CODES.tooBig) return shrink(walk);
  if (errorStatus !== ERROR_CODES.none) {
    // Version 1 says so where there is nothing more; version 2 has a value for that.
    const end = errorStatus === ERROR_CODES.noSuchName ? 'end' : errorName(errorStatus);
    return giveUpOne(walk, errorIndex, end);
  }
  if (variables.length === 0) return shrink(walk);
  return takeRows(walk, variables);
}

/** Row by row: the first of each column, then the second of each, as long as the answer goes. */
function takeRows(walk: Walk, variables: readonly Variable[]): Progress {
  const columns: Column[] = [...walk.columns];
  const ends = new Map<string, WalkEnd>();
  const found: Variable[] = [];
  for (const [i, variable] of variables.entries()) {
    const place = i % columns.length;
    const column = columns[place]!;
    if (ends.has(column.root)) continue;
    const end = found.length === walk.left ? 'limit' : endBy(column, variable);
    if (end !== undefined) {
      ends.set(column.root, end);
      continue;
    }
    found.push(variable);
    columns[place] = { ...column, at: variable.oid };
  }
  const left = walk.left - found.length;
  const open = columns.filter(({ root }) => !ends.has(root));
  if (left === 0) for (const { root } of open) ends.set(root, 'limit');
  return {
    walks: left === 0 || open.length === 0 ? [] : [{ ...walk, columns: open, left }],
    found,
    ended: [...ends].map(([root, end]) => ({ root, end })),
  };
}

function endBy({ root, at }: Column, { oid, value }: Variable): WalkEnd | undefined {
  if (!isPresent(value) && value.type !== 'NULL') return 'end';
  if (!isWithin(oid, root)) return 'end';
  return compareOids(oid, at) <= 0 ? 'not increasing' : undefined;
}

/** Asks for less: fewer rows, then fewer columns, then no more of the one that is left. */
function shrink(walk: Walk): Progress {
  const { columns, repetitions } = walk;
  if (repetitions > 1) {
    return { walks: [{ ...walk, repetitions: repetitions >> 1 }], found: [], ended: [] };
  }
  if (columns.length > 1) return { walks: halve(walk), found: [], ended: [] };
  return giveUpOne(walk, 1, 'too big');
}

/** @param index from 1, as agents count; where they name none, each column is asked by itself */
function giveUpOne(walk: Walk, index: number, end: WalkEnd): Progress {
  const { columns } = walk;
  const blamed = columns.length === 1 ? columns[0] : columns[index - 1];
  if (!blamed) return { walks: halve(walk), found: [], ended: [] };
  const rest = columns.filter((column) => column !== blamed);
  return {
    walks: rest.length === 0 ? [] : [{ ...walk, columns: rest }],
    found: [],
    ended: [{ root: blamed.root, end }],
  };
}

/** Two walks of half the columns each. */
export function halve(walk: Walk): Walk[] {
  const { columns, left } = walk;
  const middle = columns.length >> 1;
  return [columns.slice(0, middle), columns.slice(middle)].map((half) => ({
    ...walk,
    columns: half,
    left: Math.ceil(left / 2),
  }));
}
