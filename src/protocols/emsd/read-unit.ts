/** What EMSD says in one unit of ESRO, field by field. */
import { decodeWith, type Decoded, type Field, type Reader } from '../../core/bytes/reader.ts';
import {
  dataOf,
  type DataPdu,
  type ErrorPdu,
  type InvokePdu,
  type ResultPdu,
  type SinglePdu,
} from '../esro/pdu.ts';
import type { ReadContent } from './envelope.ts';
import type { Ipm } from './ipm.ts';
import { readIpm } from './message.ts';
import { IPM_CONTENT, OPERATIONS, REPORT_CONTENT, type OperationName } from './operations.ts';
import { readReport, type Report } from './report.ts';
import type { EmsdUnit, Reading } from './units.ts';
import { operationName } from './vocabulary.ts';
import { decodeError, readInvocation, readResult } from './wire.ts';

/** Where a unit stands in its datagram. */
export interface UnitPlace {
  /** The octet where it begins; errors count from there. */
  readonly from: number;
  /** What stands before the names of its fields. */
  readonly prefix: string;
}

/**
 * @param bytes the unit's own
 * @param fields ESRO's fields of the unit
 */
export function readUnit(
  pdu: SinglePdu,
  bytes: Uint8Array,
  fields: readonly Field[],
  { from, prefix }: UnitPlace = { from: 0, prefix: '' },
): Decoded<EmsdUnit> {
  // A segment alone cannot be read, and acknowledgements and failures say nothing of EMSD's.
  if (pdu.kind === 'ack' || pdu.kind === 'failure' || pdu.segment !== undefined) {
    return { ok: true, message: { kind: 'esro', pdu }, fields };
  }
  // The data are the last of a unit, whatever it is.
  const start = bytes.length - dataOf(pdu).length;
  const read = readData(pdu, bytes, start);
  const head = fields.filter(({ offset }) => offset < from + start).map(withOperation);
  const inside = read.fields
    .filter(({ offset }) => offset >= start)
    .map((field) => ({ ...field, name: `${prefix}${field.name}`, offset: from + field.offset }));
  return { ...read, fields: [...head, ...inside] };
}

/** ESRO knows an operation's number alone. */
function withOperation(field: Field): Field {
  if (!field.name.endsWith('encoding, operation')) return field;
  const name = operationName(Number(field.value) & 0x3f);
  return name === undefined ? field : { ...field, meaning: `${field.meaning}: ${name}` };
}

function readData(pdu: DataPdu, bytes: Uint8Array, start: number): Decoded<EmsdUnit> {
  if (pdu.encoding !== 'BER') {
    const message = `the data at byte ${start} say that they are ${pdu.encoding}, and EMSD has BER alone`;
    return decodeFrom(bytes, start, (r) => r.refuse('value', 'encoding', message));
  }
  switch (pdu.kind) {
    case 'invoke':
      return readInvoke(pdu, bytes, start);
    case 'result':
      return readAnyResult(pdu, bytes, start);
    case 'error':
      return readError(pdu, bytes, start);
  }
}

/** Decodes what begins at `start`: places count from the beginning of the unit, as people count them. */
const decodeFrom = <T>(bytes: Uint8Array, start: number, read: (r: Reader) => T): Decoded<T> =>
  decodeWith(bytes, (r) => {
    r.bytes('head', start);
    return read(r);
  });

function readInvoke(
  { reference, sap, operation }: InvokePdu,
  bytes: Uint8Array,
  start: number,
): Decoded<EmsdUnit> {
  return decodeFrom(bytes, start, (r) => {
    let message: Ipm | undefined;
    let report: Report | undefined;
    const readContent: ReadContent = (ber, contentType, isPart) => {
      const at = ber.offset;
      if (isPart) return ber.rest('content');
      if (contentType === IPM_CONTENT) message = readIpm(ber);
      else if (contentType === REPORT_CONTENT) report = readReport(ber);
      else return ber.rest('content');
      return bytes.slice(at, ber.offset);
    };
    const invocation = readInvocation(r, operation, readContent);
    return {
      kind: 'invocation',
      reference,
      sap,
      invocation,
      ...(message && { message }),
      ...(report && { report }),
    };
  });
}

const NAMES = Object.keys(OPERATIONS) as OperationName[];

function readAnyResult(
  { reference }: ResultPdu,
  bytes: Uint8Array,
  start: number,
): Decoded<EmsdUnit> {
  const fits = NAMES.flatMap((operation) => {
    const read = decodeFrom(bytes, start, (r) => readResult(r, operation));
    return read.ok ? [{ operation, result: read.message, fields: read.fields }] : [];
  });
  const [first] = fits;
  if (first === undefined) {
    const message = `no operation of EMSD has the result at byte ${start}`;
    return decodeFrom(bytes, start, (r) => r.refuse('value', 'result', message));
  }
  const readings = fits.map(({ operation, result }) => ({ operation, result }) as Reading);
  const fields = fits.length === 1 ? first.fields : first.fields.map(ifOf(first.operation));
  return { ok: true, message: { kind: 'result', reference, readings }, fields };
}

/** In words that do not hold for the other readings. */
const ifOf =
  (operation: OperationName) =>
  (field: Field): Field =>
    field.meaning === undefined
      ? field
      : { ...field, meaning: `${field.meaning}, if of ${operation}` };

/** The parameter has had too many forms to be more than octets. */
function readError({ reference, value, parameter }: ErrorPdu, bytes: Uint8Array, start: number) {
  return decodeFrom(bytes, start, (r): EmsdUnit => {
    r.rest('parameter');
    return { kind: 'error', reference, error: decodeError(value, parameter) };
  });
}
