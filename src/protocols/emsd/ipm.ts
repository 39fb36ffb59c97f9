/**
 * EMSD's interpersonal message (content type 32; RFC 2524, section 6.2 and appendix B) as a value: `wire.ts` makes octets
 * of it and back, `rfc822.ts` a message of the Internet.
 */

/** A subscriber, by number. */
export interface EmsdAddress {
  readonly kind: 'emsd';
  /** Decimal digits, at most 40: two an octet on the wire, an odd count led by a 0. */
  readonly digits: string;
  /** Shown beside it, at most 64 octets; one character an octet. */
  readonly name?: string;
}

/** EMSDORAddress: a subscriber, or somebody elsewhere by an address as RFC 822 writes it, printable ASCII alone. */
export type Address = EmsdAddress | { readonly kind: 'rfc822'; readonly text: string };

/** EMSDMessageId: the message's own number where it was born in EMSD, its Message-ID where it came from outside. */
export type MessageId =
  | ({ readonly kind: 'local' } & LocalMessageId)
  /** With its angle brackets; at most 127 octets. */
  | { readonly kind: 'rfc822'; readonly text: string };

export interface LocalMessageId {
  /** Seconds since 1970-01-01T00:00Z. */
  readonly submissionTime: number;
  /** 0 to 4096. */
  readonly messageNumber: number;
}

export type Priority = 'non-urgent' | 'normal' | 'urgent';
export type Importance = 'low' | 'normal' | 'high';

export interface Recipient {
  readonly address: Address;
  /** Default: primary. */
  readonly as: 'primary' | 'copy' | 'blind copy';
  /** What the originator wants to hear of it from the reader. */
  readonly receipt: 'none' | 'non-receipt' | 'receipt';
  /** With a receipt, the message is sent back too. */
  readonly returnMessage: boolean;
  /** What the originator wants to hear of its delivery. Default: non-delivery. */
  readonly report: 'none' | 'non-delivery' | 'delivery';
  readonly replyRequested: boolean;
}

export interface Heading {
  /** Only where it is not the originator. */
  readonly sender?: Address;
  readonly originator: Address;
  /** 1 to 256. */
  readonly recipients: readonly Recipient[];
  readonly priority: Priority;
  readonly importance: Importance;
  readonly autoForwarded: boolean;
  readonly replyTo?: readonly Address[];
  readonly repliedTo?: MessageId;
  /** At most 128 octets. */
  readonly subject?: string;
  /** Headers that have no field of their own, labels without a colon; at most 64. Absent is not the same octets as empty. */
  readonly extensions?: readonly { readonly label: string; readonly value: string }[];
  readonly mimeVersion?: string;
  readonly contentType?: string;
  readonly contentId?: string;
  readonly contentDescription?: string;
  readonly contentTransferEncoding?: string;
}

export interface Body {
  /** 0: not compressed. 1 is Lempel-Ziv of a kind that no document names. Absent: not compressed. */
  readonly compression?: number;
  /** As after RFC 822's empty line. */
  readonly octets: Uint8Array;
}

export interface Ipm {
  readonly heading: Heading;
  readonly body?: Body;
}
