/** Who and which message: EMSD's addresses and message identifiers on the wire (RFC 2524, section 3.4.1, appendix A). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import type { Address, EmsdAddress, LocalMessageId, MessageId } from './ipm.ts';
import {
  atMost,
  readPrintable,
  readText,
  readTime,
  writeNumber,
  writePrintable,
  writeTime,
} from './values.ts';
import { BOUNDS, EMSD_TAGS, MOST_DIGITS, value } from './vocabulary.ts';

/**
 * A number as reading it gives it. A zero before an even count of digits is the same octets as no zero before the odd
 * count that remains: `0166` and `166` are one subscriber.
 */
export const canonicalDigits = (digits: string): string =>
  digits.length % 2 === 0 && digits.startsWith('0') ? digits.slice(1) : digits;

export function readEmsdAddress(r: BerReader, name: string): EmsdAddress {
  return r.within(name, TAGS.SEQUENCE, (inside) => {
    const digits = readDigits(inside, `${name} number`);
    if (!inside.isNext(value(0))) return { kind: 'emsd', digits };
    const text = readText(inside, `${name} name`, BOUNDS.emsdName, value(0));
    return { kind: 'emsd', digits, name: text };
  });
}

/** Two decimal digits an octet. */
function readDigits(r: BerReader, name: string): string {
  const at = r.offset;
  const inHex = (octets: Uint8Array): string =>
    canonicalDigits([...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(''));
  const digits = inHex(r.octets(name, inHex));
  if (digits.length === 0 || digits.length > MOST_DIGITS) {
    r.refuse('length', name, `has ${digits.length} digits, not 1 to ${MOST_DIGITS}`, at);
  }
  if (!/^[0-9]+$/.test(digits)) r.refuse('value', name, 'has digits that are not decimal', at);
  return digits;
}

/** @throws RangeError when the number is none, or too long, or the name is */
export function writeEmsdAddress({ digits, name }: EmsdAddress): Uint8Array {
  if (!/^[0-9]+$/.test(digits) || digits.length > MOST_DIGITS) {
    throw new RangeError(`"${digits}" is no number of 1 to ${MOST_DIGITS} digits`);
  }
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const number = Uint8Array.from(even.match(/../g)!, (two) => parseInt(two, 16));
  const shown =
    name === undefined
      ? []
      : [berOctets(atMost('name', latin1Bytes(name), BOUNDS.emsdName), value(0))];
  return berSequence([berOctets(number), ...shown]);
}

/** EMSDORAddress. */
export function readAddress(r: BerReader, name: string): Address {
  if (!r.isNext(EMSD_TAGS.PRINTABLE)) return readEmsdAddress(r, name);
  return { kind: 'rfc822', text: readPrintable(r, name, BOUNDS.rfc822Name) };
}

/** @throws RangeError when it is too long, or has what may not be in it */
export const writeAddress = (address: Address): Uint8Array =>
  address.kind === 'emsd'
    ? writeEmsdAddress(address)
    : writePrintable('address', address.text, BOUNDS.rfc822Name);

export const isAddressNext = (r: BerReader): boolean =>
  r.isNext(TAGS.SEQUENCE) || r.isNext(EMSD_TAGS.PRINTABLE);

export function readLocalId(r: BerReader, name: string, tag: number): LocalMessageId {
  return r.within(name, tag, (inside) => ({
    submissionTime: readTime(inside, `${name} submission time`),
    messageNumber: inside.unsigned(`${name} number`, BOUNDS.messageNumber),
  }));
}

export const writeLocalId = (id: LocalMessageId, tag: number): Uint8Array =>
  berSequence(
    [
      writeTime('submission time', id.submissionTime),
      writeNumber('message number', id.messageNumber, BOUNDS.messageNumber),
    ],
    tag,
  );

export const isMessageIdNext = (r: BerReader): boolean =>
  r.isNext(EMSD_TAGS.LOCAL_ID) || r.isNext(EMSD_TAGS.RFC822_ID);

export function readMessageId(r: BerReader, name: string): MessageId {
  if (r.isNext(EMSD_TAGS.LOCAL_ID)) {
    return { kind: 'local', ...readLocalId(r, name, EMSD_TAGS.LOCAL_ID) };
  }
  const text = readPrintable(r, name, BOUNDS.messageId, EMSD_TAGS.RFC822_ID);
  return { kind: 'rfc822', text };
}

/** @throws RangeError when it is not within its bounds */
export const writeMessageId = (id: MessageId): Uint8Array =>
  id.kind === 'local'
    ? writeLocalId(id, EMSD_TAGS.LOCAL_ID)
    : writePrintable('message identifier', id.text, BOUNDS.messageId, EMSD_TAGS.RFC822_ID);
