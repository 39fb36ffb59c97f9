/**
 * What Epson printers answer about themselves, over SNMP, USB or a parallel cable: the binary status "@BDC ST2", the
 * older "@BDC ST" in text, other "@BDC" texts, the device id "@EJL ID", the firmware's version, and refusals.
 * Over SNMP a zero byte stands before it. Nothing here asks: SNMP's client does.
 */
import { latin1 } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { fieldName, readField, type KeptField, type St2Status } from './fields.ts';
import { ERRORS, meaningOf, STATES } from './vocabulary.ts';

/** "@BDC ST2" reply. */
export interface St2Reply {
  readonly kind: 'st2';
  readonly title: string;
  readonly status: St2Status;
  /** Fields that nobody has explained, in their order. */
  readonly kept: readonly KeptField[];
  /** What follows the declared length. */
  readonly trailing: Uint8Array;
}

/** A reply of `KEY:value;` pairs: "@BDC ST", "@BDC PS". */
export interface TextReply {
  readonly kind: 'text';
  readonly title: string;
  /** `ST`, `PS`. */
  readonly subject: string;
  /** In their order; of a repeated key each. */
  readonly pairs: readonly { readonly key: string; readonly value: string }[];
}

export interface DeviceIdReply {
  readonly kind: 'device id';
  readonly title: string;
  /** The IEEE 1284 device id. */
  readonly deviceId: string;
}

export interface FirmwareReply {
  readonly kind: 'firmware';
  readonly title: string;
  /** `ME23H6`. */
  readonly version: string;
  /** The day that its letters stand for: `2017-06-23`. */
  readonly date?: string;
}

/** A command was not carried out. */
export interface RefusalReply {
  readonly kind: 'refusal';
  readonly title: string;
  /** Its two letters. */
  readonly command: string;
  /** `NA`, `BUSY`; empty: it is not known. */
  readonly answer: string;
}

export type BdcMessage = St2Reply | TextReply | DeviceIdReply | FirmwareReply | RefusalReply;

/** Pairs that are read; more than any reply has. */
const MOST_PAIRS = 256;
const FF = 0x0c;

/**
 * Reads one reply, with or without the zero byte that SNMP puts before it. Total: any bytes give a reply, or an
 * error of kind
 * - `magic`: none of the beginnings;
 * - `truncated`, `length`: it ends before it says.
 */
export function decode(bytes: Uint8Array): Decoded<BdcMessage> {
  return decodeWith(bytes, (r): BdcMessage => {
    if (bytes[0] === 0 && bytes.length > 1) r.u8('prefix', () => 'as SNMP carries it');
    const ahead = latin1(r.peek(16));
    if (ahead.startsWith('@BDC ST2\r\n')) return readSt2(r);
    const [mark, subject] = /^@BDC ([A-Z]{2})\r\n/.exec(ahead) ?? [];
    if (mark !== undefined && subject !== undefined) return readText(r, mark, subject);
    // The line's end differs: CR LF, or CR alone.
    const [id] = /^@EJL ID\r\n?/.exec(ahead) ?? [];
    if (id !== undefined) return readDeviceId(r, id);
    const [firmware] = /^vi:[0-9]{2}:/.exec(ahead) ?? [];
    if (firmware !== undefined) return readFirmware(r, firmware);
    const [refusal, command, answer] = /^([a-z|]{2}):(NA|BUSY|);\f?$/.exec(ahead) ?? [];
    if (refusal !== undefined) return readRefusal(r, command ?? '', answer ?? '');
    // A beginning that is cut is the beginning of one, all the same.
    const marks = ['@BDC ST2\r\n', '@BDC ST\r\n', '@EJL ID\r', 'vi:00:'];
    const cut = marks.find((one) => ahead !== '' && one.startsWith(ahead));
    if (cut !== undefined || bytes.length === 0) r.bytes('mark', cut?.length ?? 1);
    return r.refuse('magic', 'mark', 'begins with no mark of an Epson status reply');
  });
}

function readSt2(r: Reader): St2Reply {
  readMark(r, 10);
  const low = r.u8('length, low byte');
  const length = low + 256 * r.u8('length, high byte');
  if (length > r.remaining) {
    const message = `the fields have ${length} bytes, ${r.remaining} follow`;
    // What is there is shown before it is said that it is not all.
    readFields(r, r.offset + r.remaining);
    r.refuse('truncated', 'fields', message);
  }
  const { status, kept } = readFields(r, r.offset + length);
  const trailing = r.rest('trailing bytes');
  return { kind: 'st2', title: titleOf(status), status, kept, trailing };
}

