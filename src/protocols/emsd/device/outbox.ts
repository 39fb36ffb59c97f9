/**
 * Messages on their way to the centre (RFC 2524, sections 3.4.2, 4 and 5.2.2). One is on the disk before it is sent, and
 * with it the instance identifier of each of its operations. While nobody knows whether the centre has one, it is sent
 * again with the same identifier and the same octets; where the centre said that it has not, anew.
 */
import type { Millis } from '../../../core/units.ts';
import { seconds } from '../../../core/units.ts';
import type { LocalMessageId, MessageId } from '../ipm.ts';
import type { SubmissionControlArgument } from '../operations.ts';
import { LONGEST_SLICE } from '../parts.ts';
import { BOUNDS } from '../vocabulary.ts';
import type { Counters } from './counters.ts';
import { credentialsMark } from './credentials.ts';
import type { Desk, Ending } from './desk.ts';
import type { About, Refusal } from './events.ts';
import { messageIdText } from '../message-id.ts';
import {
  put,
  remembered,
  remove,
  type FateFacts,
  type OutboxFacts,
  type Sending,
} from './memory.ts';
import { Courier } from './courier.ts';

/**
 * How far identifiers in use may lie apart. A performer forgets those that lie 128 back (RFC 2524, section 4.2), and those
 * of a message in 32 parts come after.
 */
const WINDOW = 32;
/** Until it is sent again after silence: doubled each time, to the last. Sooner when the centre is heard. */
const FIRST_PAUSE = seconds(2);
const LAST_PAUSE = seconds(300);
/** Where the centre's own limits hold a message back and it does not say that they are gone. */
const HELD_PAUSE = seconds(300);
/** So often a message in parts is begun anew because the centre lost some; after that it is refused. */
const MOST_RESTARTS = 8;
/** What is remembered of messages that are out of the outbox; and of those that the centre was told to drop. */
const MOST_FATES = 1000;
const MOST_DROPPED = 256;

interface Entry {
  readonly key: string;
  facts: OutboxFacts;
  readonly content: Uint8Array;
  /** Sends its parts, while it is being sent. */
  courier?: Courier;
  /** Parts that the centre has, as far as we know. */
  readonly arrived: Set<number>;
  attempts: number;
  /** Infinity: never, as things are. */
  nextAt: Millis;
  /** The centre was heard: no need to wait until `nextAt`. Not for what the centre itself put off. */
  isHasty: boolean;
}

/** What the centre lets us submit. */
type Submissions = Pick<
  SubmissionControlArgument,
  'permissibleOperations' | 'permissibleMaxContentLength'
>;

const pauseAfter = (attempts: number): Millis =>
  Math.min(FIRST_PAUSE * 2 ** Math.min(attempts, 20), LAST_PAUSE);

export class Outbox {
  private readonly entries = new Map<string, Entry>();
  /** By message identifier; the oldest first. */
  private readonly fates = new Map<string, string>();
  private readonly accepted = new Set<string>();
  private readonly dropped: Set<string>;
  private allowed: Submissions = {};

  constructor(
    private readonly desk: Desk,
    private readonly counters: Counters,
  ) {
    const { memory } = desk.options;
    for (const { key, facts, content } of remembered(memory, 'outbox')) {
      this.add(key, facts, content ?? new Uint8Array(0));
    }
    for (const { key, facts } of remembered(memory, 'fate')) this.noteFate(key, facts.messageId);
    this.dropped = new Set(remembered(memory, 'dropped').map(({ key }) => key));
  }

  /** A message of the user. It is told as queued when it is on the disk. */
  submit(contentType: number, content: Uint8Array, about: About): void {
    const key = this.counters.takeOutgoing();
    const facts: OutboxFacts = { about, contentType, queuedAt: this.desk.time };
    this.add(key, facts, content);
    const changes = [put('outbox', key, facts, content), this.counters.change()];
    this.desk.keep(changes, () => this.desk.tell({ kind: 'queued', key }));
    this.work();
  }

  /** Begins what may begin, in the order in which it was queued. */
  work(): void {
    for (const entry of this.entries.values()) {
      if (entry.courier || entry.nextAt > this.desk.now || !this.isAllowed(entry)) continue;
      if (!this.mayBegin(entry)) return;
      this.begin(entry);
    }
  }

  wakeAt(): Millis | undefined {
    let next = Infinity;
    for (const { courier, nextAt } of this.entries.values()) {
      // One that is due and has not begun waits for another's end, or for the centre.
      if (!courier && nextAt > this.desk.now) next = Math.min(next, nextAt);
    }
    return next === Infinity ? undefined : next;
  }

