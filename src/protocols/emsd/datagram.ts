/**
 * A whole datagram for people to read: ESRO's units, and what EMSD says in them. An INVOKE names its operation; a RESULT
 * does not, and only who asked knows what was asked: it is given in every reading that its form allows.
 */
import { decodeWith, type Decoded, type Field } from '../../core/bytes/reader.ts';
import type { ErrorPdu, InvokePdu, ResultPdu, SinglePdu } from '../esro/pdu.ts';
import { decode as decodeEsro, type EsroMessage } from '../esro/wire.ts';
import type { DecodedMessage } from '../protocol.ts';
import type { ReadContent } from './envelope.ts';
import type { Ipm } from './ipm.ts';
import { readIpm } from './message.ts';
import { IPM_CONTENT, OPERATIONS, type OperationName } from './operations.ts';
import { titleOf } from './titles.ts';
import type { EmsdUnit, Reading } from './units.ts';
import { operationName } from './vocabulary.ts';
import { decodeError, decodeResult, readInvocation } from './wire.ts';

export interface EmsdDatagram extends DecodedMessage {
  readonly units: readonly EmsdUnit[];
  /** What is wrong with units of a concatenation, in sentences; absent when all is well. */
  readonly faults?: readonly string[];
}

/**
 * Reads one datagram. Total: any bytes give a message, or an error: ESRO's, where it is none of ESRO's; `value` where the
 * unit is not encoded by BER or names no operation of EMSD; what `wire.ts` says otherwise. Of a concatenation what can be
 * read is kept.
 */
export function decode(bytes: Uint8Array): Decoded<EmsdDatagram> {
  const esro = decodeEsro(bytes);
  if (!esro.ok) return esro;
  const { message, fields } = esro;
  if (message.kind === 'concatenated') return readTogether(bytes, message, fields);
  const inside = readData(message);
  if (inside === undefined) return whole({ kind: 'esro', pdu: message }, fields);
  // The data are the last of a unit, whatever it is.
  const start = bytes.length - inside.data.length;
  const before = fields.filter(({ offset }) => offset < start).map(withOperation);
  const all = [...before, ...shifted(inside.fields, start)];
  if (inside.ok) return whole(inside.message, all);
  const { error } = inside;
  return { ok: false, error: { ...error, offset: error.offset + start }, fields: all };
}

/** ESRO knows an operation's number alone. */
function withOperation(field: Field): Field {
  const name = field.name === 'encoding, operation' && operationName(Number(field.value) & 0x3f);
  return name ? { ...field, meaning: `${field.meaning}: ${name}` } : field;
}

const whole = (unit: EmsdUnit, fields: readonly Field[]): Decoded<EmsdDatagram> => ({
  ok: true,
  message: { title: titleOf(unit), units: [unit] },
  fields,
});

const shifted = (fields: readonly Field[], by: number, prefix = ''): Field[] =>
  fields.map((field) => ({
    ...field,
    name: `${prefix}${field.name}`,
    offset: field.offset + by,
  }));

/** Each unit of a concatenation as if it had come alone. */
function readTogether(
  bytes: Uint8Array,
  esro: Extract<EsroMessage, { kind: 'concatenated' }>,
  fields: readonly Field[],
): Decoded<EmsdDatagram> {
  const places = placesOf(fields);
  const units: EmsdUnit[] = [];
  const faults = [...(esro.faults ?? [])];
  const inside = places.flatMap(({ name, start, end }) => {
    const unit = decode(bytes.subarray(start, end));
    if (unit.ok) {
      units.push(...unit.message.units);
      return shifted(unit.fields, start, `${name}, `);
    }
    faults.push(`${name} cannot be read: ${unit.error.message}`);
    return fields.filter(({ offset }) => offset >= start && offset < end);
  });
  const around = fields.filter(
    ({ offset }) => !places.some(({ start, end }) => offset >= start && offset < end),
  );
  const title = `Together: ${units.map(titleOf).join('; ')}`;
  return {
    ok: true,
    message: { title, units, ...(faults.length > 0 && { faults }) },
    fields: [...around, ...inside].toSorted((a, b) => a.offset - b.offset),
  };
}

/** Where ESRO's fields say that the units of a concatenation stand, but for those that it left out. */
function placesOf(fields: readonly Field[]) {
  return fields.flatMap(({ name, value }, at) => {
    const next = fields[at + 1];
    const [, unit] = /^(.*), length$/.exec(name) ?? [];
    if (unit === undefined || next === undefined || next.name === `${unit}, left out`) return [];
    return [{ name: unit, start: next.offset, end: next.offset + Number(value) }];
  });
}

/** What a unit says, its fields counted from where its data begin; undefined where EMSD says nothing in it. */
function readData(pdu: SinglePdu): (Inside & { readonly data: Uint8Array }) | undefined {
  if (pdu.kind === 'ack' || pdu.kind === 'failure' || pdu.segment !== undefined) return undefined;
  if (pdu.encoding !== 'BER') {
    const says = `the data are encoded as ${pdu.encoding}, and EMSD has BER alone`;
    return { data: new Uint8Array(0), ...refused('encoding', says) };
  }
  switch (pdu.kind) {
    case 'invoke':
      return { data: pdu.argument, ...readArgument(pdu) };
    case 'result':
      return { data: pdu.result, ...readResult(pdu) };
    case 'error':
      return { data: pdu.parameter, ...readError(pdu) };
  }
}

type Inside = Decoded<EmsdUnit>;

function readArgument({ reference, sap, operation, argument }: InvokePdu): Inside {
  return decodeWith(argument, (r) => {
    let message: Ipm | undefined;
    const readContent: ReadContent = (ber, contentType, isPart) => {
      if (isPart || contentType !== IPM_CONTENT) return ber.rest('content');
      const start = ber.offset;
      message = readIpm(ber);
      return argument.slice(start, ber.offset);
    };
    const invocation = readInvocation(r, operation, readContent);
    return { kind: 'invocation', reference, sap, invocation, ...(message && { message }) };
  });
}

const NAMES = Object.keys(OPERATIONS) as OperationName[];

function readResult({ reference, result }: ResultPdu): Inside {
  const tries = NAMES.map((operation) => ({ operation, read: decodeResult(operation, result) }));
  const readings = tries.flatMap(({ operation, read }) =>
    read.ok ? [{ operation, result: read.message } as Reading] : [],
  );
  const fits = tries.find(({ read }) => read.ok);
  if (fits === undefined) return refused('result', 'no operation of EMSD has such a result');
  const message = { kind: 'result', reference, readings } as const;
  const fields =
    readings.length === 1 ? fits.read.fields : fits.read.fields.map(asOf(fits.operation));
  return { ok: true, message, fields };
}

/** In words that do not hold for the other readings. */
const asOf =
  (operation: OperationName) =>
  (field: Field): Field =>
    field.meaning === undefined
      ? field
      : { ...field, meaning: `${field.meaning}, if of ${operation}` };

/** The parameter has had too many forms to be more than octets. */
function readError({ reference, value, parameter }: ErrorPdu): Inside {
  const message = { kind: 'error', reference, error: decodeError(value, parameter) } as const;
  const fields = decodeWith(parameter, (r) => r.rest('parameter')).fields;
  return { ok: true, message, fields };
}

function refused(field: string, message: string): Inside {
  return { ok: false, error: { kind: 'value', field, offset: 0, message }, fields: [] };
}