/** A mark that ends its line, with CR LF or CR alone. */
function readMark(r: Reader, length: number): void {
  const mark = latin1(r.peek(length)).trimEnd();
  r.text('mark', mark.length);
  r.bytes('line end', length - mark.length);
}

function readFields(r: Reader, end: number) {
  const said: St2Status[] = [];
  const kept: KeptField[] = [];
  while (r.offset < end) {
    const type = r.u8('field', (code) => fieldName(code) ?? 'unknown');
    const at = r.offset;
    const length = r.u8('length');
    if (r.offset + length > end) {
      const left = end - r.offset;
      const kind = r.remaining < length ? 'truncated' : 'length';
      r.refuse(kind, 'length', `a field says ${length} bytes, ${left} are left`, at);
    }
    const field = readField(r, type, length);
    said.push(field.said);
    if (field.kept) kept.push(field.kept);
  }
  // Of a type that comes twice the first counts: nobody knows of any.
  const status: St2Status = Object.assign({}, ...said.toReversed());
  return { status, kept };
}

function titleOf({ state, error }: St2Status): string {
  const words = [
    ...(state === undefined ? [] : [meaningOf(STATES, state, 'state').words]),
    ...(error === undefined ? [] : [meaningOf(ERRORS, error, 'error').words]),
  ];
  return `Status (ST2): ${words.join(', ') || 'nothing of its state'}`;
}

function readText(r: Reader, mark: string, subject: string): TextReply {
  readMark(r, mark.length);
  const pairs: { key: string; value: string }[] = [];
  while (r.remaining > 0 && r.peek(1)[0] !== FF && pairs.length < MOST_PAIRS) {
    const ahead = latin1(r.peek(Math.min(r.remaining, 1024)));
    const [whole, key = '', value = ''] = /^([^:;\f]*):?([^;\f]*);/.exec(ahead) ?? [];
    if (whole === undefined) break;
    r.text(key === '' ? 'pair' : key, whole.length);
    pairs.push({ key, value });
  }
  readEnd(r);
  return { kind: 'text', title: `Text reply (${subject})`, subject, pairs };
}

function readDeviceId(r: Reader, mark: string): DeviceIdReply {
  readMark(r, mark.length);
  const deviceId = r.text('device id', beforeEnd(r));
  readEnd(r);
  return { kind: 'device id', title: 'Device id (di)', deviceId };
}

function readFirmware(r: Reader, mark: string): FirmwareReply {
  r.text('mark', mark.length);
  const rest = latin1(r.peek(beforeEnd(r)));
  const semicolon = rest.indexOf(';');
  const length = semicolon < 0 ? rest.length : semicolon;
  const version = r.text('firmware', length);
  const date = firmwareDate(version);
  readEnd(r);
  const title = `Firmware (vi): ${version}`;
  return { kind: 'firmware', title, version, ...(date !== undefined && { date }) };
}

function readRefusal(r: Reader, command: string, answer: string): RefusalReply {
  r.text('command', 2);
  r.text('answer', 2 + answer.length);
  readEnd(r);
  const words = answer === 'NA' ? 'not available' : answer === 'BUSY' ? 'busy' : 'not known';
  return { kind: 'refusal', title: `Refusal: ${command} is ${words}`, command, answer };
}

/** The bytes before the form feed that ends a text, or all of them. */
function beforeEnd(r: Reader): number {
  const end = r.peek(r.remaining).indexOf(FF);
  return end < 0 ? r.remaining : end;
}

function readEnd(r: Reader): void {
  r.rest('end');
}

/**
 * `ME23H6` is of 23 June 2017: the third and fourth characters are the day, the fifth counts years from 1945
 * by its code, the sixth is the month in hexadecimal (epc, checked on two printers).
 */
export function firmwareDate(version: string): string | undefined {
  const [, day = '', letter = '', month = ''] = /^..(\d\d)([A-Z])([1-9A-C])$/.exec(version) ?? [];
  if (letter === '' || Number(day) < 1 || Number(day) > 31) return undefined;
  const year = letter.charCodeAt(0) + 1945;
  return `${year}-${String(parseInt(month, 16)).padStart(2, '0')}-${day}`;
}
