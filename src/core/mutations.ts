/**
 * What hostile or broken peers make of a good message, and what a decoder must never do with it.
 * For tests: pure, and used by every protocol's.
 */
import type { Decoded } from './bytes/reader.ts';

/** Every prefix of a message, from nothing to all of it, then the message with each single bit flipped. */
export function* mutations(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length <= bytes.length; length++) yield bytes.slice(0, length);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}

/** The first byte that no field names, or that one names out of turn; undefined when every byte has its field. */
export function unnamed({ fields }: Decoded<unknown>, bytes: Uint8Array): number | undefined {
  let at = 0;
  for (const { offset, length } of fields) {
    if (offset !== at) return at;
    at += length;
  }
  return at === bytes.length ? undefined : at;
}

/**
 * What is wrong with a decoder's answer to `bytes`, whatever they are; undefined when it is sound:
 * fields lie inside the bytes, in order and without overlap, and an error points into them.
 */
export function unsound(decoded: Decoded<unknown>, bytes: Uint8Array): string | undefined {
  let at = 0;
  for (const { name, offset, length } of decoded.fields) {
    if (offset < at || length < 0) return `field ${name} at byte ${offset} overlaps the one before`;
    at = offset + length;
    if (at > bytes.length) return `field ${name} ends at byte ${at} of ${bytes.length}`;
  }
  if (decoded.ok) return undefined;
  const { offset, field, message } = decoded.error;
  if (offset < 0 || offset > bytes.length) return `the error points at byte ${offset}`;
  return field === '' || message === '' ? 'the error has no field or no message' : undefined;
}
