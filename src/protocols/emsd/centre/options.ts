/** What a message centre is told when it begins, and its bounds. */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { KeptRecord } from '../../../core/records.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import { MOST_PARTS } from '../operations.ts';
import { LONGEST_SLICE } from '../parts.ts';

/** Somebody whom the centre has messages for, as its users file says. */
export interface Subscriber {
  /** Decimal digits, as `canonicalDigits` of `../addresses.ts` has them. */
  readonly number: string;
  readonly name?: string;
  /** Where the device is always reached; absent: where it last spoke from. */
  readonly at?: Endpoint;
}

/** Who the subscribers are. Passwords are no business of the machine: it asks for a check. */
export interface Directory {
  byNumber(number: string): Subscriber | undefined;
  /** Whose alias a mail address is, in any case of its letters. */
  byAlias(address: string): Subscriber | undefined;
  /** The only one who is always reached at this address, at whatever port. */
  byAddress(address: string): Subscriber | undefined;
}

export interface CentreOptions {
  /** What is kept already: all records of all kinds of `facts.ts`. */
  readonly records: readonly KeptRecord[];
  readonly directory: Directory;
  /** The host name of `NNN.NNN@host`. */
  readonly host: string;
  /** The time of day when the machine's time was 0: milliseconds since 1970-01-01T00:00Z. */
  readonly epoch: number;
  /** Whether a device may prove who it is by the address that the directory has for it. Default: by password alone. */
  readonly byAddress?: boolean;
  /** Whether messages to elsewhere are handed on by mail. Default: they are returned as undeliverable. */
  readonly mailOut?: boolean;
  readonly limits?: Partial<Limits>;
  readonly times?: Partial<Times>;
}

export interface Limits {
  /** Deliveries to one device at once. */
  readonly deliveriesAtOnce: number;
  /** Verifications of one device's submissions at once. */
  readonly verificationsAtOnce: number;
  /** Messages that wait for one subscriber. */
  readonly spoolPerUser: number;
  /** Messages of one originator that are not yet accepted. */
  readonly unverifiedPerUser: number;
  /** Operations that devices have invoked and that are not answered yet. */
  readonly outstanding: number;
  /** Operations a minute that one address may invoke. */
  readonly perMinute: number;
  /** The same for all together, a second. */
  readonly perSecond: number;
  /** Octets of content in one `deliver`; what is longer goes in parts. */
  readonly partLength: number;
  /** Ends of deliveries that are remembered of one subscriber, for deliveryVerify. */
  readonly fatesPerUser: number;
  /** Messages handed to mail at once. */
  readonly mailsAtOnce: number;
}

/** 128: what a window of identifiers tells apart. A device that the spool has no room for is told so. */
export const LIMITS: Limits = {
  deliveriesAtOnce: 1,
  verificationsAtOnce: 4,
  spoolPerUser: 1000,
  unverifiedPerUser: 256,
  outstanding: 1024,
  perMinute: 600,
  perSecond: 5000,
  partLength: LONGEST_SLICE,
  fatesPerUser: 256,
  mailsAtOnce: 8,
};

/** Octets of a content that can be brought to its recipients: what is longer is not taken, from wherever it comes. */
export const longestContent = ({ partLength }: Pick<Limits, 'partLength'>): number =>
  MOST_PARTS * Math.min(partLength, LONGEST_SLICE);

export interface Times {
  /** Before a device that is silent is tried again; doubled each time, up to `longestWait`. */
  readonly firstWait: Millis;
  readonly longestWait: Millis;
  /** How long delivery is tried before the originator is told that it failed (RFC 5321, section 4.5.4.1: 4 to 5 days). */
  readonly lifetime: Millis;
  /**
   * As long as a datagram may be under way. A device's word that it knows nothing of a submission counts once the last
   * RESULT is older than this.
   */
  readonly settling: Millis;
}

export const TIMES: Times = {
  firstWait: seconds(10),
  longestWait: seconds(30 * 60),
  lifetime: seconds(5 * 24 * 60 * 60),
  settling: seconds(30),
};
