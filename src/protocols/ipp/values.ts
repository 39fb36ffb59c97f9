/** The values of IPP's attributes: what they are, and how each is read (RFC 8010, section 3.9). */
import { heardText, LONGEST_HEARD } from '../../core/heard.ts';
import type { Reader } from '../../core/bytes/reader.ts';
import {
  enumName,
  OUT_OF_BAND,
  TAGS,
  tagName,
  TEXTS,
  type OutOfBand,
  type TextKind,
} from './vocabulary.ts';

/** One attribute: its name, and one value or more. */
export interface IppAttribute {
  readonly name: string;
  readonly values: readonly IppValue[];
}

/** One value, by its syntax. Numbers are signed, of 32 bits. */
export type IppValue =
  | { readonly kind: 'integer' | 'enum'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'octetString'; readonly bytes: Uint8Array }
  /** `2026-11-21T06:30:00.0+01:00`; its numbers are as they came, in range or not. */
  | { readonly kind: 'dateTime'; readonly text: string }
  /** Dots per inch or centimetre, across the feed direction and along it. */
  | {
      readonly kind: 'resolution';
      readonly across: number;
      readonly along: number;
      readonly unit: 'dpi' | 'dpcm';
    }
  | { readonly kind: 'rangeOfInteger'; readonly lower: number; readonly upper: number }
  | { readonly kind: 'collection'; readonly members: readonly IppAttribute[] }
  | {
      readonly kind: 'textWithLanguage' | 'nameWithLanguage';
      readonly language: string;
      readonly text: string;
    }
  | { readonly kind: TextKind; readonly text: string }
  /** No value, and why. */
  | { readonly kind: 'none'; readonly why: OutOfBand }
  /** A tag that nobody has assigned, or a value that is not as its tag says. */
  | { readonly kind: 'unexplained'; readonly tag: number; readonly bytes: Uint8Array };

/** Reads `length` bytes of a value that is no collection; `name` is its attribute's. */
export function readValue(r: Reader, tag: number, name: string, length: number): IppValue {
  const kind = tagName(tag);
  const field = fieldName(name);
  if (kind !== undefined && isOneOf(OUT_OF_BAND, kind) && length === 0)
    return { kind: 'none', why: kind };
  if (kind !== undefined && isOneOf(TEXTS, kind)) return { kind, text: readText(r, field, length) };
  switch (kind) {
    case 'integer':
    case 'enum':
      if (length === 4) return { kind, value: readInteger(r, field, name) };
      break;
    case 'boolean':
      if (length === 1 && (r.peek(1)[0] ?? 0) <= 1) {
        return { kind, value: r.u8(field, (value) => (value === 1 ? 'true' : 'false')) === 1 };
      }
      break;
    case 'octetString':
      return { kind, bytes: readOctets(r, field, length) };
    case 'dateTime':
      if (length === DATE_LENGTH && dateText(r.peek(length)) !== undefined) {
        return { kind, text: dateText(r.bytes(field, length, dateText))! };
      }
      break;
    case 'resolution':
      if (length === 9 && unitOf(r.peek(9)[8])) return readResolution(r, field);
      break;
    case 'rangeOfInteger':
      if (length === 8) {
        const lower = readInteger(r, `${field} from`);
        return { kind, lower, upper: readInteger(r, `${field} to`) };
      }
      break;
    case 'textWithLanguage':
    case 'nameWithLanguage':
      if (fitsLanguage(r.peek(length))) return readWithLanguage(r, kind, field);
  }
  return { kind: 'unexplained', tag, bytes: readBytes(r, field, length, () => 'unexplained') };
}

const isOneOf = <T extends string>(list: readonly T[], name: string): name is T =>
  list.includes(name as T);

/** A field is called as its attribute, where that is a keyword as RFC 8011 (5.1.4) wants it. */
const fieldName = (name: string) => (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name) ? name : 'value');

/** Bytes of length 0 are no field. */
const readBytes = (
  r: Reader,
  name: string,
  length: number,
  meaning: (bytes: Uint8Array) => string | undefined,
): Uint8Array => (length === 0 ? new Uint8Array(0) : r.bytes(name, length, meaning));

