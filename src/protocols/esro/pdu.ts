/** What ESRO's protocol data units say, as values: `wire.ts` makes octets of them and back. */

/** How an argument, result or parameter is encoded. ESRO tags it so and never looks inside (RFC 2188, Table 17). */
export const ENCODINGS = ['BER', 'PER', 'XDR', 'reserved'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** 4 bits; only the performer's selector is on the wire. 0 would leave the invoker, by rule one less, without one. */
export const HIGHEST_SAP = 15;
/** 6 bits (RFC 2188, Table 16). */
export const HIGHEST_OPERATION = 63;
/** 8 bits each: invoke reference numbers, error values. */
export const REFERENCES = 256;
/** Seven bits count segments, and the RFC says fewer than 127 (section 4.6.1). */
export const MOST_SEGMENTS = 126;

/** Why an operation failed (RFC 2188, Table 9). Other values may come; they are passed on as they are. */
export const FAILURE = {
  transmission: 0,
  localResources: 1,
  userNotResponding: 2,
  remoteResources: 3,
  /** Read, never sent: the wire's own table of them (Table 25) has no 4. */
  reassembly: 4,
} as const;

/** The same values in the RFC's words. */
export const FAILURES = {
  [FAILURE.transmission]: 'transmission failure',
  [FAILURE.localResources]: 'out of local resources',
  [FAILURE.userNotResponding]: 'user not responding',
  [FAILURE.remoteResources]: 'out of remote resources',
  [FAILURE.reassembly]: 'reassembly failure',
} as const;

/** `user not responding`, or the number where nobody has named it. */
export const failureName = (value: number): string =>
  (FAILURES as Readonly<Record<number, string>>)[value] ?? `unassigned value ${value}`;

/** The octet that says which part of a segmented unit this is (RFC 2188, sections 4.4.6 to 4.4.8). */
export type Segment =
  /** The first, which alone says how many there are: 1 to {@link MOST_SEGMENTS}. */
  | { readonly first: true; readonly total: number }
  /** 1 to total - 1. */
  | { readonly first: false; readonly number: number };

export interface InvokePdu {
  readonly kind: 'invoke';
  /** The performer's selector, 1 to {@link HIGHEST_SAP}. */
  readonly sap: number;
  /** The invoke reference number, 0 to 255: which operation of this invoker. So in all others. */
  readonly reference: number;
  readonly encoding: Encoding;
  /** The operation's value, 0 to {@link HIGHEST_OPERATION}. */
  readonly operation: number;
  /** Where the unit is a segment. */
  readonly segment?: Segment;
  /** The argument, or the segment's part of it. */
  readonly argument: Uint8Array;
}

export interface ResultPdu {
  readonly kind: 'result';
  readonly reference: number;
  readonly encoding: Encoding;
  readonly segment?: Segment;
  readonly result: Uint8Array;
}

export interface ErrorPdu {
  readonly kind: 'error';
  readonly reference: number;
  readonly encoding: Encoding;
  /** The error's value, 0 to 255, as the users agreed. */
  readonly value: number;
  readonly segment?: Segment;
  readonly parameter: Uint8Array;
}

export interface AckPdu {
  readonly kind: 'ack';
  readonly reference: number;
  /** `hold on` is reserved for the future (RFC 2188, Table 23): read, never sent. */
  readonly type: 'complete' | 'hold on';
}

export interface FailurePdu {
  readonly kind: 'failure';
  readonly reference: number;
  /** A key of {@link FAILURES}, or another. */
  readonly value: number;
}

/** What carries something of the users'. */
export type DataPdu = InvokePdu | ResultPdu | ErrorPdu;

/** The argument, result or parameter, or a segment's part of it. */
export function dataOf(pdu: DataPdu): Uint8Array {
  switch (pdu.kind) {
    case 'invoke':
      return pdu.argument;
    case 'result':
      return pdu.result;
    case 'error':
      return pdu.parameter;
  }
}

/** Any unit that stands for itself. */
export type SinglePdu = DataPdu | AckPdu | FailurePdu;

/** Several units in one datagram (RFC 2188, section 4.5): none of them segmented, none of them another of these. */
export interface ConcatenatedPdu {
  readonly kind: 'concatenated';
  readonly pdus: readonly SinglePdu[];
}

export type EsroPdu = SinglePdu | ConcatenatedPdu;
