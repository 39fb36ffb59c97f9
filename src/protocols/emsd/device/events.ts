/** What a device (RFC 2524's user agent) is told, asks for and tells: its machine's inputs and actions. */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import type { Millis } from '../../../core/units.ts';
import type { EsroEvent, EsroRequest } from '../../esro/service.ts';
import type { LocalMessageId, MessageId } from '../ipm.ts';
import type {
  DeliveryControlArgument,
  DeliveryControlResult,
  DeliveryStatus,
  ErrorName,
  Security,
} from '../operations.ts';

/** What the centre is asked to hold back; absent: as it was. */
export type Limits = Omit<DeliveryControlArgument, 'security' | 'userFeatures'>;

export type DeviceInput =
  | { readonly kind: 'esro'; readonly event: EsroEvent }
  /** The changes of that ticket are on the disk. */
  | { readonly kind: 'kept'; readonly ticket: number }
  /** The user wants something sent. */
  | {
      readonly kind: 'submit';
      readonly contentType: number;
      /** At most {@link DeviceOptions.slice} times MOST_PARTS octets. */
      readonly content: Uint8Array;
      /** For the user's own eyes, when it is listed. */
      readonly about: About;
    }
  /** The user wants the centre to hold something back, or no more. */
  | { readonly kind: 'limit'; readonly limits: Limits };

/** What a message in the outbox is called in lists. */
export interface About {
  readonly to: readonly string[];
  readonly subject?: string;
}

export type DeviceAction =
  | { readonly kind: 'esro'; readonly request: EsroRequest }
  /** To be answered by `kept` once all of it is on the disk. Never overtaken by a later one. */
  | { readonly kind: 'keep'; readonly ticket: number; readonly changes: readonly RecordChange[] }
  | { readonly kind: 'tell'; readonly event: DeviceEvent };

/** `key` names a message in the outbox, or one in the inbox. */
export type DeviceEvent =
  /** It is in the outbox, on the disk. */
  | { readonly kind: 'queued'; readonly key: string }
  /** The centre has taken it over. */
  | { readonly kind: 'submitted'; readonly key: string; readonly messageId: LocalMessageId }
  /** The centre will not have it; it is out of the outbox. */
  | { readonly kind: 'refused'; readonly key: string; readonly why: Refusal }
  /** Nobody answered; it is sent again, the same, until its fate is known. */
  | { readonly kind: 'unanswered'; readonly key: string; readonly attempts: number }
  /** Not now: the centre cannot, or does not let us. It stays in the outbox. */
  | { readonly kind: 'deferred'; readonly key: string; readonly why: Refusal }
  /** It was begun with other credentials, and its fate is unknown: only the very same may be sent again. */
  | { readonly kind: 'stuck'; readonly key: string }
  /** A message that is kept for later: {@link DeviceOptions.isLookedAt}. Its octets are found alike. */
  | { readonly kind: 'came'; readonly key: string; readonly facts: InboxFacts }
  /** A message, once ever. Its octets are the content of the record `inbox` of this key. */
  | { readonly kind: 'message'; readonly key: string; readonly facts: InboxFacts }
  /** What the centre thinks became of a message whose arrival it may not know; undefined: it does not say. */
  | { readonly kind: 'verified'; readonly key: string; readonly status: DeliveryStatus | undefined }
  /** The centre knows where we are. */
  | { readonly kind: 'registered'; readonly waiting?: DeliveryControlResult }
  /** It did not answer, or will not have us: it is asked again. */
  | { readonly kind: 'unregistered'; readonly why: Refusal | 'silence' };

/** An error by its name, or by its number where it has none. */
export type Refusal = ErrorName | number | 'no answer of EMSD';

/** What is kept of a message that came. */
export interface InboxFacts {
  readonly messageId: MessageId;
  /** Seconds since 1970-01-01T00:00Z; the submission's where it is known. */
  readonly deliveryTime: number;
  readonly submissionTime?: number;
  readonly receivedAt: number;
  readonly contentType: number;
  /** Octets. */
  readonly length: number;
  readonly standing: Standing;
  /** Whether it was handed to the user: put down before it is. */
  readonly isShown: boolean;
}

/**
 * Whether the centre knows that it arrived. `unconfirmed`: it was answered, and that is all; `doubtful`: no acknowledgement
 * came, the centre is asked; `known`: it knows, or was asked in vain.
 */
export type Standing = 'unconfirmed' | 'doubtful' | 'known';

export interface DeviceOptions {
  readonly centre: Endpoint;
  /** Who we say that we are: in the clear. */
  readonly security?: Security;
  /** The password that the centre must show; absent: it need show none. */
  readonly centrePassword?: Uint8Array;
  /** Whether messages are taken. A device that does not only submits. */
  readonly receives: boolean;
  /** Whether somebody looks at what comes. If not it is told as `message` when next somebody does. Default: true. */
  readonly isLookedAt?: boolean;
  /** Whether the limits that the user set before are given up. */
  readonly forgetLimits?: boolean;
  /** What the store held, all kinds of {@link import('./memory.ts').DEVICE_KINDS}. */
  readonly memory: readonly Remembered[];
  /** Seconds since 1970-01-01T00:00Z when `now` was 0. */
  readonly epoch: number;
  /** 0 to 255: where instance identifiers begin in a store that has none yet. */
  readonly firstInstance: number;
  /** Most octets of content in one operation; what is longer goes in parts. Default: LONGEST_SLICE. */
  readonly slice?: number;
  /** How often the centre is told where we are. Default {@link POLL_EVERY}. */
  readonly pollEvery?: Millis;
}

/** A record, with its content where the machine needs it. */
export interface Remembered {
  readonly record: KeptRecord;
  readonly content?: Uint8Array;
}

export const POLL_EVERY: Millis = 60_000;
