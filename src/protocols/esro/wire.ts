/**
 * ESRO on the wire (RFC 2188, section 4.4): one protocol data unit in a UDP datagram, or several concatenated. No version,
 * no checksum, no length: the datagram ends what it holds. `decode` is for people, who want every octet named; `read` gives
 * a machine the same units without the words; `encode` writes them.
 */
import { counted } from '../../core/count.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { ConcatenatedPdu, EsroPdu, SinglePdu } from './pdu.ts';
import { readUnit } from './read-unit.ts';
import { titleOf } from './titles.ts';
import { LONGEST_DATAGRAM, TYPES, typeOf } from './vocabulary.ts';

export { encode, encodedLength } from './encode.ts';
export { read } from './read.ts';

/** A unit, or several, and what it is in words: `Invoke 42: operation 2 of selector 13, 4 octets as BER`. */
export type EsroMessage =
  | (SinglePdu & { readonly title: string })
  | (ConcatenatedPdu & {
      readonly title: string;
      /** What is wrong with those that were left out, in sentences; absent when all is well. */
      readonly faults?: readonly string[];
    });

/**
 * Reads one datagram. Total: any octets give a message, or an error of kind
 * - `magic`: a type that nobody assigned (6, 7, 9 to 15);
 * - `truncated`: the header is cut;
 * - `value`: selector 0, an acknowledgement of another type than 0 and 1, a segment's number or total that cannot be;
 * - `length`: more octets than a datagram has, or a concatenation of which nothing can be read.
 *
 * Of a concatenation what can be read is kept, and `faults` says what could not: section 4.5 does not ask that one bad
 * unit spoil the others.
 */
export function decode(bytes: Uint8Array): Decoded<EsroMessage> {
  return decodeWith(bytes, (r) => {
    if (bytes.length > LONGEST_DATAGRAM) {
      const what = `${bytes.length} octets are more than a datagram has (${LONGEST_DATAGRAM})`;
      return r.refuse('length', 'datagram', what);
    }
    if (typeOf(bytes[0] ?? 0) === TYPES.concatenated) return readConcatenated(r);
    const pdu = readUnit(r, bytes.length);
    return { title: titleOf(pdu), ...pdu };
  });
}

/** Pairs of a length in one octet and a unit, up to the end (RFC 2188, section 4.5 and Table 32). */
function readConcatenated(r: Reader): EsroMessage {
  r.u8('type', (value) =>
    value === TYPES.concatenated ? 'concatenated' : 'concatenated; spare bits set, ignored',
  );
  const pdus: SinglePdu[] = [];
  const faults: string[] = [];
  while (r.remaining > 0 || pdus.length + faults.length === 0) {
    const name = `unit ${pdus.length + faults.length + 1}`;
    const length = r.u8(`${name}, length`);
    const fault = faultOf(length, r);
    if (fault === undefined) {
      pdus.push(readUnit(r, r.offset + length, `${name}, `));
      continue;
    }
    faults.push(`${name} ${fault.what}`);
    const skipped = fault.ends ? r.remaining : length;
    if (skipped > 0) r.bytes(`${name}, left out`, skipped, () => fault.what);
  }
  if (pdus.length === 0) {
    r.refuse('length', 'concatenation', `nothing in it can be read: ${faults[0]}`, 1);
  }
  const message: ConcatenatedPdu = { kind: 'concatenated', pdus };
  if (faults.length === 0) return { title: titleOf(message), ...message };
  return { title: `${titleOf(message)} (${faults.length} left out)`, ...message, faults };
}

/** Why the next `length` octets are no unit that may stand there; `ends`: nor can any after it be found. */
function faultOf(length: number, r: Reader): { what: string; ends: boolean } | undefined {
  if (length === 0) return { what: 'has no octets', ends: true };
  if (length > r.remaining) {
    return { what: `says ${counted(length, 'octet')}, ${r.remaining} left`, ends: true };
  }
  const inside = r.peek(length);
  if (typeOf(inside[0]!) === TYPES.concatenated) {
    return { what: 'is a concatenation itself', ends: false };
  }
  const decoded = decodeWith(inside, (within) => readUnit(within, length));
  if (!decoded.ok) return { what: `cannot be read: ${decoded.error.message}`, ends: false };
  return isSegment(decoded.message) ? { what: 'is a segment', ends: false } : undefined;
}

/** Whether it is a part of a longer unit. */
const isSegment = (pdu: EsroPdu) => 'segment' in pdu && pdu.segment !== undefined;
