/**
 * A whole datagram for people to read: ESRO's units, and what EMSD says in them. An INVOKE names its operation; a RESULT
 * does not, and only who asked knows what was asked: it is given in every reading that its form allows.
 */
import type { Decoded, Field } from '../../core/bytes/reader.ts';
import { decode as decodeEsro, type EsroMessage } from '../esro/wire.ts';
import type { DecodedMessage } from '../protocol.ts';
import { readUnit } from './read-unit.ts';
import { titleOf } from './titles.ts';
import type { EmsdUnit } from './units.ts';

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
  const places = placesOf(fields);
  const inside = places.flatMap(({ name, start, end }, number) => {
    const own = fields.filter(({ offset }) => offset >= start && offset < end);
    const unit = readUnit(pdus[number]!, bytes.subarray(0, end), own, `${name}, `);
    if (unit.ok) {
      units.push(unit.message);
      return unit.fields;
    }
    faults.push(`${name} cannot be read: ${unit.error.message}`);
    return own;
  });
  const around = fields.filter(
    ({ offset }) => !places.some(({ start, end }) => offset >= start && offset < end),
  );
  const title = `Concatenated: ${units.map(titleOf).join('; ')}`;
  return {
    ok: true,
    message:
      faults.length === 0
        ? { title, units }
        : { title: `${title} (${faults.length} left out)`, units, faults },
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
