/** What goes into a message centre's machine, and what it asks for. Tickets tie an answer to what was asked. */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { RecordChange } from '../../../core/records.ts';
import type { EsroEvent, EsroRequest } from '../../esro/service.ts';
import type { MessageId, Priority } from '../ipm.ts';
import type { MessageFacts } from './facts.ts';

export type Ticket = number;

/** A message from elsewhere, its content already in EMSD's form. */
export interface IncomingMail {
  /** Absent: it has none that EMSD has room for, and gets a number of ours. */
  readonly id?: MessageId;
  /** Seconds since 1970-01-01T00:00Z. */
  readonly submitted: number;
  /** Whom a failure is told, as RFC 5321 writes it; empty: nobody. */
  readonly from: string;
  /** Each of them a subscriber's, or none of it is taken. */
  readonly recipients: readonly string[];
  readonly content: Uint8Array;
  readonly priority: Priority;
  readonly subject?: string;
}

/** `not now`: so many were tried lately that this one was not looked at. */
export type PasswordVerdict = 'right' | 'wrong' | 'not now';

export type CentreInput =
  | { readonly kind: 'esro'; readonly event: EsroEvent }
  /** The changes are on the disk, and so are all that were asked for before. */
  | { readonly kind: 'kept'; readonly ticket: Ticket }
  /** They are not, nothing of them; only where it was said that it may be so. */
  | { readonly kind: 'not kept'; readonly ticket: Ticket }
  | { readonly kind: 'loaded'; readonly ticket: Ticket; readonly content: Uint8Array | undefined }
  | { readonly kind: 'checked'; readonly ticket: Ticket; readonly verdict: PasswordVerdict }
  | {
      readonly kind: 'mailed';
      readonly ticket: Ticket;
      readonly outcome: 'accepted' | 'temporary' | 'permanent';
      /** A sentence. */
      readonly reason?: string;
    }
  /** Is answered by `mail taken` with the same ticket. Theirs are counted apart from the machine's. */
  | { readonly kind: 'mail'; readonly ticket: Ticket; readonly mail: IncomingMail };

export type CentreAction =
  | { readonly kind: 'esro'; readonly request: EsroRequest }
  /** `mayFail`: it is not the end when they cannot be kept. Others must be tried until they are. */
  | {
      readonly kind: 'keep';
      readonly ticket: Ticket;
      readonly changes: readonly RecordChange[];
      readonly mayFail: boolean;
    }
  | {
      readonly kind: 'load';
      readonly ticket: Ticket;
      readonly of: { readonly kind: string; readonly key: string };
    }
  /** `from`: who tries, so that guessing can be made slow. */
  | {
      readonly kind: 'check';
      readonly ticket: Ticket;
      readonly number: string;
      readonly password: Uint8Array;
      readonly from: Endpoint;
    }
  | { readonly kind: 'send mail'; readonly ticket: Ticket; readonly mail: OutgoingMail }
  | { readonly kind: 'mail taken'; readonly ticket: Ticket; readonly outcome: MailTaken }
  | { readonly kind: 'tell'; readonly event: CentreEvent };

export type MailTaken = 'accepted' | 'no such recipient' | 'no room' | 'too long';

/** A message for one recipient elsewhere; its Message-ID is the same each time. */
export interface OutgoingMail {
  readonly message: MessageFacts;
  readonly content: Uint8Array;
  /** Whom it is for: an address of RFC 5321. */
  readonly to: string;
  /** It is a report that the message could not be brought to this recipient. */
  readonly bounce?: { readonly recipient: string; readonly reason: string };
}

/** What a centre tells who looks after it. `message` is a key; a number is a subscriber's. */
export type CentreEvent =
  | {
      readonly kind: 'submitted';
      readonly message: string;
      readonly number: string;
      readonly from: Endpoint;
      readonly length: number;
      readonly recipients: readonly string[];
      readonly subject?: string;
    }
  /** `outcome`: the word of the ERROR that went back. */
  | {
      readonly kind: 'refused';
      readonly from: Endpoint;
      readonly operation: string;
      readonly outcome: string;
      readonly reason: string;
    }
  /** A submission came again and was answered as before; `byMail`: a mail for a subscriber who has it, or will. */
  | {
      readonly kind: 'repeated';
      readonly message: string;
      readonly number: string;
      readonly byMail?: true;
    }
  /** It is known that the device knows: the message goes on. */
  | { readonly kind: 'accepted'; readonly message: string; readonly verified: boolean }
  | { readonly kind: 'verifying'; readonly message: string; readonly number: string }
  /** The device knows nothing of it, and never will. */
  | { readonly kind: 'dropped'; readonly message: string; readonly number: string }
  | {
      readonly kind: 'delivered';
      readonly message: string;
      readonly number: string;
      readonly at?: Endpoint;
      readonly subject?: string;
    }
  /** Tried again in `wait` milliseconds, or when the device shows itself. */
  | {
      readonly kind: 'retry';
      readonly message: string;
      readonly to: string;
      readonly reason: string;
      readonly wait: number;
    }
  | {
      readonly kind: 'undelivered';
      readonly message: string;
      readonly to: string;
      readonly reason: string;
    }
  | { readonly kind: 'mail in'; readonly message: string; readonly recipients: readonly string[] }
  | { readonly kind: 'mailed'; readonly message: string; readonly to: string };
