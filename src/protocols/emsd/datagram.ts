/**
 * A whole datagram for people to read: ESRO's units, and what EMSD says in them. An INVOKE names its operation; a RESULT
 * does not, and only who asked knows what was asked: it is given in every reading that its form allows.
 */
import type { Decoded, Field } from '../../core/bytes/reader.ts';
import { decode as decodeEsro, type EsroMessage } from '../esro/wire.ts';
import type { DecodedMessage } from '../protocol.ts';
import { readUnit } from './read-unit.ts';
import { titleOf, titleOfAll } from './titles.ts';
import type { EmsdUnit } from './units.ts';
import { decodeIpm } from './wire.ts';

export interface EmsdDatagram extends DecodedMessage {
  readonly units: readonly EmsdUnit[];
  /** What is wrong with units of a concatenation, in sentences; absent when all is well. */
  readonly faults?: readonly string[];
}

/**
 * Reads one datagram. Total: any bytes give a message, or an error: ESRO's, where it is none of ESRO's; `value` where the
 * unit is not encoded by BER or names no operation of EMSD; what `wire.ts` says otherwise. What is no datagram may be the
 * content of one: an interpersonal message, whole. Of a concatenation what can be
 * read is kept.
 */
export function decode(bytes: Uint8Array): Decoded<EmsdDatagram> {
  const read = readDatagram(bytes);
  return read.ok ? read : (readAlone(bytes) ?? read);
}

/** What a program keeps of a message has nothing of ESRO around it. All of it must fit: then it is hardly anything else. */
function readAlone(bytes: Uint8Array): Decoded<EmsdDatagram> | undefined {
  const read = decodeIpm(bytes);
  if (!read.ok) return undefined;
  const unit = { kind: 'content', message: read.message } as const;
  return { ...read, message: { title: titleOf(unit), units: [unit] } };
}

function readDatagram(bytes: Uint8Array): Decoded<EmsdDatagram> {
  const esro = decodeEsro(bytes);
  if (!esro.ok) return esro;
  const { message, fields } = esro;
  if (message.kind === 'concatenated') return readTogether(bytes, message, fields);
  const unit = readUnit(message, bytes, fields);
  if (!unit.ok) return unit;
  return { ...unit, message: { title: titleOf(unit.message), units: [unit.message] } };
}

/** Each unit of a concatenation as if it had come alone. */
function readTogether(
  bytes: Uint8Array,
  { pdus, faults: leftOut = [] }: Extract<EsroMessage, { kind: 'concatenated' }>,
  fields: readonly Field[],
): Decoded<EmsdDatagram> {
  const units: EmsdUnit[] = [];
  const faults = [...leftOut];
  const all: Field[] = [];
  let number = 0;
  for (const { name, start, end, own } of placesOf(fields)) {
    if (name === undefined) {
      all.push(...own);
      continue;
    }
    const place = { from: start, prefix: `${name}, ` };
    const unit = readUnit(pdus[number++]!, bytes.subarray(start, end), own, place);
    all.push(...(unit.ok ? unit.fields : own));
    if (unit.ok) units.push(unit.message);
    else faults.push(`${name} cannot be read: ${unit.error.message}`);
  }
  const title = titleOfAll(units, faults.length);
  return {
    ok: true,
    message: faults.length === 0 ? { title, units } : { title, units, faults },
    fields: all,
  };
}

/** Fields of a concatenation that belong together: those of a unit, or what stands around units. */
interface Place {
  /** `unit 1`; absent around units, and for what ESRO left out. */
  readonly name?: string;
  /** Where the unit begins and ends. */
  readonly start: number;
  readonly end: number;
  readonly own: Field[];
}

/** In the order in which they stand, each looked at once: there may be thousands. */
function placesOf(fields: readonly Field[]): readonly Place[] {
  const places: Place[] = [];
  for (const [at, field] of fields.entries()) {
    const last = places.at(-1);
    if (last?.name !== undefined && field.offset < last.end) {
      last.own.push(field);
      continue;
    }
    places.push({ start: 0, end: 0, own: [field] });
    const [, name] = /^(.*), length$/.exec(field.name) ?? [];
    const next = fields[at + 1];
    if (name === undefined || next === undefined || next.name === `${name}, left out`) continue;
    const start = next.offset;
    places.push({ name, start, end: start + Number(field.value), own: [] });
  }
  return places;
}
