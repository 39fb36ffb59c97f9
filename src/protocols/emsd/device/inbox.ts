/**
 * Messages that come from the centre (RFC 2524, section 5.2.1). One is on the disk before it is answered; what comes again is
 * answered alike, and shown no second time. Then it is shown, once ever: that it was is put down first. Where nobody looks
 * it waits for whoever does.
 */
import type { EsroEvent, InvokeId } from '../../esro/service.ts';
import type { MessageId } from '../ipm.ts';
import { IPM_CONTENT, type DeliverArgument, type DeliveryStatus } from '../operations.ts';
import { digestOf, InstanceWindow, type Performed } from '../duplicates.ts';
import { decodeIpm } from '../wire.ts';
import { isTrusted } from './credentials.ts';
import type { Counters } from './counters.ts';
import type { Desk } from './desk.ts';
import type { InboxFacts, Standing } from './events.ts';
import { isWithin } from './limits.ts';
import { messageIdText } from '../message-id.ts';
import { put, remembered, remove } from './memory.ts';
import { Parts, type Whole } from './parts.ts';

export type Performance = Extract<EsroEvent, { kind: 'perform' }>;

/** A deliver operation as it came. */
export interface Delivery {
  readonly id: InvokeId;
  readonly instance: number;
  /** Of the argument, as they came. */
  readonly octets: Uint8Array;
  readonly argument: DeliverArgument;
}

interface Entry {
  readonly key: string;
  facts: InboxFacts;
}

/** Asks the centre what it thinks became of a message; undefined when it does not say. */
export type AskFate = (id: MessageId, told: (status: DeliveryStatus | undefined) => void) => void;

export class Inbox {
  private readonly entries = new Map<string, Entry>();
  private readonly instances: InstanceWindow;
  private readonly parts: Parts;
  /** Operations that are answered once their like is on the disk. */
  private readonly waiting = new Map<string, Delivery[]>();
  private readonly isLookedAt: boolean;

  constructor(
    private readonly desk: Desk,
    private readonly counters: Counters,
    private readonly askFate: AskFate,
  ) {
    const { memory, isLookedAt = true } = desk.options;
    this.isLookedAt = isLookedAt;
    for (const { key, facts } of remembered(memory, 'inbox')) {
      this.entries.set(messageIdText(facts.messageId), { key, facts });
    }
    this.instances = new InstanceWindow(remembered(memory, 'window').map(({ facts }) => facts));
    this.parts = new Parts(remembered(memory, 'part'));
  }

  /** What was left open when it last ended: nobody knows what the centre heard of it. */
  begin(): void {
    for (const entry of this.entries.values()) {
      const { standing, isShown } = entry.facts;
      if (standing === 'doubtful' && this.isLookedAt) this.ask(entry);
      if (standing === 'unconfirmed' || !isShown) this.settle(entry, standing === 'known');
    }
  }

  deliver(delivery: Delivery): void {
    const { id, argument, octets, instance } = delivery;
    const performed: Performed = { identifier: instance, digest: digestOf(octets) };
    if (!isTrusted(argument.security, this.desk.options.centrePassword)) {
      return this.desk.answerError(id, 'securityError');
    }
    // What was answered once is answered so again, whatever the user wishes by now.
    const name = `${messageIdText(argument.messageId)} ${partName(argument)}`;
    const alike = this.waiting.get(name);
    if (alike) return void alike.push(delivery);
    const known = this.entries.get(messageIdText(argument.messageId));
    if (known || this.instances.find(instance, performed.digest)) {
      // It may be on its way to the disk under another name.
      return this.desk.keep([], () => this.answer(delivery, known));
    }
    if (!this.parts.hasRoomFor(argument)) return this.desk.answerError(id, 'protocolViolation');
    const content = this.parts.contentWith(argument);
    if (!isWithin(this.counters.limits, argument, content)) {
      return this.desk.answerError(id, 'deliveryControlViolated');
    }
    if (content && !isReadable(argument.contentType, content.octets)) {
      return this.desk.answerError(id, 'protocolViolation');
    }
    this.take(name, delivery, performed, content);
  }

