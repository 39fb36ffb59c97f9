/**
 * All that a centre keeps, as it is in memory. What changes it gives the records that must be kept for it; whoever
 * changes something hands them to the desk. A new copy is in nobody's sight before it and its message are on the disk:
 * nothing else could be brought to anybody.
 */
import type { KeptRecord, RecordChange } from '../../../core/records.ts';
import type { LocalMessageId, MessageId } from '../ipm.ts';
import type { DeliveryStatus } from '../operations.ts';
import { BOUNDS } from '../wire.ts';
import {
  factsOf,
  put,
  recordKey,
  remove,
  type CopyFacts,
  type FateFacts,
  type MessageFacts,
  type SubscriberFacts,
} from './facts.ts';

/** Why a message waits whose octets the store does not give: a fault of ours that may pass, and none of the message. */
export const UNREADABLE = 'the spool does not give its octets';

export class Spool {
  readonly messages = new Map<string, MessageFacts>();
  /** By message, then by key. */
  private readonly copies = new Map<string, Map<string, CopyFacts>>();
  /** Of subscribers alone: by number, then by key, the oldest first. */
  private readonly queues = new Map<string, Map<string, CopyFacts>>();
  /** Keys of the copies that are on the disk. */
  private readonly landed = new Set<string>();
  private readonly subscribers = new Map<string, SubscriberFacts>();
  /** By number, the oldest first. */
  private readonly fates = new Map<string, Map<string, FateFacts>>();
  private last: LocalMessageId = { submissionTime: 0, messageNumber: BOUNDS.messageNumber };

  constructor(
    records: readonly KeptRecord[],
    private readonly fatesPerUser: number,
  ) {
    for (const facts of factsOf('message', records)) this.messages.set(facts.key, facts);
    for (const facts of factsOf('subscriber', records)) this.subscribers.set(facts.number, facts);
    for (const { last } of factsOf('allotted', records)) this.last = last;
    const copies = factsOf('copy', records);
    for (const facts of copies.toSorted(byAge(({ message }) => message))) {
      this.enqueue(facts);
      this.landed.add(recordKey('copy', facts));
    }
    for (const facts of factsOf('fate', records).toSorted(byAge(({ message }) => message))) {
      this.fatesOf(facts.number).set(facts.message, facts);
    }
  }

  /** A number that no message has had. @param time seconds since 1970-01-01T00:00Z */
  allot(time: number): { readonly id: LocalMessageId; readonly change: RecordChange } {
    const { submissionTime, messageNumber } = this.last;
    const isFull = messageNumber >= BOUNDS.messageNumber;
    if (time > submissionTime) this.last = { submissionTime: time, messageNumber: 0 };
    else if (isFull) this.last = { submissionTime: submissionTime + 1, messageNumber: 0 };
    else this.last = { submissionTime, messageNumber: messageNumber + 1 };
    return { id: this.last, change: put('allotted', { last: this.last }) };
  }

  setMessage(facts: MessageFacts, content?: Uint8Array): RecordChange {
    this.messages.set(facts.key, facts);
    return put('message', facts, content);
  }

  removeMessage(facts: MessageFacts): RecordChange {
    this.messages.delete(facts.key);
    return remove('message', facts);
  }

  /** One that is new is not to be seen before it {@link land}s. */
  setCopy(facts: CopyFacts): RecordChange {
    this.enqueue(facts);
    return put('copy', facts);
  }

  /** These changes are on the disk. */
  land(changes: readonly RecordChange[]): void {
    for (const change of changes) {
      if (change.kind !== 'put' || change.record.kind !== 'copy') continue;
      const { message, key } = { ...(change.record.facts as CopyFacts), key: change.record.key };
      // It may have been given up meanwhile.
      if (this.copies.get(message)?.has(key)) this.landed.add(key);
    }
  }

  /** The message goes with its last copy. */
  removeCopy(facts: CopyFacts): RecordChange[] {
    const key = recordKey('copy', facts);
    const siblings = this.copies.get(facts.message);
    siblings?.delete(key);
    this.landed.delete(key);
    if (facts.to.kind === 'device') this.queues.get(facts.to.number)?.delete(key);
    const message = this.messages.get(facts.message);
    if (siblings !== undefined && siblings.size > 0) return [remove('copy', facts)];
    this.copies.delete(facts.message);
    return [remove('copy', facts), ...(message ? [this.removeMessage(message)] : [])];
  }

