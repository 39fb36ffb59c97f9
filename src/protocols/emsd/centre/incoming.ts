/** Messages from elsewhere: whoever hands one over may forget it once it is kept. */
import type { CentreInput, IncomingMail, MailTaken } from './actions.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import type { MessageFacts } from './facts.ts';
import { localIdText } from '../message-id.ts';
import type { Handover } from './handover.ts';
import type { LocalMessageId } from '../ipm.ts';
import { IPM_CONTENT } from '../operations.ts';
import { longestContent, type CentreOptions, type Limits } from './options.ts';
import { localNumber } from './recipients.ts';
import type { Spool } from './spool.ts';

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
    if ([...numbers].some((number) => this.handover.isFull(number))) return answer('no room');
    const { id, change } = this.spool.allot(Math.floor(this.desk.wallTime / 1000));
    const message = factsOf(id, mail);
    const resolved = [...numbers].map((number) => ({
      to: { kind: 'device' as const, number },
      report: 'non-delivery' as const,
    }));
    const { changes, to } = this.handover.distribute(message, resolved, mail.content);
    this.desk.keep(
      [change, ...changes],
      () => {
        answer('accepted');
        const recipients = [...mail.recipients];
        this.desk.tell({ kind: 'mail in', message: message.key, recipients });
        this.dispatch.kick(to);
      },
      () => {
        this.spool.discard(message);
        answer('no room');
      },
    );
  }
}

const factsOf = (id: LocalMessageId, mail: IncomingMail): MessageFacts => ({
  key: localIdText(id),
  id: mail.id ?? { kind: 'local', ...id },
  submitted: mail.submitted,
  originator: { kind: 'mail', address: mail.from },
  contentType: IPM_CONTENT,
  length: mail.content.length,
  priority: mail.priority,
  ...(mail.subject !== undefined && { subject: mail.subject }),
  stage: 'accepted',
});