  private take(name: string, delivery: Delivery, performed: Performed, whole?: Whole): void {
    const { argument } = delivery;
    this.waiting.set(name, [delivery]);
    const forgotten = this.instances.expiredBy(performed.identifier);
    this.instances.add(performed);
    const identifiers = [
      ...forgotten.map((one) => remove('window', windowKey(one))),
      put('window', windowKey(performed), performed),
    ];
    const entry = whole && this.entryOf(argument, whole);
    const changes = entry
      ? [
          put('inbox', entry.key, entry.facts, whole!.octets),
          this.counters.change(),
          // One that is whole by itself is none of theirs.
          ...(argument.part ? this.parts.forget() : []),
        ]
      : this.parts.take(argument);
    this.desk.keep([...changes, ...identifiers], () => {
      const alike = this.waiting.get(name) ?? [];
      this.waiting.delete(name);
      for (const one of alike) this.answer(one, entry);
      if (entry && !this.isLookedAt) {
        this.desk.tell({ kind: 'came', key: entry.key, facts: entry.facts });
      }
    });
  }

  private entryOf(argument: DeliverArgument, { octets }: Whole): Entry {
    const { messageId, deliveryTime, submissionTime, contentType, part } = argument;
    const facts: InboxFacts = {
      messageId,
      deliveryTime,
      ...(submissionTime !== undefined && { submissionTime }),
      receivedAt: this.desk.time,
      contentType,
      length: octets.length,
      standing: part && this.parts.isDoubtful ? 'doubtful' : 'unconfirmed',
      isShown: false,
    };
    const entry = { key: this.counters.takeIncoming(), facts };
    this.entries.set(messageIdText(messageId), entry);
    return entry;
  }

  /** @param entry absent for a part of a message that is not whole */
  private answer({ id, argument }: Delivery, entry: Entry | undefined): void {
    this.desk.answer(id, 'deliver', null, (isConfirmed) => {
      const now = entry ?? this.entries.get(messageIdText(argument.messageId));
      // Of single parts it is only remembered, until the message is whole (RFC 2524, section 3.4.2).
      if (now === undefined) this.parts.isDoubtful ||= !isConfirmed;
      else this.settle(now, isConfirmed);
    });
  }

  /**
   * It is shown whether or not the centre knows that we have it; if that is not known, the centre is asked, when somebody
   * looks at what it says.
   */
  private settle(entry: Entry, isConfirmed: boolean): void {
    const { facts } = entry;
    const standing = standingAfter(facts.standing, isConfirmed);
    const isFirst = !facts.isShown && this.isLookedAt;
    if (standing === facts.standing && !isFirst) return;
    entry.facts = { ...facts, standing, isShown: facts.isShown || isFirst };
    this.desk.keep([put('inbox', entry.key, entry.facts)], () => {
      if (isFirst) this.desk.tell({ kind: 'message', key: entry.key, facts: entry.facts });
    });
    if (standing === 'doubtful' && this.isLookedAt) this.ask(entry);
  }

  private ask(entry: Entry): void {
    this.askFate(entry.facts.messageId, (status) => {
      entry.facts = { ...entry.facts, standing: 'known' };
      this.desk.keep([put('inbox', entry.key, entry.facts)], () =>
        this.desk.tell({ kind: 'verified', key: entry.key, status }),
      );
    });
  }
}

/** A message whose parts were in doubt stays so until the centre was asked. */
function standingAfter(before: Standing, isConfirmed: boolean): Standing {
  if (before === 'unconfirmed') return isConfirmed ? 'known' : 'doubtful';
  return before;
}

const windowKey = ({ identifier, digest }: Performed): string => `${identifier} ${digest}`;

const partName = ({ part }: DeliverArgument): string =>
  part === undefined ? '' : `${part.sequence}.${part.first ? 0 : part.number}`;

/** Content of other types is handed on as it is. */
const isReadable = (contentType: number, octets: Uint8Array): boolean => {
  if (contentType !== IPM_CONTENT) return true;
  const decoded = decodeIpm(octets);
  // Compressed in a way that no document names: nobody here could read it.
  return decoded.ok && !decoded.message.body?.compression;
};
