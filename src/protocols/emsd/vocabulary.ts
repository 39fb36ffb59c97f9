/** EMSD's numbers: bounds, tags and enumerations (RFC 2524, section 3.4 and appendices A and B). */
import { applicationTag, contextTag } from '../../core/bytes/ber.ts';
import type { Importance, Priority } from './ipm.ts';
import {
  OPERATIONS,
  type DeliveryStatus,
  type OperationName,
  type SubmissionStatus,
} from './operations.ts';

/** Upper bounds of appendix A: octets of a field, or how many of a thing. */
export const BOUNDS = {
  recipients: 256,
  replyTo: 256,
  subject: 128,
  password: 16,
  content: 65_535,
  /** Content types are below it. */
  contentTypes: 128,
  messageId: 127,
  extensions: 64,
  emsdName: 64,
  emsdAddress: 20,
  rfc822Name: 127,
  mimeVersion: 8,
  /** Each of the other MIME fields. */
  mime: 127,
  messageNumber: 4096,
  integrityCheck: 0xffff,
  securityProblem: 127,
  compression: 127,
} as const;

/** Digits of a subscriber's number: two an octet. */
export const MOST_DIGITS = 2 * BOUNDS.emsdAddress;
/** Seconds since 1970: the last one that JavaScript can tell the date of; EMSD sets no end. */
export const LAST_TIME = 8_640_000_000_000;
/** Segments' sequence identifiers: EMSD sets no end, and the reference implementation reads four octets. */
export const LAST_SEQUENCE = 0xffff_ffff;

/** Operations from this value on begin with an operation instance identifier of one octet (section 4.1.1). */
export const FIRST_WITH_INSTANCE = 32;
export const LAST_INSTANCE = 255;

export const EMSD_TAGS = {
  PRINTABLE: applicationTag(0),
  FIRST_PART: applicationTag(2, true),
  OTHER_PART: applicationTag(3, true),
  LOCAL_ID: applicationTag(4, true),
  RFC822_ID: applicationTag(5),
} as const;

/** The tag of a field by its number: one value, or one that holds others. */
export const value = (number: number): number => contextTag(number);
export const group = (number: number): number => contextTag(number, true);

export const RESTRICTS = { update: 1, remove: 2 } as const;
export const DELIVERY_STATUSES: Readonly<Record<DeliveryStatus, number>> = {
  'no report sent': 1,
  'delivery report sent': 2,
  'non-delivery report sent': 3,
};
export const SUBMISSION_STATUSES: Readonly<Record<SubmissionStatus, number>> = {
  'send message': 1,
  'drop message': 2,
};
/** As deliveryControl says them; a heading has bits for them. */
export const PRIORITIES: Readonly<Record<Priority, number>> = {
  'non-urgent': 0,
  normal: 1,
  urgent: 2,
};

/** Bits of a heading's flags; none of a pair is normal. */
export const HEADING_FLAGS = {
  nonUrgent: 0,
  urgent: 1,
  low: 2,
  high: 3,
  autoForwarded: 4,
} as const;
export const PRIORITY_FLAGS: readonly (readonly [flag: number, priority: Priority])[] = [
  [HEADING_FLAGS.urgent, 'urgent'],
  [HEADING_FLAGS.nonUrgent, 'non-urgent'],
];
export const IMPORTANCE_FLAGS: readonly (readonly [flag: number, importance: Importance])[] = [
  [HEADING_FLAGS.high, 'high'],
  [HEADING_FLAGS.low, 'low'],
];

/** Bits of a recipient's flags. */
export const RECIPIENT_FLAGS = {
  copy: 0,
  blindCopy: 1,
  receipt: 2,
  nonReceipt: 3,
  returnMessage: 4,
  reportNonDelivery: 5,
  reportDelivery: 6,
  replyRequested: 7,
} as const;

/** Content types with a meaning (section 3.4.1.7); those below 32 are for the centre itself, from 64 on by agreement. */
export const CONTENT_TYPES: Readonly<Record<number, string>> = {
  1: 'probe (reserved)',
  2: 'delivery report (reserved)',
  32: 'interpersonal message',
  33: 'voice (reserved)',
};

const BY_VALUE: ReadonlyMap<number, OperationName> = new Map(
  Object.entries(OPERATIONS).map(([name, { value: number }]) => [number, name as OperationName]),
);

/** The operation of an INVOKE, by its value. */
export const operationName = (number: number): OperationName | undefined => BY_VALUE.get(number);

/** Values of the version before the RFC, 1.0; there is more that differs (see the README). */
export const EMSD_1_0: Readonly<Record<number, string>> = { 0: 'submit', 1: 'deliver' };