  /** The centre was heard: what it did not answer is sent again now. */
  heard(): void {
    for (const entry of this.entries.values()) if (entry.isHasty) entry.nextAt = this.desk.now;
    this.work();
  }

  /** Whether something is held back by the centre's limits. */
  get isHolding(): boolean {
    return [...this.entries.values()].some((entry) => !this.isAllowed(entry));
  }

  /** The centre says what it lets us submit; what it does not is held, not given up (RFC 2524, section 3.3.2). */
  restrict({ restrict, ...given }: SubmissionControlArgument): void {
    const { permissibleOperations, permissibleMaxContentLength } = given;
    const update = {
      ...(permissibleOperations && { permissibleOperations }),
      ...(permissibleMaxContentLength !== undefined && { permissibleMaxContentLength }),
    };
    this.allowed = restrict === 'remove' ? {} : { ...this.allowed, ...update };
    for (const entry of this.entries.values()) {
      if (!entry.courier && entry.nextAt !== Infinity) entry.nextAt = this.desk.now;
    }
    this.work();
  }

  /**
   * Whether we know that the centre has that message. If not it is told to drop it, so it counts as not submitted from
   * then on, even if the centre's answer comes later after all: put down first, then answered.
   */
  verify(id: MessageId, answer: (isOurs: boolean) => void): void {
    const text = messageIdText(id);
    if (this.accepted.has(text)) return this.desk.keep([], () => answer(true));
    const forgotten = this.dropped.size >= MOST_DROPPED ? [...this.dropped][0] : undefined;
    if (forgotten !== undefined) this.dropped.delete(forgotten);
    this.dropped.add(text);
    this.desk.keep(
      [
        put('dropped', text, {}),
        ...(forgotten === undefined ? [] : [remove('dropped', forgotten)]),
      ],
      () => answer(false),
    );
    for (const entry of this.entries.values()) {
      if (entry.courier?.messageId === text) this.beginAnew(entry);
    }
  }

  private add(key: string, facts: OutboxFacts, content: Uint8Array): Entry {
    const { now } = this.desk;
    const arrived = new Set<number>();
    const entry = { key, facts, content, arrived, attempts: 0, nextAt: now, isHasty: false };
    this.entries.set(key, entry);
    return entry;
  }

  private isAllowed({ content }: Entry): boolean {
    const { permissibleOperations, permissibleMaxContentLength = BOUNDS.content } = this.allowed;
    return (
      permissibleOperations?.submission !== false && content.length <= permissibleMaxContentLength
    );
  }

  private mayBegin(entry: Entry): boolean {
    if (entry.facts.sending) return true;
    // Parts are not mixed with other messages (RFC 2524, section 3.4.2), and identifiers stay near each other.
    const begun = [...this.entries.values()].flatMap(({ facts }) => facts.sending ?? []);
    if (begun.length === 0) return true;
    if (this.partsOf(entry) > 1 || begun.some(({ instances }) => instances.length > 1))
      return false;
    const oldest = Math.max(...begun.map(({ instances }) => this.counters.since(instances[0]!)));
    return oldest < WINDOW;
  }

  private partsOf = ({ content }: Entry): number =>
    Math.max(1, Math.ceil(content.length / this.slice));

  private get slice(): number {
    return this.desk.options.slice ?? LONGEST_SLICE;
  }

  private begin(entry: Entry): void {
    const credentials = credentialsMark(this.desk.options.security);
    const { sending } = entry.facts;
    if (sending === undefined) return this.beginWith(entry, this.freshSending(entry, 0));
    if (sending.credentials === credentials) {
      entry.courier = this.courierOf(entry, sending);
      return entry.courier.send();
    }
    // The centre would take other octets for another message, and might have this one already.
    entry.nextAt = Infinity;
    this.desk.tell({ kind: 'stuck', key: entry.key });
  }

  private freshSending(entry: Entry, restarts: number): Sending {
    const count = this.partsOf(entry);
    return {
      ...(count > 1 && { sequence: this.counters.takeSequence() }),
      instances: this.counters.takeInstances(count),
      slice: this.slice,
      credentials: credentialsMark(this.desk.options.security),
      restarts,
    };
  }

  /** Nothing leaves before its identifiers are on the disk. */
  private beginWith(entry: Entry, sending: Sending): void {
    entry.facts = { ...entry.facts, sending };
    entry.courier?.stop();
    const courier = this.courierOf(entry, sending);
    entry.courier = courier;
    const changes = [put('outbox', entry.key, entry.facts), this.counters.change()];
    this.desk.keep(changes, () => courier.send());
  }

