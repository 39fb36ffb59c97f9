/** EMSD's operations, what they carry and what they may answer (RFC 2524, sections 3.2 to 3.4), as values. */
import type { EmsdAddress, LocalMessageId, MessageId, Priority } from './ipm.ts';

/** UDP, both ways (RFC 2524, section 3.1.2). */
export const EMSD_PORT = 642;

/** Content of an interpersonal message (RFC 2524, section 3.4.1.7). */
export const IPM_CONTENT = 32;

/** Content of a report: reserved there, and sent by the centre of the RFC's authors. */
export const REPORT_CONTENT = 2;

/** A message in at most so many parts (appendix A, ub-emsd-segments). */
export const MOST_PARTS = 32;

/**
 * Value, performer's selector, handshake, and whether an operation instance identifier goes before the argument (RFC 2524,
 * table 1 and section 4.1). `by`: who invokes.
 */
export const OPERATIONS = {
  submit: { value: 33, sap: 5, handshake: '3-way', by: 'UA' },
  deliver: { value: 35, sap: 3, handshake: '3-way', by: 'MTS' },
  deliveryControl: { value: 2, sap: 9, handshake: '2-way', by: 'UA' },
  submissionControl: { value: 4, sap: 7, handshake: '2-way', by: 'MTS' },
  deliveryVerify: { value: 5, sap: 9, handshake: '2-way', by: 'UA' },
  submissionVerify: { value: 6, sap: 7, handshake: '2-way', by: 'MTS' },
  getConfiguration: { value: 7, sap: 9, handshake: '2-way', by: 'UA' },
  setConfiguration: { value: 8, sap: 7, handshake: '2-way', by: 'MTS' },
} as const;
export type OperationName = keyof typeof OPERATIONS;

/**
 * What both sides ask of ESRO beyond its tables. Without it a lost ACK leaves the centre in doubt for much longer: at 20 %
 * loss one message in twenty is shown after 32 s instead of 13.
 */
export const ESRO_OPTIONS = { answersInWait: true } as const;

/** Error values (RFC 2524, section 3.4.3). The verify operations' own errors have no number there. */
export const ERRORS = {
  protocolVersionNotRecognized: 1,
  submissionControlViolated: 2,
  messageIdentifierInvalid: 3,
  securityError: 4,
  deliveryControlViolated: 5,
  resourceError: 6,
  protocolViolation: 7,
  messageError: 8,
} as const;
export type ErrorName = keyof typeof ERRORS;

/** Simple credentials: in the clear (section 3.4.1). */
export interface Security {
  readonly address?: EmsdAddress;
  /** At most 16 octets. */
  readonly password?: Uint8Array;
  /** A checksum of 16 bits by an algorithm that no document names: read, never sent, never believed. */
  readonly contentIntegrityCheck?: number;
}

/** Which part of a message this is (section 3.4.2), 1 to {@link MOST_PARTS} of them. */
export type Part =
  | { readonly first: true; readonly sequence: number; readonly total: number }
  | { readonly first: false; readonly sequence: number; readonly number: number };

/** What submit and deliver carry. */
export interface Carried {
  readonly security?: Security;
  readonly part?: Part;
  readonly contentType: number;
  /** Octets of the content, or the part's slice of them. */
  readonly content: Uint8Array;
}

export type SubmitArgument = Carried;
export interface DeliverArgument extends Carried {
  readonly messageId: MessageId;
  /** Seconds since 1970-01-01T00:00Z, as all times here. */
  readonly deliveryTime: number;
  /** Not said where the message's local number tells it. */
  readonly submissionTime?: number;
}

export interface Operations {
  readonly submission: boolean;
  readonly delivery: boolean;
}

export interface DeliveryControlArgument {
  /** Default: update. */
  readonly restrict: 'update' | 'remove';
  /** What is allowed (the RFC names no polarity). */
  readonly permissibleOperations?: Operations;
  /** Octets of content. */
  readonly permissibleMaxContentLength?: number;
  readonly permissibleLowestPriority?: Priority;
  readonly security?: Security;
  /** Contents that no document names. */
  readonly userFeatures?: Uint8Array;
}

export interface DeliveryControlResult {
  readonly waitingOperations: Operations;
  readonly waitingMessages: { readonly longContent: boolean; readonly lowPriority: boolean };
  readonly waitingContentTypes: readonly number[];
}

export interface SubmissionControlArgument {
  readonly restrict: 'update' | 'remove';
  readonly permissibleOperations?: Operations;
  readonly permissibleMaxContentLength?: number;
  readonly security?: Security;
}

export interface SubmissionControlResult {
  readonly waitingOperations: Operations;
}

export type DeliveryStatus = 'no report sent' | 'delivery report sent' | 'non-delivery report sent';
export type SubmissionStatus = 'send message' | 'drop message';

/** What an operation's INVOKE carries, by name. */
export interface Arguments {
  readonly submit: SubmitArgument;
  readonly deliver: DeliverArgument;
  readonly deliveryControl: DeliveryControlArgument;
  readonly submissionControl: SubmissionControlArgument;
  readonly deliveryVerify: { readonly messageId: MessageId };
  readonly submissionVerify: { readonly messageId: MessageId };
  readonly getConfiguration: null;
  readonly setConfiguration: null;
}

/** What its RESULT carries. */
export interface Results {
  readonly submit: { readonly messageId: LocalMessageId };
  readonly deliver: null;
  readonly deliveryControl: DeliveryControlResult;
  readonly submissionControl: SubmissionControlResult;
  readonly deliveryVerify: { readonly status: DeliveryStatus };
  readonly submissionVerify: { readonly status: SubmissionStatus };
  readonly getConfiguration: null;
  readonly setConfiguration: null;
}

/** An operation as it was invoked. `instance`: the operation instance identifier, 0 to 255, of values 32 and above. */
export type Invocation = {
  readonly [Name in OperationName]: {
    readonly operation: Name;
    readonly instance?: number;
    readonly argument: Arguments[Name];
  };
}[OperationName];
