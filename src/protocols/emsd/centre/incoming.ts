/** Messages from elsewhere: whoever hands one over may forget it once it is kept. */
import type { CentreInput, IncomingMail, MailTaken } from './actions.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import type { MessageFacts } from './facts.ts';
import { localIdText, messageIdText } from '../message-id.ts';
import { digestOf } from '../duplicates.ts';
import type { Handover } from './handover.ts';
import type { LocalMessageId, MessageId } from '../ipm.ts';
import { decodeIpm } from '../wire.ts';
import { IPM_CONTENT } from '../operations.ts';
import { longestContent, type CentreOptions, type Limits } from './options.ts';
import { localNumber } from './recipients.ts';
import { isSameId, type Spool } from './spool.ts';

export class Incoming {
  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly handover: Handover,
    private readonly dispatch: Dispatch,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
  ) {}

  take({ ticket, mail }: Extract<CentreInput, { readonly kind: 'mail' }>): void {
    const answer = (outcome: MailTaken) => this.desk.answerMail(ticket, outcome);
    if (mail.content.length > longestContent(this.limits)) return answer('too long');
    const numbers = new Set<string>();
    for (const address of mail.recipients) {
      const number = localNumber(address, this.options);
      if (number === undefined) return answer('no such recipient');
      numbers.add(number);
    }
    if (numbers.size === 0) return answer('no such recipient');
    const likeness = mail.id && likenessOf(mail.id, mail);
    const repeats = likeness === undefined ? [] : this.repeatsOf(numbers, likeness);
    for (const { number } of repeats) numbers.delete(number);
    const noRoom = () => answer('no room');
    const accept = () => {
      answer('accepted');
      for (const one of repeats) this.desk.tell({ kind: 'repeated', ...one, byMail: true });
    };
    // It may be under way to the disk still: it is answered for when it is there.
    if (numbers.size === 0) return this.desk.keep([], accept, noRoom);
    if ([...numbers].some((number) => this.handover.isFull(number))) return noRoom();
    const { id, change } = this.spool.allot(Math.floor(this.desk.wallTime / 1000));
    const message = factsOf(
      id,
      mail,
      this.isFree(mail.id, numbers) ? mail.id : undefined,
      likeness,
    );
    const resolved = [...numbers].map((number) => ({
      to: { kind: 'device' as const, number },
      report: 'non-delivery' as const,
    }));
    const { changes, to } = this.handover.distribute(message, resolved, mail.content);
    this.desk.keep(
      [change, ...changes],
      () => {
        accept();
        const recipients = [...mail.recipients];
        this.desk.tell({ kind: 'mail in', message: message.key, recipients });
        this.dispatch.kick(to);
      },
      () => {
        this.spool.discard(message);
        noRoom();
      },
    );
  }

  /** Who of them has this very message, or is to have it. */
  private repeatsOf(numbers: Iterable<string>, likeness: string) {
    return [...numbers].flatMap((number) => {
      const same = [...this.spool.sent(number)].find((one) => one.likeness === likeness);
      return same ? [{ number, message: same.key }] : [];
    });
  }

  /** Whether another message of theirs has this name already: their devices would take the second for the first. */
  private isFree(id: MessageId | undefined, numbers: Iterable<string>): boolean {
    if (id === undefined) return false;
    return ![...numbers].some((number) =>
      [...this.spool.sent(number)].some((one) => isSameId(one.id, id)),
    );
  }
}

/**
 * What a message has been made by, and no server on the way changes: its name, From, Subject and body. Servers that send it
 * again because they did not hear our answer write other trace headers on it.
 */
function likenessOf(id: MessageId, { content }: IncomingMail): string | undefined {
  const decoded = decodeIpm(content);
  if (!decoded.ok) return undefined;
  const { heading, body } = decoded.message;
  const head = JSON.stringify([messageIdText(id), heading.originator, heading.subject]);
  const octets = Uint8Array.from(head, (character) => character.charCodeAt(0));
  return `${digestOf(octets)} ${digestOf(body?.octets ?? new Uint8Array(0))}`;
}

const factsOf = (
  id: LocalMessageId,
  mail: IncomingMail,
  name: MessageId | undefined,
  likeness: string | undefined,
): MessageFacts => ({
  key: localIdText(id),
  id: name ?? { kind: 'local', ...id },
  ...(likeness && { likeness }),
  submitted: mail.submitted,
  originator: { kind: 'mail', address: mail.from },
  contentType: IPM_CONTENT,
  length: mail.content.length,
  priority: mail.priority,
  ...(mail.subject !== undefined && { subject: mail.subject }),
  stage: 'accepted',
});
