/** What a variable holds: read, written, and put in words. */
import { formatIpv4, parseIpv4 } from '../../core/addresses.ts';
import { type BerReader, tagName } from '../../core/bytes/ber.ts';
import { berElement, berInteger, berNull, berOctets, berOid } from '../../core/bytes/ber-write.ts';
import { toHex } from '../../core/bytes/hex.ts';
import { heardText } from '../../core/heard.ts';
import { typeOfTag, VALUE_TAGS } from './vocabulary.ts';

export type SnmpValue =
  | { readonly type: 'INTEGER'; readonly value: number }
  | { readonly type: 'OCTET STRING' | 'Opaque'; readonly value: Uint8Array }
  | { readonly type: 'OBJECT IDENTIFIER'; readonly value: string }
  /** `192.0.2.1`. */
  | { readonly type: 'IpAddress'; readonly value: string }
  /** 0 to 2^32 - 1. TimeTicks are hundredths of a second. */
  | { readonly type: 'Counter32' | 'Gauge32' | 'TimeTicks'; readonly value: number }
  /** 0 to 2^64 - 1, in decimal digits: more than a number can hold. */
  | { readonly type: 'Counter64'; readonly value: string }
  | { readonly type: 'NULL' }
  /** Instead of a value, in version 2 and later: there is none, and why. */
  | { readonly type: 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' }
  /** A type that no standard here has, or one of wrong length: its tag and what it holds. */
  | { readonly type: 'unknown'; readonly tag: number; readonly value: Uint8Array };

const UNSIGNED = 2 ** 32;
/** Characters of a text in words: a device id of today. */
const LONGEST_TEXT = 400;
const COUNTER64 = { least: 0n, most: (1n << 64n) - 1n };

/** @param words what the value means, by the name of its variable */
export function readValue(
  r: BerReader,
  words: (value: SnmpValue) => string | undefined = valueText,
): SnmpValue {
  const type = typeOfTag(r.nextTag());
  const tag = r.nextTag() ?? 0;
  switch (type) {
    case 'INTEGER': {
      const value = r.integer('value', (number) => words({ type, value: number }), tag);
      return { type, value };
    }
    case 'OCTET STRING':
    case 'Opaque':
      return { type, value: r.octets('value', (value) => words({ type, value }), tag) };
    case 'OBJECT IDENTIFIER':
      return { type, value: r.oid('value', (value) => words({ type, value }), tag) };
    case 'Counter32':
    case 'Gauge32':
    case 'TimeTicks':
      return { type, value: readUnsigned(r, tag, (value) => words({ type, value })) };
    case 'Counter64':
      return { type, value: r.decimal('value', COUNTER64, tag) };
    case 'IpAddress': {
      if (r.nextLength() !== 4) break;
      return { type, value: formatIpv4(r.octets('value', formatIpv4, tag)) };
    }
    case 'NULL':
    case 'noSuchObject':
    case 'noSuchInstance':
    case 'endOfMibView':
      r.nothing('value', valueText({ type }), tag);
      return { type };
  }
  const { bytes } = r.any('value');
  return { type: 'unknown', tag, value: bytes };
}

/** Careless agents write 2^32 - 1 in four bytes, which is -1: unsigned it is what they mean. */
function readUnsigned(
  r: BerReader,
  tag: number,
  words: (value: number) => string | undefined,
): number {
  const unsigned = (read: number) => (read < 0 ? read + UNSIGNED : read);
  const at = r.offset;
  const value = unsigned(r.integer('value', (read) => words(unsigned(read)), tag));
  if (value < 0 || value >= UNSIGNED) r.refuse('value', 'value', 'has more than 32 bits', at);
  return value;
}

/** One element. @throws RangeError when the value is none of its type: our own bug */
export function writeValue(held: SnmpValue): Uint8Array {
  switch (held.type) {
    case 'INTEGER':
    case 'Counter32':
    case 'Gauge32':
    case 'TimeTicks':
      return berInteger(held.value, VALUE_TAGS[held.type]);
    case 'Counter64':
      return berInteger(BigInt(held.value), VALUE_TAGS[held.type]);
    case 'OCTET STRING':
    case 'Opaque':
      return berOctets(held.value, VALUE_TAGS[held.type]);
    case 'OBJECT IDENTIFIER':
      return berOid(held.value);
    case 'IpAddress':
      return berOctets(parseIpv4(held.value), VALUE_TAGS.IpAddress);
    case 'unknown':
      return berElement(held.tag, held.value);
    default:
      return berNull(VALUE_TAGS[held.type]);
  }
}

/** Whether a value is one: neither NULL nor a word for there being none. */
export const isPresent = ({ type }: SnmpValue): boolean =>
  type !== 'NULL' &&
  type !== 'noSuchObject' &&
  type !== 'noSuchInstance' &&
  type !== 'endOfMibView';

const ABSENCES = {
  NULL: 'NULL',
  noSuchObject: 'no such object',
  noSuchInstance: 'no such instance',
  endOfMibView: 'end of what there is',
} as const;

/** A value in words, as far as its type alone gives them. */
export function valueText(held: SnmpValue): string {
  switch (held.type) {
    case 'INTEGER':
    case 'Counter32':
    case 'Gauge32':
      return `${held.type} ${held.value}`;
    case 'Counter64':
    case 'OBJECT IDENTIFIER':
    case 'IpAddress':
      return held.value;
    case 'TimeTicks':
      return durationText(held.value);
    case 'OCTET STRING':
    case 'Opaque': {
      const text = printable(held.value);
      return text === undefined ? toHex(held.value, ' ') : heardText(text, LONGEST_TEXT);
    }
    case 'unknown':
      return `${tagName(held.tag)}, ${toHex(held.value, ' ')}`;
    default:
      return ABSENCES[held.type];
  }
}

/**
 * Bytes as text when they are one: UTF-8 without controls but tabs and line ends. A NUL at the end is left
 * out: some printers write it.
 */
export function printable(bytes: Uint8Array): string | undefined {
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Hundredths of a second as `3 d 04:05:06`. */
export function durationText(ticks: number): string {
  const whole = Math.floor(ticks / 100);
  const two = (part: number) => String(part).padStart(2, '0');
  const clock = [Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const days = Math.floor(whole / 86_400);
  return `${days > 0 ? `${days} d ` : ''}${clock.map(two).join(':')}`;
}