  private courierOf(entry: Entry, sending: Sending): Courier {
    const { facts, content, arrived } = entry;
    const load = { contentType: facts.contentType, content, sending, arrived };
    return new Courier(this.desk, load, (ending, number) => this.over(entry, ending, number));
  }

  /** All parts were answered, or one was not, or refused. */
  private over(entry: Entry, ending: Ending<'submit'>, number: number): void {
    delete entry.courier;
    if (ending.kind === 'result') this.submitted(entry, ending.result.messageId);
    else if (ending.kind === 'silence') this.unanswered(entry);
    else this.rejected(entry, ending.why, number);
    this.work();
  }

  private submitted(entry: Entry, messageId: LocalMessageId): void {
    const text = messageIdText({ kind: 'local', ...messageId });
    // It was told to drop that one, and may have: only what comes with another identifier is a submission.
    if (this.dropped.has(text)) return this.beginAnew(entry);
    this.decide(entry, { messageId }, () =>
      this.desk.tell({ kind: 'submitted', key: entry.key, messageId }),
    );
  }

  private unanswered(entry: Entry): void {
    // All parts, since the centre may have thrown away what it had of them (RFC 2524, section 3.4.2).
    entry.arrived.clear();
    entry.nextAt = this.desk.now + pauseAfter(entry.attempts);
    entry.attempts += 1;
    entry.isHasty = true;
    this.desk.tell({ kind: 'unanswered', key: entry.key, attempts: entry.attempts });
  }

  /** The centre does not have it: whatever is sent from now on is another operation. */
  private rejected(entry: Entry, why: Refusal, number: number): void {
    const { sending } = entry.facts;
    switch (why) {
      case 'resourceError':
        // Of a message in parts it asks for this one again, by an operation of its own.
        return this.defer(entry, why, pauseAfter(entry.attempts), this.replaced(sending, number));
      case 'submissionControlViolated':
        return this.defer(entry, why, HELD_PAUSE);
      case 'messageError':
        if (sending && sending.instances.length > 1 && sending.restarts < MOST_RESTARTS) {
          return this.beginAnew(entry);
        }
    }
    this.decide(entry, { why }, () => this.desk.tell({ kind: 'refused', key: entry.key, why }));
  }

  private replaced(sending: Sending | undefined, number: number): Sending | undefined {
    if (sending?.sequence === undefined) return undefined;
    const [instance] = this.counters.takeInstances(1);
    return { ...sending, instances: sending.instances.with(number, instance!) };
  }

  private defer(entry: Entry, why: Refusal, pause: Millis, sending?: Sending): void {
    const { sending: _, ...facts } = entry.facts;
    entry.facts = { ...facts, ...(sending && { sending }) };
    entry.attempts += 1;
    entry.isHasty = false;
    // The pause begins when the disk has it.
    entry.nextAt = Infinity;
    const { key } = entry;
    this.desk.keep([put('outbox', key, entry.facts), this.counters.change()], () => {
      entry.nextAt = this.desk.now + pause;
      this.desk.tell({ kind: 'deferred', key, why });
    });
  }

  private beginAnew(entry: Entry): void {
    entry.arrived.clear();
    const restarts = (entry.facts.sending?.restarts ?? 0) + 1;
    this.beginWith(entry, this.freshSending(entry, restarts));
  }

  private decide(
    { key, facts: { about, queuedAt } }: Entry,
    how: Pick<FateFacts, 'messageId' | 'why'>,
    told: () => void,
  ): void {
    this.entries.delete(key);
    const decidedAt = this.desk.time;
    const fate: FateFacts = { about, queuedAt, decidedAt, ...how };
    const forgotten = this.noteFate(key, how.messageId);
    this.desk.keep(
      [
        put('fate', key, fate),
        remove('outbox', key),
        ...(forgotten === undefined ? [] : [remove('fate', forgotten)]),
      ],
      told,
    );
  }

  /** @returns the key of one that is too old to be remembered on */
  private noteFate(key: string, messageId: LocalMessageId | undefined): string | undefined {
    const text = messageId === undefined ? '' : messageIdText({ kind: 'local', ...messageId });
    if (text !== '') this.accepted.add(text);
    this.fates.set(key, text);
    if (this.fates.size <= MOST_FATES) return undefined;
    const [oldest, oldestId] = this.fates.entries().next().value!;
    this.fates.delete(oldest);
    this.accepted.delete(oldestId);
    return oldest;
  }
}
