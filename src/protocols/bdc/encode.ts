/** Writes the binary status "@BDC ST2" as a printer sends it, of the fields that sources explain. */
import { joinBytes } from '../../core/bytes/join.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { Ink, St2Status } from './fields.ts';
import { cartridgeCode, colourCode } from './vocabulary.ts';

/** What can be said. Each field is one of `St2Status`; absent: it is not in the reply. */
export type SaidStatus = Pick<
  St2Status,
  | 'state'
  | 'error'
  | 'warnings'
  | 'paperPath'
  | 'replace'
  | 'inks'
  | 'cancellation'
  | 'jobName'
  | 'serial'
>;

const MARK = '@BDC ST2\r\n';
/** A field says its length in a byte. */
const LONGEST_VALUE = 0xff;
/** Before a job's name, in every capture zeroes. */
const BEFORE_JOB_NAME = 5;
const INK_SIZE = 3;

/**
 * The reply, without the zero byte that SNMP puts before it; fields in the order of their types, as in the captures. Text is cut
 * where it is longer than a field.
 * @throws RangeError for codes beyond a byte and text beyond ISO 8859-1: our own bug
 */
export function encodeStatus(status: SaidStatus): Uint8Array {
  const fields = joinBytes(fieldsOf(status).map(([type, value]) => encodeField(type, value)));
  const length = Uint8Array.of(fields.length & 0xff, fields.length >> 8);
  return joinBytes([new Writer().text(MARK).finish(), length, fields]);
}

/** What the older reply can say. */
export type SaidText = Pick<SaidStatus, 'state' | 'error'> & {
  /** Percent, of the inks that it has an order for: black, cyan, magenta, yellow. */
  readonly levels: readonly number[];
};

/** The older reply "@BDC ST": pairs of text, numbers in hexadecimal, a form feed. */
export function encodeText({ state, error, levels }: SaidText): Uint8Array {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');
  const pairs = [
    ...(state === undefined ? [] : [`ST:${hex(state)};`]),
    ...(error === undefined ? [] : [`ER:${hex(error)};`]),
    ...(levels.length === 0 ? [] : [`IQ:${levels.map(hex).join('')};`]),
  ];
  return new Writer().text(`@BDC ST\r\n${pairs.join('')}\f`).finish();
}

/** As SNMP carries it. */
export const asSnmpCarries = (reply: Uint8Array): Uint8Array =>
  joinBytes([Uint8Array.of(0), reply]);

/**
 * The record of an ink by what people call it; undefined where no source has a code for its cartridge or its colour.
 * @param level percent
 */
export function inkNamed(name: string, level: number): Ink | undefined {
  const [cartridge, colour] = [cartridgeCode(name), colourCode(name)];
  if (cartridge === undefined || colour === undefined) return undefined;
  return { cartridge, colour, level, more: new Uint8Array(0) };
}

type Field = readonly [type: number, value: Uint8Array];

function fieldsOf({ warnings, paperPath, inks, jobName, serial, ...said }: SaidStatus): Field[] {
  const byte = (type: number, value: number | undefined): Field[] =>
    value === undefined ? [] : [[type, new Writer().u8(value).finish()]];
  const when = <T>(type: number, value: T | undefined, bytes: (value: T) => Uint8Array): Field[] =>
    value === undefined ? [] : [[type, bytes(value)]];
  return [
    ...byte(0x01, said.state),
    ...byte(0x02, said.error),
    ...when(0x04, warnings, (codes) => Uint8Array.from(codes)),
    ...when(0x06, paperPath, (path) => new Writer().u16(path).finish()),
    ...byte(0x0e, said.replace),
    ...when(0x0f, inks, encodeInks),
    ...byte(0x13, said.cancellation),
    ...when(0x19, jobName, (name) =>
      joinBytes([
        new Uint8Array(BEFORE_JOB_NAME),
        new Writer().text(name.slice(0, LONGEST_VALUE - BEFORE_JOB_NAME)).finish(),
      ]),
    ),
    ...when(0x40, serial, (text) => new Writer().text(text.slice(0, LONGEST_VALUE)).finish()),
  ];
}

function encodeInks(inks: readonly Ink[]): Uint8Array {
  const writer = new Writer().u8(INK_SIZE);
  for (const { cartridge, colour, level } of inks) writer.u8(cartridge).u8(colour).u8(level);
  return writer.finish();
}

const encodeField = (type: number, value: Uint8Array): Uint8Array =>
  new Writer().u8(type).u8(value.length).bytes(value).finish();