/** Any bytes; most are a text, and are shown as one. */
function readOctets(r: Reader, name: string, length: number): Uint8Array {
  const bytes = r.peek(length);
  const isText = length > 0 && bytes.length === length && printableText(bytes) !== undefined;
  if (!isText) return readBytes(r, name, length, () => undefined);
  r.text(name, length);
  return bytes;
}

/** UTF-8, which every printer must know (RFC 8011, section 4.1.4.1); other letters are replaced by U+FFFD. */
export function readText(r: Reader, name: string, length: number): string {
  if (length === 0) return '';
  const ahead = r.peek(length);
  const isPlain = ahead.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isPlain) return r.text(name, length);
  return utf8(r.bytes(name, length, (bytes) => heardText(utf8(bytes), LONGEST_HEARD)));
}

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function printableText(bytes: Uint8Array): string | undefined {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? heardText(utf8(bytes), 160) : undefined;
}

function readInteger(r: Reader, field: string, attribute = field): number {
  const value = r.u32(field, (raw) => {
    const signed = raw | 0;
    return enumName(attribute, signed) ?? (signed < 0 ? `${signed}` : undefined);
  });
  return value | 0;
}

const unitOf = (code: number | undefined) => (code === 3 ? 'dpi' : code === 4 ? 'dpcm' : undefined);

function readResolution(r: Reader, field: string): IppValue {
  const across = readInteger(r, `${field} across`);
  const along = readInteger(r, `${field} along`);
  return { kind: 'resolution', across, along, unit: unitOf(r.u8(`${field} unit`, unitOf))! };
}

/** RFC 8010, section 3.9: two lengths of two bytes, each with its text, and nothing else. */
function fitsLanguage(bytes: Uint8Array): boolean {
  const first = u16(bytes, 0);
  const second = u16(bytes, 2 + first);
  return first + second + 4 === bytes.length;
}

const u16 = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function readWithLanguage(
  r: Reader,
  kind: 'textWithLanguage' | 'nameWithLanguage',
  field: string,
): IppValue {
  const language = readText(r, `${field} language`, r.u16('language length'));
  return { kind, language, text: readText(r, field, r.u16('text length')) };
}

/** RFC 2579, DateAndTime, always with the zone. */
const DATE_LENGTH = 11;

function dateText(bytes: Uint8Array): string | undefined {
  const [high, low, month, day, hour, minute, second, tenths, sign, east, rest] = bytes;
  const direction = sign === 0x2b ? '+' : sign === 0x2d ? '-' : undefined;
  if (direction === undefined) return undefined;
  const date = [pad((high! << 8) | low!, 4), pad(month!), pad(day!)].join('-');
  const time = [pad(hour!), pad(minute!), pad(second!)].join(':');
  return `${date}T${time}.${tenths}${direction}${pad(east!)}:${pad(rest!)}`;
}

const pad = (value: number, digits = 2) => `${value}`.padStart(digits, '0');

/** The text of a value that has one; undefined for all others. */
export function textOf(value: IppValue | undefined): string | undefined {
  return value !== undefined && 'text' in value ? value.text : undefined;
}

/** A value as a person would write it; `media-size={x-dimension=21000}` for a collection. */
export function valueText(value: IppValue): string {
  switch (value.kind) {
    case 'integer':
    case 'enum':
    case 'boolean':
      return `${value.value}`;
    case 'octetString':
    case 'unexplained':
      return printableText(value.bytes) ?? `${value.bytes.length} bytes`;
    case 'resolution':
      return value.across === value.along
        ? `${value.across}${value.unit}`
        : `${value.across}x${value.along}${value.unit}`;
    case 'rangeOfInteger':
      return `${value.lower}-${value.upper}`;
    case 'collection':
      return `{${value.members.map(attributeText).join(' ')}}`;
    case 'none':
      return value.why;
    default:
      return value.text;
  }
}

/** `printer-state=3`; several values with commas between. */
export const attributeText = ({ name, values }: IppAttribute): string =>
  `${name}=${values.map(valueText).join(',')}`;

/** The tag that says what a value is. */
export const tagOf = (value: IppValue): number =>
  value.kind === 'none'
    ? TAGS[value.why]
    : value.kind === 'unexplained'
      ? value.tag
      : TAGS[value.kind];