  /** A message that could not be kept was never here, nor its copies. */
  discard(message: MessageFacts): void {
    const copies = this.copies.get(message.key) ?? new Map<string, CopyFacts>();
    for (const copy of copies.values()) this.removeCopy(copy);
    this.messages.delete(message.key);
  }

  /** What waits for a subscriber, the oldest first. */
  *queue(number: string): Iterable<CopyFacts> {
    for (const [key, copy] of this.queues.get(number) ?? []) {
      if (this.landed.has(key)) yield copy;
    }
  }

  /** With what is still being kept. */
  queueLength(number: string): number {
    return this.queues.get(number)?.size ?? 0;
  }

  /** Subscribers that something waits for. */
  awaited(): readonly string[] {
    return [...this.queues].filter(([, queue]) => queue.size > 0).map(([number]) => number);
  }

  /** Everything that is to go out as mail. */
  outgoing(): readonly CopyFacts[] {
    return [...this.copies.values()]
      .flatMap((siblings) => [...siblings.values()])
      .filter((copy) => copy.to.kind === 'mail' && this.landed.has(recordKey('copy', copy)));
  }

  has(facts: CopyFacts): boolean {
    return this.copies.get(facts.message)?.has(recordKey('copy', facts)) === true;
  }

  subscriber(number: string): SubscriberFacts {
    const known = this.subscribers.get(number);
    return known ?? { number, nextInstance: 0, nextSequence: 0, controls: {} };
  }

  setSubscriber(facts: SubscriberFacts): RecordChange {
    this.subscribers.set(facts.number, facts);
    return put('subscriber', facts);
  }

  allSubscribers(): Iterable<SubscriberFacts> {
    return this.subscribers.values();
  }

  /** Notes how a delivery ended; the oldest that is noted of this subscriber is forgotten where there are too many. */
  setFate(number: string, message: MessageFacts, status: DeliveryStatus): RecordChange[] {
    const fates = this.fatesOf(number);
    const { key, id, likeness } = message;
    const facts: FateFacts = { number, message: key, id, status, ...(likeness && { likeness }) };
    fates.set(message.key, facts);
    const [oldest] = fates.values();
    if (fates.size <= this.fatesPerUser || oldest === undefined) return [put('fate', facts)];
    fates.delete(oldest.message);
    return [put('fate', facts), remove('fate', oldest)];
  }

  fate(number: string, id: MessageId): FateFacts | undefined {
    const fates = [...(this.fates.get(number)?.values() ?? [])];
    return fates.findLast((fate) => isSameId(fate.id, id));
  }

  /** What a subscriber has been sent lately, or is to be: what is still being kept too. */
  *sent(number: string): Iterable<Pick<MessageFacts, 'key' | 'id' | 'likeness'>> {
    for (const { message } of this.queues.get(number)?.values() ?? []) {
      const facts = this.messages.get(message);
      if (facts) yield facts;
    }
    for (const fate of this.fates.get(number)?.values() ?? []) yield { ...fate, key: fate.message };
  }

  /** What waits for a subscriber under this name. */
  waiting(number: string, id: MessageId): CopyFacts | undefined {
    for (const copy of this.queue(number)) {
      const message = this.messages.get(copy.message);
      if (message && isSameId(message.id, id)) return copy;
    }
    return undefined;
  }

  private fatesOf(number: string): Map<string, FateFacts> {
    let fates = this.fates.get(number);
    if (fates === undefined) this.fates.set(number, (fates = new Map()));
    return fates;
  }

  private enqueue(facts: CopyFacts): void {
    const key = recordKey('copy', facts);
    let siblings = this.copies.get(facts.message);
    if (siblings === undefined) this.copies.set(facts.message, (siblings = new Map()));
    siblings.set(key, facts);
    if (facts.to.kind !== 'device') return;
    let queue = this.queues.get(facts.to.number);
    if (queue === undefined) this.queues.set(facts.to.number, (queue = new Map()));
    queue.set(key, facts);
  }
}

const byAge =
  <Item>(key: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

export function isSameId(a: MessageId, b: MessageId): boolean {
  if (a.kind === 'rfc822') return b.kind === 'rfc822' && a.text === b.text;
  if (b.kind === 'rfc822') return false;
  return a.submissionTime === b.submissionTime && a.messageNumber === b.messageNumber;
}
