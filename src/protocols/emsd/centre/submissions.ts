/** Submissions, as they come (RFC 2524, sections 3.2.1, 3.4.2, 4 and 5.1.2): nothing is answered before it is kept. */
import type { RecordChange } from '../../../core/records.ts';
import { digestOf } from '../duplicates.ts';
import { IPM_CONTENT, type ErrorName, type SubmitArgument } from '../operations.ts';
import type { Ipm } from '../ipm.ts';
import { decodeIpm } from '../wire.ts';
import type { Acceptance } from './acceptance.ts';
import type { Call } from './call.ts';
import type { Desk } from './desk.ts';
import type { MessageFacts } from './facts.ts';
import { localIdText } from '../message-id.ts';
import type { Instances } from './instances.ts';
import { longestContent, type CentreOptions, type Limits } from './options.ts';
import { shownAddress, subscriberOf } from './recipients.ts';
import type { Assembly } from './assembly.ts';
import type { Spool } from './spool.ts';

export interface Submission extends Call {
  /** Whose it is, proved. */
  readonly number: string;
  readonly instance: number;
  readonly argument: SubmitArgument;
}

export class Submissions {
  /** Being kept: who has asked for the same meanwhile is answered with it. */
  private readonly pending = new Map<string, Pick<Call, 'id' | 'from'>[]>();

  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly instances: Instances,
    private readonly assembly: Assembly,
    private readonly acceptance: Acceptance,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
  ) {}

  take(submission: Submission): void {
    const { id, from, number, instance, octets } = submission;
    const digest = digestOf(octets);
    const pending = this.pending.get(nameOf(number, instance, digest));
    if (pending) return void pending.push({ id, from });
    const known = this.instances.find(number, instance, digest);
    if (known) {
      this.desk.tell({ kind: 'repeated', message: known.message, number });
      return this.acceptance.answer(submission, known);
    }
    if (this.acceptance.unverifiedOf(number) >= this.limits.unverifiedPerUser) {
      return submission.refuse('resourceError', 'too many of its messages wait to be verified');
    }
    if (submission.argument.part) this.takePart(submission);
    else this.takeWhole(submission, submission.argument.content);
  }

  private takePart(submission: Submission): void {
    const { number, argument } = submission;
    const place = this.assembly.place(number, argument.part!, argument.content);
    if (place.kind === 'refused') return submission.refuse(place.error, place.reason);
    const { dropped, whole } = place;
    const given = dropped ? this.giveUp(number, dropped) : [];
    const read = whole && this.read(submission, whole);
    if (read && 'error' in read) {
      // All of it is of no use: who sends it again begins anew.
      if (place.message) given.push(...this.giveUp(number, place.message));
      return this.desk.keep(given, () => submission.refuse(read.error, read.reason));
    }
    const { facts, changes } = place.message
      ? { facts: this.spool.messages.get(place.message.key) ?? place.message, changes: [] }
      : this.begin(submission);
    // Under another identifier, while the last part is being kept.
    if (facts.stage !== 'partial') return this.store(submission, facts, place.number, given);
    const partial = { ...facts, parts: place.parts };
    const before = place.message;
    const added = this.assembly.add(partial, place.number, argument.content);
    const message = read ? completed(partial, read.ipm, whole!.length) : partial;
    const stored = read
      ? [...this.assembly.removal(partial), this.spool.setMessage(message, whole)]
      : [added, this.spool.setMessage(partial)];
    this.store(submission, message, place.number, [...given, ...changes, ...stored], before);
  }

  /** A message that its device has given up before it was whole. */
  private giveUp(number: string, facts: MessageFacts): RecordChange[] {
    const parts = this.assembly.removal(facts);
    this.assembly.forget(facts);
    this.acceptance.cancel(facts);
    return [...parts, ...this.instances.forget(number, facts.key), this.spool.removeMessage(facts)];
  }

  private takeWhole(submission: Submission, content: Uint8Array): void {
    const read = this.read(submission, content);
    if ('error' in read) return submission.refuse(read.error, read.reason);
    const { facts, changes } = this.begin(submission);
    const message = completed(facts, read.ipm, content.length);
    this.store(submission, message, 0, [...changes, this.spool.setMessage(message, content)]);
  }

  private begin({ number, from, argument }: Submission): {
    readonly facts: MessageFacts;
    readonly changes: readonly RecordChange[];
  } {
    const { id, change } = this.spool.allot(Math.floor(this.desk.wallTime / 1000));
    const facts: MessageFacts = {
      key: localIdText(id),
      id: { kind: 'local', ...id },
      submitted: id.submissionTime,
      originator: { kind: 'device', number },
      from,
      contentType: argument.contentType,
      length: 0,
      priority: 'normal',
      stage: 'partial',
    };
    return { facts, changes: [change] };
  }

  private read(
    { number, argument }: Submission,
    content: Uint8Array,
  ): { readonly ipm: Ipm } | { readonly error: ErrorName; readonly reason: string } {
    if (argument.contentType !== IPM_CONTENT) {
      return { error: 'protocolViolation', reason: `content type ${argument.contentType}` };
    }
    const longest = longestContent(this.limits);
    if (content.length > longest) {
      // Of the errors that it may answer, the one after which nobody tries again (section 3.4.3).
      const reason = `a content of ${content.length} octets, of which ${longest} can be delivered`;
      return { error: 'protocolViolation', reason };
    }
    const decoded = decodeIpm(content);
    if (!decoded.ok) return { error: 'protocolViolation', reason: decoded.error.message };
    const { heading, body } = decoded.message;
    if ((body?.compression ?? 0) !== 0) {
      return { error: 'protocolViolation', reason: 'compressed by a method that nobody knows' };
    }
    if (subscriberOf(heading.originator, this.options) !== number) {
      const named = shownAddress(heading.originator);
      return { error: 'securityError', reason: `says that it is from ${named}` };
    }
    return { ipm: decoded.message };
  }

  private store(
    submission: Submission,
    message: MessageFacts,
    part: number,
    changes: readonly RecordChange[],
    before?: MessageFacts,
  ): void {
    const { number, instance, id, from, octets } = submission;
    const digest = digestOf(octets);
    const name = nameOf(number, instance, digest);
    const noted = { number, identifier: instance, digest, message: message.key, part };
    const waiting = [{ id, from }];
    this.pending.set(name, waiting);
    this.acceptance.begin(message);
    this.desk.keep(
      [...changes, ...this.instances.changes(noted)],
      () => {
        this.pending.delete(name);
        this.instances.add(noted);
        this.acceptance.kept(message);
        if (message.stage === 'unverified') {
          this.assembly.forget(message);
          this.tellOf(message, from);
        }
        for (const asked of waiting) this.acceptance.answer(asked, noted);
      },
      () => {
        this.pending.delete(name);
        this.undo(message, part, before);
        submission.refuse('resourceError', 'it could not be kept');
        for (const asked of waiting.slice(1)) this.desk.refuse(asked.id, 'resourceError');
      },
    );
  }

  /** As if it had never come. */
  private undo(message: MessageFacts, part: number, before: MessageFacts | undefined): void {
    this.assembly.undo(message, part);
    if (before) {
      this.spool.messages.set(before.key, before);
      return this.acceptance.kept(before);
    }
    this.acceptance.cancel(message);
    this.spool.messages.delete(message.key);
  }

  private tellOf(message: MessageFacts, from: Submission['from']): void {
    const { key, length, subject, recipients = [], originator } = message;
    if (originator?.kind !== 'device') return;
    this.desk.tell({
      kind: 'submitted',
      message: key,
      number: originator.number,
      from,
      length,
      recipients: recipients.map(({ address }) => shownAddress(address)),
      ...(subject !== undefined && { subject }),
    });
  }
}

const nameOf = (number: string, instance: number, digest: string): string =>
  `${number} ${instance} ${digest}`;

const completed = (facts: MessageFacts, { heading }: Ipm, length: number): MessageFacts => ({
  ...facts,
  length,
  priority: heading.priority,
  ...(heading.subject !== undefined && { subject: heading.subject }),
  stage: 'unverified',
  recipients: heading.recipients.map(({ address, report }) => ({ address, report })),
});
