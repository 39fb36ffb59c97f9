/** ESRO's numbers on the wire (RFC 2188, section 4.4). */
import { ENCODINGS, type Encoding } from './pdu.ts';

/** The low four bits of the first octet (Table 15; 8: section 4.5). Others are assigned to nobody. */
export const TYPES = {
  invoke: 0,
  result: 1,
  error: 2,
  ack: 3,
  failure: 4,
  'segmented invoke': 5,
  concatenated: 8,
} as const;

/** Of a unit's first octet: a value of {@link TYPES}, or nobody's. */
export const typeOf = (first: number): number => first & 0x0f;

/** Of the octet that has it in its two highest bits (Tables 17, 19, 21). */
export const encodingOf = (octet: number): Encoding => ENCODINGS[octet >> 6]!;
/** Of an INVOKE's third octet: the six bits below its encoding (Table 16). */
export const operationOf = (octet: number): number => octet & 0x3f;

/** Says of a result or error that it is a segment (Tables 28 and 30). */
export const SEGMENTED = 0x10;
/** Says of a segment that it is the first, which has the total where others have their number (section 4.4.6). */
export const FIRST = 0x80;

/** An acknowledgement's type, in the high four bits (Table 23). */
export const ACK_TYPES = ['complete', 'hold on'] as const;

/** Of a unit inside a concatenation: its length has one octet. */
export const LONGEST_INSIDE = 255;

/** The length field of UDP counts no further. */
export const LONGEST_DATAGRAM = 65_535;

/** Octets before the argument, result or parameter. */
export const HEADERS = { invoke: 3, result: 2, error: 3 } as const;
/** The same of a segment, which has one more that says which it is. */
export const SEGMENT_HEADERS = { invoke: 4, result: 3, error: 4 } as const;
