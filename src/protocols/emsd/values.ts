/** The kinds of values that EMSD's fields have: texts, times, enumerations, named bits. */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berBits, berInteger, berOctets } from '../../core/bytes/ber-write.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardBytes } from '../../core/heard.ts';
import { EMSD_TAGS, LAST_TIME } from './vocabulary.ts';

// oxlint-disable-next-line no-control-regex -- they are what may not be there
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const PRINTABLE = /^[\u0020-\u007e]*$/;
/** How RFC 822 breaks a header's line (section 3.1.1): the break is not part of what it says. */
const FOLD = /\r?\n(?=[ \t])/g;

/**
 * AsciiPrintableString (RFC 2524, section 3.4.1.1) as old gateways wrote it: with octets above 126, one character each,
 * with tabs, and with the line breaks of a header from elsewhere, which are taken out. A break that is none of those
 * could begin a header of its own further on, and is refused like all control characters.
 * @param most octets
 */
export function readText(
  r: BerReader,
  name: string,
  most: number,
  tag: number = EMSD_TAGS.PRINTABLE,
): string {
  const at = r.offset;
  const text = r.text(name, tag).replaceAll(FOLD, '');
  checkLength(r, name, text.length, most, at);
  if (CONTROL.test(text)) r.refuse('value', name, 'has a control character', at);
  return text;
}

/** The same where nothing but printable ASCII will do: addresses and identifiers, which others compare. */
export function readPrintable(
  r: BerReader,
  name: string,
  most: number,
  tag: number = EMSD_TAGS.PRINTABLE,
): string {
  const at = r.offset;
  const text = r.text(name, tag);
  checkLength(r, name, text.length, most, at);
  if (!PRINTABLE.test(text)) r.refuse('value', name, 'is not printable ASCII', at);
  return text;
}

export type WriteText = (name: string, text: string, most: number, tag?: number) => Uint8Array;

/** @throws RangeError when it is not printable ASCII, or has more than `most` octets */
export const writePrintable: WriteText = (name, text, most, tag) => {
  if (!PRINTABLE.test(text)) throw new RangeError(`the ${name} is not printable ASCII`);
  return writeAsRead(name, text, most, tag);
};

/** A text of {@link readText}, whose characters are octets: total for what that gave. @throws RangeError when it is too long */
export const writeAsRead: WriteText = (name, text, most, tag = EMSD_TAGS.PRINTABLE) =>
  berOctets(atMost(name, latin1Bytes(text), most), tag);

/** Octets of at most so many; whatever they are, they are shown as text. */
export function readOctets(
  r: BerReader,
  name: string,
  most: number,
  tag: number,
  meaning: (octets: Uint8Array) => string = heardBytes,
): Uint8Array {
  const at = r.offset;
  const octets = r.octets(name, meaning, tag);
  checkLength(r, name, octets.length, most, at);
  return octets;
}

function checkLength(r: BerReader, name: string, length: number, most: number, at: number): void {
  if (length > most) r.refuse('length', name, `has ${length} octets, more than ${most}`, at);
}

/** @throws RangeError when there are more than `most` octets */
export function atMost(name: string, octets: Uint8Array, most: number): Uint8Array {
  if (octets.length > most) {
    throw new RangeError(`the ${name} has ${octets.length} octets, more than ${most}`);
  }
  return octets;
}

/** @throws RangeError when it is no whole number from 0 to `most` */
export function writeNumber(name: string, number: number, most: number, tag?: number): Uint8Array {
  if (!Number.isInteger(number) || number < 0 || number > most) {
    throw new RangeError(`the ${name}, ${number}, is not within 0 and ${most}`);
  }
  return berInteger(number, tag);
}

/** Seconds since 1970-01-01T00:00Z. */
export const readTime = (r: BerReader, name: string, tag?: number): number =>
  r.unsigned(name, LAST_TIME, (seconds) => new Date(seconds * 1000).toISOString(), tag);

export const writeTime = (name: string, seconds: number, tag?: number): Uint8Array =>
  writeNumber(name, seconds, LAST_TIME, tag);

/**
 * One of the words of a table. Old programs write an INTEGER for an ENUMERATED.
 * @param tag default: ENUMERATED, or INTEGER
 */
export function readWord<Word extends string>(
  r: BerReader,
  name: string,
  words: Readonly<Record<Word, number>>,
  tag: number = r.isNext(TAGS.INTEGER) ? TAGS.INTEGER : TAGS.ENUMERATED,
): Word {
  const at = r.offset;
  const wordOf = (number: number): Word | undefined =>
    (Object.keys(words) as Word[]).find((word) => words[word] === number);
  const number = r.integer(name, wordOf, tag);
  return wordOf(number) ?? r.refuse('value', name, `is ${number}, which has no meaning`, at);
}

/** Named bits, by their numbers. */
export function readFlags(
  r: BerReader,
  name: string,
  names: Readonly<Record<string, number>>,
  tag?: number,
): ReadonlySet<number> {
  const words = Object.entries(names);
  const inWords = (bits: string): string =>
    words.flatMap(([word, bit]) => (bits[bit] === '1' ? [word] : [])).join(', ') || 'none';
  const bits = r.bits(name, inWords, tag);
  return new Set([...bits].flatMap((bit, number) => (bit === '1' ? [number] : [])));
}

/** Named bits 0 to 7, in a whole octet: the reference implementation misreads those that do not fill one. */
export function writeFlags(set: readonly number[], tag?: number): Uint8Array {
  const bits = Array.from({ length: 8 }, (_, number) => (set.includes(number) ? '1' : '0'));
  return berBits(bits.join(''), tag);
}
