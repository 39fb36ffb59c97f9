/**
 * The lean reading of what `decode` reads, for machines that take tens of thousands of datagrams a second: no fields, no
 * words. A property test holds the two together.
 */
import {
  MOST_SEGMENTS,
  type ConcatenatedPdu,
  type EsroPdu,
  type Segment,
  type SinglePdu,
} from './pdu.ts';
import {
  ACK_TYPES,
  encodingOf,
  FIRST,
  LONGEST_DATAGRAM,
  operationOf,
  SEGMENTED,
  TYPES,
  typeOf,
} from './vocabulary.ts';

/**
 * One datagram's unit or units; undefined for whatever must be dropped. Total.
 *
 * Argument, result and parameter are views into `bytes`: whoever keeps one longer than the datagram copies it.
 */
export function read(bytes: Uint8Array): EsroPdu | undefined {
  if (bytes.length > LONGEST_DATAGRAM) return undefined;
  return typeOf(bytes[0]!) === TYPES.concatenated
    ? readConcatenated(bytes)
    : readOne(bytes, 0, bytes.length);
}

/** Where a length leads nowhere reading stops; what may not stand there is passed over (RFC 2188, section 4.5). */
function readConcatenated(bytes: Uint8Array): ConcatenatedPdu | undefined {
  const pdus: SinglePdu[] = [];
  for (let at = 1; at < bytes.length;) {
    const length = bytes[at]!;
    const end = at + 1 + length;
    if (length === 0 || end > bytes.length) break;
    const pdu = readOne(bytes, at + 1, end);
    if (pdu !== undefined && !('segment' in pdu)) pdus.push(pdu);
    at = end;
  }
  return pdus.length === 0 ? undefined : { kind: 'concatenated', pdus };
}

/** The unit from `at` to `end`, which lie within `bytes`. */
function readOne(bytes: Uint8Array, at: number, end: number): SinglePdu | undefined {
  const length = end - at;
  if (length < 2) return undefined;
  const first = bytes[at]!;
  const reference = bytes[at + 1]!;
  switch (typeOf(first)) {
    case TYPES.invoke: {
      const sap = first >> 4;
      if (length < 3 || sap === 0) return undefined;
      const third = bytes[at + 2]!;
      return {
        kind: 'invoke',
        sap,
        reference,
        encoding: encodingOf(third),
        operation: operationOf(third),
        argument: bytes.subarray(at + 3, end),
      };
    }
    case TYPES.result: {
      const encoding = encodingOf(first);
      if ((first & SEGMENTED) !== 0) return readResultSegment(bytes, at, end);
      return { kind: 'result', reference, encoding, result: bytes.subarray(at + 2, end) };
    }
    case TYPES.error: {
      if (length < 3) return undefined;
      if ((first & SEGMENTED) !== 0) return readErrorSegment(bytes, at, end);
      const encoding = encodingOf(first);
      const value = bytes[at + 2]!;
      return { kind: 'error', reference, encoding, value, parameter: bytes.subarray(at + 3, end) };
    }
    case TYPES.ack: {
      const type = ACK_TYPES[first >> 4];
      return type && { kind: 'ack', reference, type };
    }
    case TYPES.failure:
      return length < 3 ? undefined : { kind: 'failure', reference, value: bytes[at + 2]! };
    case TYPES['segmented invoke']:
      return readInvokeSegment(bytes, at, end);
    default:
      return undefined;
  }
}

function readInvokeSegment(bytes: Uint8Array, at: number, end: number): SinglePdu | undefined {
  const sap = bytes[at]! >> 4;
  if (end - at < 4 || sap === 0) return undefined;
  const third = bytes[at + 2]!;
  const segment = segmentOf(bytes[at + 3]!);
  return (
    segment && {
      kind: 'invoke',
      sap,
      reference: bytes[at + 1]!,
      encoding: encodingOf(third),
      operation: operationOf(third),
      segment,
      argument: bytes.subarray(at + 4, end),
    }
  );
}

function readResultSegment(bytes: Uint8Array, at: number, end: number): SinglePdu | undefined {
  if (end - at < 3) return undefined;
  const segment = segmentOf(bytes[at + 2]!);
  const encoding = encodingOf(bytes[at]!);
  const result = bytes.subarray(at + 3, end);
  return segment && { kind: 'result', reference: bytes[at + 1]!, encoding, segment, result };
}

function readErrorSegment(bytes: Uint8Array, at: number, end: number): SinglePdu | undefined {
  if (end - at < 4) return undefined;
  const segment = segmentOf(bytes[at + 2]!);
  return (
    segment && {
      kind: 'error',
      reference: bytes[at + 1]!,
      encoding: encodingOf(bytes[at]!),
      value: bytes[at + 3]!,
      segment,
      parameter: bytes.subarray(at + 4, end),
    }
  );
}

/** Undefined where it says what cannot be: no segments, or more than there may be. */
function segmentOf(octet: number): Segment | undefined {
  const number = octet & 0x7f;
  if (number === 0) return undefined;
  if ((octet & FIRST) !== 0) {
    return number > MOST_SEGMENTS ? undefined : { first: true, total: number };
  }
  return number >= MOST_SEGMENTS ? undefined : { first: false, number };
}
