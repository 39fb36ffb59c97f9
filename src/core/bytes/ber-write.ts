/**
 * Writes ASN.1 in its Basic Encoding Rules (ITU-T X.690), in the shortest form, as the Distinguished Encoding
 * Rules want it: definite lengths, no needless octets. Each function gives a whole element; what does not fit is
 * our own bug and throws.
 */
import { TAGS } from './ber.ts';
import { parseOid } from './ber-oid.ts';
import { joinBytes } from './join.ts';

/** Tag, length and contents. @throws RangeError when the tag's number is above 30 */
export function berElement(tag: number, contents: Uint8Array): Uint8Array {
  if (!Number.isInteger(tag) || tag < 0 || tag > 0xff || (tag & 0x1f) === 0x1f) {
    throw new RangeError(`${tag} is no tag of one byte`);
  }
  return joinBytes([Uint8Array.of(tag, ...lengthOctets(contents.length)), contents]);
}

/** An element that holds others. */
export const berSequence = (
  elements: readonly Uint8Array[],
  tag: number = TAGS.SEQUENCE,
): Uint8Array => berElement(tag, joinBytes(elements));

/** @throws RangeError when it does not fit in 64 bits with its sign, or, as a number, is not a safe integer */
export function berInteger(value: number | bigint, tag: number = TAGS.INTEGER): Uint8Array {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is no whole number that can be trusted`);
  }
  let rest = BigInt(value);
  if (rest >= 1n << 64n || rest < -(1n << 63n)) throw new RangeError(`${rest} has over 64 bits`);
  const octets: number[] = [];
  do {
    octets.unshift(Number(rest & 0xffn));
    rest >>= 8n;
    // Until only the sign is left, and the first octet shows it.
  } while (rest !== (octets[0]! >= 0x80 ? -1n : 0n));
  return berElement(tag, Uint8Array.from(octets));
}

export const berOctets = (value: Uint8Array, tag: number = TAGS.OCTET_STRING): Uint8Array =>
  berElement(tag, value);

/**
 * A BIT STRING of a text of 0 and 1, bit 0 first.
 * @throws RangeError when there is another character
 */
export function berBits(bits: string, tag: number = TAGS.BIT_STRING): Uint8Array {
  if (!/^[01]*$/.test(bits)) throw new RangeError(`"${bits}" has other signs than 0 and 1`);
  const octets = (bits.match(/.{1,8}/g) ?? []).map((eight) => parseInt(eight.padEnd(8, '0'), 2));
  return berElement(tag, Uint8Array.of(octets.length * 8 - bits.length, ...octets));
}

/** NULL, or another element without contents. */
export const berNull = (tag: number = TAGS.NULL): Uint8Array => berElement(tag, new Uint8Array(0));

/** @throws RangeError when the text is no object identifier */
export function berOid(oid: string, tag: number = TAGS.OBJECT_IDENTIFIER): Uint8Array {
  const [first, second, ...others] = parseOid(oid) as [number, number, ...number[]];
  const octets = [40 * first + second, ...others].flatMap(arcOctets);
  return berElement(tag, Uint8Array.from(octets));
}

/** Seven bits an octet, all but the last with the high bit set. */
function arcOctets(arc: number): number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift(0x80 | (rest % 128));
  }
  return octets;
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}
