/** What an agent says to a question, whatever is around both: from a table of objects that nobody can write. */
import { compareOids, parseOid } from '../../core/bytes/ber-oid.ts';
import { UsageError } from '../../core/errors.ts';
import type { BulkPdu, Pdu, PlainPdu, Variable } from './pdu.ts';
import { writeValue, type SnmpValue } from './values.ts';
import { ERROR_CODES, type SnmpVersion } from './vocabulary.ts';

/** What one getbulk is answered with at most, before the size of a datagram bounds it further. */
const MAX_BULK = 256;

/**
 * Objects in the order of their names.
 * @throws UsageError when an object's name is none, or its value does not fit the wire
 */
export function sorted(objects: Readonly<Record<string, SnmpValue>>): Variable[] {
  const variables = Object.entries(objects).map(([oid, value]) => ({ oid, value }));
  try {
    for (const { oid, value } of variables) {
      parseOid(oid);
      writeValue(value);
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new UsageError(thrown.message);
    throw thrown;
  }
  return variables.toSorted((a, b) => compareOids(a.oid, b.oid));
}

/** A response without its envelope. */
export interface Answer {
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly variables: readonly Variable[];
}

const answered = (variables: readonly Variable[]): Answer => ({
  errorStatus: ERROR_CODES.none,
  errorIndex: 0,
  variables,
});

/** Undefined for what is no request, and for what version 1 does not have. */
export function answerTo(
  version: SnmpVersion,
  pdu: Pdu,
  all: readonly Variable[],
): Answer | undefined {
  // Version 1 has no numbers of 64 bits: such objects are not there for it (RFC 3584, section 4.2.2.1).
  const objects = version === '1' ? all.filter(({ value }) => value.type !== 'Counter64') : all;
  switch (pdu.kind) {
    case 'get':
      return version === '1' ? strict(pdu, get(pdu, objects)) : answered(get(pdu, objects));
    case 'getnext':
      return version === '1' ? strict(pdu, next(pdu, objects)) : answered(next(pdu, objects));
    case 'getbulk':
      return version === '1' ? undefined : answered(bulk(pdu, objects));
    case 'set':
      return {
        errorStatus: version === '1' ? ERROR_CODES.noSuchName : ERROR_CODES.notWritable,
        errorIndex: Math.min(1, pdu.variables.length),
        variables: pdu.variables,
      };
    default:
      return undefined;
  }
}

/** Version 1 answers all or nothing (RFC 1157, section 4.1.2). */
function strict({ variables }: PlainPdu, found: readonly Variable[]): Answer {
  const missing = found.findIndex(({ value }) => /^(noSuch|endOf)/.test(value.type));
  if (missing < 0) return answered(found);
  return { errorStatus: ERROR_CODES.noSuchName, errorIndex: missing + 1, variables };
}

function get({ variables }: PlainPdu, objects: readonly Variable[]): Variable[] {
  return variables.map(({ oid }) => {
    const at = placeAfter(objects, oid) - 1;
    const found = objects[at];
    return found?.oid === oid ? found : { oid, value: { type: absenceOf(objects, at, oid) } };
  });
}

/** An object of which there are instances, but not this one, or no object at all. */
function absenceOf(objects: readonly Variable[], at: number, oid: string) {
  const column = `${oid.slice(0, oid.lastIndexOf('.'))}.`;
  const has = [objects[at], objects[at + 1]].some((near) => near?.oid.startsWith(column));
  return has ? 'noSuchInstance' : 'noSuchObject';
}

const next = ({ variables }: PlainPdu, objects: readonly Variable[]): Variable[] =>
  variables.map(({ oid }) => successor(objects, oid));

const successor = (objects: readonly Variable[], oid: string): Variable =>
  objects[placeAfter(objects, oid)] ?? { oid, value: { type: 'endOfMibView' } };

/** RFC 3416, section 4.2.3: some once, the others as often as wanted, row by row. */
function bulk({ variables, ...pdu }: BulkPdu, objects: readonly Variable[]): Variable[] {
  const once = Math.max(pdu.nonRepeaters, 0);
  const found = variables.slice(0, once).map(({ oid }) => successor(objects, oid));
  let row = variables.slice(once);
  for (let i = 0; i < pdu.maxRepetitions && row.length > 0; i++) {
    if (found.length + row.length > MAX_BULK) break;
    row = row.map(({ oid }) => successor(objects, oid));
    found.push(...row);
    if (row.every(({ value }) => value.type === 'endOfMibView')) break;
  }
  return found;
}

/** Where the first object stands whose name comes after this one. */
function placeAfter(objects: readonly Variable[], oid: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareOids(objects[middle]!.oid, oid) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The answer as a datagram, or as much of it as one may hold: only getbulk's may be cut (RFC 3416, 4.2.3).
 * @param longest bytes
 */
export function fitted(
  version: SnmpVersion,
  pdu: Pdu,
  answer: Answer,
  longest: number,
  encode: (answer: Answer) => Uint8Array,
): Uint8Array {
  let { variables } = answer;
  for (;;) {
    const bytes = encode({ ...answer, variables });
    if (bytes.length <= longest) return bytes;
    if (pdu.kind !== 'getbulk' || variables.length <= 1) break;
    const share = Math.floor((variables.length * longest) / bytes.length);
    variables = variables.slice(0, Math.max(1, Math.min(share, variables.length - 1)));
  }
  // Version 1 gives the question back, the others nothing (RFC 1157, 4.1.2; RFC 3416, 4.2.1).
  const errorStatus = ERROR_CODES.tooBig;
  return encode({ errorStatus, errorIndex: 0, variables: version === '1' ? pdu.variables : [] });
}
