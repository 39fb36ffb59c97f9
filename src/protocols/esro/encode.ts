/** Writes ESRO's units. Spare bits are zero. */
import {
  dataOf,
  ENCODINGS,
  HIGHEST_OPERATION,
  HIGHEST_SAP,
  MOST_SEGMENTS,
  REFERENCES,
  type ConcatenatedPdu,
  type Encoding,
  type EsroPdu,
  type Segment,
  type SinglePdu,
} from './pdu.ts';
import {
  ACK_TYPES,
  FIRST,
  HEADERS,
  LONGEST_DATAGRAM,
  LONGEST_INSIDE,
  SEGMENTED,
  SEGMENT_HEADERS,
  TYPES,
} from './vocabulary.ts';

/**
 * The octets of one unit, or of several concatenated.
 * @throws RangeError on a number that its field cannot hold, a unit that does not fit into a datagram, a concatenation of
 * nothing, and one of what section 4.5 does not allow in it (segments, more than 255 octets): the caller's mistake
 */
export function encode(pdu: EsroPdu): Uint8Array {
  const length = encodedLength(pdu);
  if (length > LONGEST_DATAGRAM) throw new RangeError(`${length} octets fit in no datagram`);
  const bytes = new Uint8Array(length);
  if (pdu.kind === 'concatenated') writeAll(bytes, pdu);
  else write(bytes, 0, pdu);
  return bytes;
}

/** How many octets `encode` gives. */
export function encodedLength(pdu: EsroPdu): number {
  switch (pdu.kind) {
    case 'invoke':
    case 'result':
    case 'error':
      return headerOf(pdu) + dataOf(pdu).length;
    case 'ack':
      return 2;
    case 'failure':
      return 3;
    case 'concatenated':
      return pdu.pdus.reduce((sum, inside) => sum + 1 + encodedLength(inside), 1);
  }
}

const headerOf = ({ kind, segment }: { kind: keyof typeof HEADERS; segment?: Segment }): number =>
  (segment === undefined ? HEADERS : SEGMENT_HEADERS)[kind];

function writeAll(bytes: Uint8Array, { pdus }: ConcatenatedPdu): void {
  if (pdus.length === 0) throw new RangeError('nothing to concatenate');
  bytes[0] = TYPES.concatenated;
  let at = 1;
  for (const pdu of pdus) {
    const length = encodedLength(pdu);
    if (length > LONGEST_INSIDE) {
      throw new RangeError(`${length} octets are too long to be concatenated`);
    }
    if ('segment' in pdu && pdu.segment) throw new RangeError('segments are not concatenated');
    bytes[at] = length;
    write(bytes, at + 1, pdu);
    at += 1 + length;
  }
}

function write(bytes: Uint8Array, at: number, pdu: SinglePdu): void {
  bytes[at + 1] = within(pdu.reference, 0, REFERENCES - 1, 'invoke reference');
  switch (pdu.kind) {
    case 'invoke': {
      const type = pdu.segment ? TYPES['segmented invoke'] : TYPES.invoke;
      bytes[at] = (within(pdu.sap, 1, HIGHEST_SAP, 'performer selector') << 4) | type;
      bytes[at + 2] =
        encodingBits(pdu.encoding) | within(pdu.operation, 0, HIGHEST_OPERATION, 'operation');
      if (pdu.segment) bytes[at + 3] = segmentOctet(pdu.segment);
      bytes.set(pdu.argument, at + headerOf(pdu));
      return;
    }
    case 'result':
      bytes[at] = encodingBits(pdu.encoding) | (pdu.segment ? SEGMENTED : 0) | TYPES.result;
      if (pdu.segment) bytes[at + 2] = segmentOctet(pdu.segment);
      bytes.set(pdu.result, at + headerOf(pdu));
      return;
    case 'error': {
      bytes[at] = encodingBits(pdu.encoding) | (pdu.segment ? SEGMENTED : 0) | TYPES.error;
      if (pdu.segment) bytes[at + 2] = segmentOctet(pdu.segment);
      const header = headerOf(pdu);
      bytes[at + header - 1] = within(pdu.value, 0, 255, 'error value');
      bytes.set(pdu.parameter, at + header);
      return;
    }
    case 'ack':
      bytes[at] = (ACK_TYPES.indexOf(pdu.type) << 4) | TYPES.ack;
      return;
    case 'failure':
      bytes[at] = TYPES.failure;
      bytes[at + 2] = within(pdu.value, 0, 255, 'failure value');
  }
}

const encodingBits = (encoding: Encoding): number => ENCODINGS.indexOf(encoding) << 6;

function segmentOctet(segment: Segment): number {
  return segment.first
    ? FIRST | within(segment.total, 1, MOST_SEGMENTS, "segments' total")
    : within(segment.number, 1, MOST_SEGMENTS - 1, "segment's number");
}

function within(value: number, least: number, most: number, name: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} ${value} is not within ${least} and ${most}`);
}
