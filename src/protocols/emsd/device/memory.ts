/** What a device keeps, record by record, and how it is read again. Only what this file wrote comes back. */
import type { RecordChange } from '../../../core/records.ts';
import type { Performed } from '../duplicates.ts';
import type { LocalMessageId, MessageId } from '../ipm.ts';
import type { About, InboxFacts, Limits, Refusal, Remembered } from './events.ts';

/** The kinds of records, and of which the machine needs the content. Their order is of no matter. */
export const DEVICE_KINDS = {
  /** One: what is counted, and what the user set. */
  device: 'facts',
  /** Messages that are on their way, by number; content: the message. */
  outbox: 'content',
  /** What became of those that were, by the same number. */
  fate: 'facts',
  /** Messages of which the centre was told to drop them: they are not submitted, whatever it says later. */
  dropped: 'facts',
  /** Messages that came, by number; content: the message. */
  inbox: 'facts',
  /** What came of a message in parts; content: the slice. */
  part: 'content',
  /** Deliveries by their instance identifiers. */
  window: 'facts',
} as const;
export type DeviceKind = keyof typeof DEVICE_KINDS;

export interface DeviceFacts {
  /** Of the next operation that needs one, 0 to 255. */
  readonly instance: number;
  /** Of the next message in parts. */
  readonly sequence: number;
  /** Of the next message in the outbox, and in the inbox. */
  readonly outgoing: number;
  readonly incoming: number;
  readonly limits?: Limits;
}

export interface OutboxFacts {
  readonly about: About;
  readonly contentType: number;
  readonly queuedAt: number;
  /** How it goes, once an instance identifier was given to it. */
  readonly sending?: Sending;
}

/** What must be the same when it is sent again. */
export interface Sending {
  /** Of a message in parts. */
  readonly sequence?: number;
  /** The instance identifier of each part. */
  readonly instances: readonly number[];
  /** Octets of content in a part. */
  readonly slice: number;
  /** Tells other credentials from these, and no more: 16 bits. */
  readonly credentials: number;
  /** How often it was begun anew. */
  readonly restarts: number;
}

export interface FateFacts {
  readonly about: About;
  readonly queuedAt: number;
  readonly decidedAt: number;
  readonly messageId?: LocalMessageId;
  readonly why?: Refusal;
}

export interface PartFacts {
  readonly messageId: MessageId;
  readonly sequence: number;
  /** The first part says it. */
  readonly total?: number;
  readonly number: number;
  readonly contentType: number;
  readonly deliveryTime: number;
  readonly submissionTime?: number;
}

interface FactsOf {
  readonly device: DeviceFacts;
  readonly outbox: OutboxFacts;
  readonly fate: FateFacts;
  readonly dropped: Record<string, never>;
  readonly inbox: InboxFacts;
  readonly part: PartFacts;
  readonly window: Performed;
}

export const put = <Kind extends DeviceKind>(
  kind: Kind,
  key: string,
  facts: FactsOf[Kind],
  content?: Uint8Array,
): RecordChange => ({
  kind: 'put',
  record: { kind, key, facts },
  ...(content !== undefined && { content }),
});

export const remove = (kind: DeviceKind, key: string): RecordChange => ({
  kind: 'remove',
  of: { kind, key },
});

/** All of a kind that was kept. */
export const remembered = <Kind extends DeviceKind>(
  memory: readonly Remembered[],
  kind: Kind,
): { readonly key: string; readonly facts: FactsOf[Kind]; readonly content?: Uint8Array }[] =>
  memory
    .filter(({ record }) => record.kind === kind)
    .map(({ record, content }) => ({
      key: record.key,
      facts: record.facts as FactsOf[Kind],
      ...(content !== undefined && { content }),
    }));

/** Numbers as keys that sort as they count. */
export const keyOf = (number: number): string => String(number).padStart(10, '0');
