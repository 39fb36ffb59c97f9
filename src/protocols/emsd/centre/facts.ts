/** What a message centre keeps, as records: enough to go on after any end as if there had been none. */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import type { DeliveryControlArgument, DeliveryStatus } from '../operations.ts';
import type { Performed } from '../duplicates.ts';
import type { LocalMessageId, MessageId, Priority, Recipient } from '../ipm.ts';

/** Whom a message is for, once the centre knows who that is. */
export type Destination =
  /** A subscriber, by number. */
  | { readonly kind: 'device'; readonly number: string }
  /** Somebody elsewhere, by an address of the Internet. */
  | { readonly kind: 'mail'; readonly address: string };

/** A message as it was taken; its octets are kept beside it. */
export interface MessageFacts {
  /** `localIdText` of the number that was allotted here, also where the message has another name. */
  readonly key: string;
  /** As it is called wherever it is delivered. */
  readonly id: MessageId;
  /** Seconds since 1970-01-01T00:00Z. */
  readonly submitted: number;
  /** Who hears of what becomes of it; absent: nobody, it is itself such a report. */
  readonly originator?: Destination;
  /** Of a submission: where it came from. */
  readonly from?: Endpoint;
  readonly contentType: number;
  /** Of mail from elsewhere: the same for what is the same message, whatever its servers wrote on it. */
  readonly likeness?: string;
  readonly length: number;
  readonly priority: Priority;
  readonly subject?: string;
  /**
   * `partial`: parts are missing. `unverified`: whether the device knows that we have it is not known. `accepted`: it is
   * ours to deliver.
   */
  readonly stage: 'partial' | 'unverified' | 'accepted';
  /** Until it is accepted: whom it is for. Afterwards there is a copy for each. */
  readonly recipients?: readonly Pick<Recipient, 'address' | 'report'>[];
  /** Of what came in parts: how, and how many. */
  readonly parts?: { readonly sequence: number; readonly total?: number };
}

/** A message that is to be brought to one recipient. */
export interface CopyFacts {
  readonly message: string;
  readonly to: Destination;
  readonly report: Recipient['report'];
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly since: number;
  /** How it is, or was last, invoked: the same octets each time. */
  readonly attempt?: Attempt;
  /** A report of non-delivery by mail: of whom, and why. */
  readonly bounce?: { readonly recipient: string; readonly reason: string };
}

export interface Attempt {
  /** The first operation instance identifier; each part has the next. */
  readonly instance: number;
  /** Seconds since 1970-01-01T00:00Z. */
  readonly deliveryTime: number;
  /** Where it goes in parts. */
  readonly sequence?: number;
}

/** A subscriber as he was last seen. */
export interface SubscriberFacts {
  readonly number: string;
  /** Where he last spoke from and proved who he is. */
  readonly at?: Endpoint;
  /** Where he last asked for what waits for him (deliveryControl), as long as he is not known to have gone from there. */
  readonly registered?: Endpoint;
  /** Of the next `deliver` to him, 0 to 255. */
  readonly nextInstance: number;
  /** Of the next message to him in parts. */
  readonly nextSequence: number;
  readonly controls: Controls;
}

/** What a device wants to be sent for now. */
export type Controls = Pick<
  DeliveryControlArgument,
  'permissibleOperations' | 'permissibleMaxContentLength' | 'permissibleLowestPriority'
>;

/** How a delivery ended, for a device that asks. */
export interface FateFacts {
  readonly number: string;
  readonly message: string;
  readonly id: MessageId;
  readonly status: DeliveryStatus;
  readonly likeness?: string;
}

/** A submission's operation instance identifier, and what it led to. */
export interface InstanceFacts extends Performed {
  readonly number: string;
  readonly message: string;
  readonly part: number;
}

/** The last number that was allotted. */
interface AllottedFacts {
  readonly last: LocalMessageId;
}

/** A part that came, by message and number, its octets in hexadecimal: they are few, and wanted at once. */
export interface PartFacts {
  readonly message: string;
  readonly part: number;
  readonly octets: string;
}

interface Kinds {
  readonly message: MessageFacts;
  readonly copy: CopyFacts;
  readonly subscriber: SubscriberFacts;
  readonly fate: FateFacts;
  readonly instance: InstanceFacts;
  readonly allotted: AllottedFacts;
  readonly part: PartFacts;
}

export const KINDS = [
  'message',
  'copy',
  'subscriber',
  'fate',
  'instance',
  'allotted',
  'part',
] as const satisfies readonly (keyof Kinds)[];

const KEYS: { readonly [Kind in keyof Kinds]: (facts: Kinds[Kind]) => string } = {
  message: ({ key }) => key,
  copy: ({ message, to, bounce }) =>
    `${message} ${destinationKey(to)}${bounce ? ` ${bounce.recipient}` : ''}`,
  subscriber: ({ number }) => number,
  fate: ({ number, message }) => `${number} ${message}`,
  instance: ({ number, identifier, digest }) => `${number} ${identifier} ${digest}`,
  allotted: () => 'last',
  part: ({ message, part }) => `${message} ${part}`,
};

const destinationKey = (to: Destination): string => (to.kind === 'device' ? to.number : to.address);

/** What a record is called that these facts stand in. */
export const recordKey = <Kind extends keyof Kinds>(kind: Kind, facts: Kinds[Kind]): string =>
  KEYS[kind](facts);

export function put<Kind extends keyof Kinds>(
  kind: Kind,
  facts: Kinds[Kind],
  content?: Uint8Array,
): RecordChange {
  const record = { kind, key: recordKey(kind, facts), facts };
  return content === undefined ? { kind: 'put', record } : { kind: 'put', record, content };
}

export const remove = <Kind extends keyof Kinds>(kind: Kind, facts: Kinds[Kind]): RecordChange => ({
  kind: 'remove',
  of: { kind, key: recordKey(kind, facts) },
});

/** The facts of a kind among records: those that {@link put} made. */
export const factsOf = <Kind extends keyof Kinds>(
  kind: Kind,
  records: readonly KeptRecord[],
): readonly Kinds[Kind][] =>
  records.filter((record) => record.kind === kind).map(({ facts }) => facts as Kinds[Kind]);
