/** Messages to elsewhere: handed to mail, each recipient by himself, until it is taken or its time is over. */
import type { CentreInput } from './actions.ts';
import { contentFor } from './copies.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import { recordKey, type CopyFacts, type MessageFacts } from './facts.ts';
import type { CentreOptions, Limits, Times } from './options.ts';
import { Patience } from './patience.ts';
import type { Reports } from './reports.ts';
import { UNREADABLE, type Spool } from './spool.ts';

export class Outgoing {
  private readonly busy = new Set<string>();
  private readonly patience: Patience;

  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly reports: Reports,
    private readonly dispatch: Dispatch,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
    private readonly times: Times,
  ) {
    this.patience = new Patience(times);
  }

  /** Hands over as much as may be handed over at once. */
  consider(): void {
    const { now, alarms } = this.desk;
    let next = Infinity;
    const expired: CopyFacts[] = [];
    for (const copy of this.spool.outgoing()) {
      const key = recordKey('copy', copy);
      if (this.busy.has(key)) continue;
      const message = this.spool.messages.get(copy.message);
      const end = now + copy.since + this.times.lifetime - this.desk.wallTime;
      if (end <= now) expired.push(copy);
      else if (this.patience.until(key) > now) next = Math.min(next, this.patience.until(key), end);
      else if (message && this.busy.size < this.limits.mailsAtOnce) this.send(key, copy, message);
    }
    alarms.clear('mail');
    if (next < Infinity) alarms.put('mail', next, () => this.consider());
    for (const copy of expired) this.fail(copy, 'no mail server took it in time');
  }

  private send(key: string, copy: CopyFacts, message: MessageFacts): void {
    if (copy.to.kind !== 'mail') return;
    const { address } = copy.to;
    const { bounce } = copy;
    this.busy.add(key);
    this.desk.load('message', message.key, (content) => {
      if (content === undefined) {
        const trouble = { outcome: 'temporary', reason: UNREADABLE } as const;
        return this.end(key, () => this.outcome(key, copy, message, trouble));
      }
      const seen = bounce ? content : contentFor(content, copy.to, this.options);
      const mail = { message, content: seen, to: address, ...(bounce && { bounce }) };
      this.desk.mail(mail, (answer) => {
        this.end(key, () => this.outcome(key, copy, message, answer));
      });
    });
  }

  private outcome(
    key: string,
    copy: CopyFacts,
    message: MessageFacts,
    {
      outcome,
      reason = 'the mail server gave no reason',
    }: Pick<Extract<CentreInput, { kind: 'mailed' }>, 'outcome' | 'reason'>,
  ): void {
    const to = copy.to.kind === 'mail' ? copy.to.address : copy.to.number;
    if (outcome === 'permanent') return this.fail(copy, reason);
    if (outcome === 'temporary') {
      const wait = this.patience.lose(key, this.desk.now);
      return this.desk.tell({ kind: 'retry', message: message.key, to, reason, wait });
    }
    this.patience.end(key);
    const report =
      copy.report === 'delivery'
        ? this.reports.delivered(message, to, 'was handed on by mail to')
        : undefined;
    const changes = [...this.spool.removeCopy(copy), ...(report?.changes ?? [])];
    this.desk.keep(changes, () => {
      this.desk.tell({ kind: 'mailed', message: message.key, to });
      this.dispatch.kick(report?.to ?? []);
    });
  }

  private end(key: string, then: () => void): void {
    this.busy.delete(key);
    then();
    this.consider();
  }

  private fail(copy: CopyFacts, reason: string): void {
    const message = this.spool.messages.get(copy.message);
    if (message === undefined || copy.to.kind !== 'mail') return;
    const to = copy.to.address;
    this.patience.end(recordKey('copy', copy));
    // A report that cannot be brought is reported to nobody (RFC 5321, section 6.1).
    const report =
      copy.bounce || copy.report === 'none'
        ? undefined
        : this.reports.failed(message, [{ recipient: to, reason }]);
    const changes = [...(report?.changes ?? []), ...this.spool.removeCopy(copy)];
    this.desk.keep(changes, () => {
      this.desk.tell({ kind: 'undelivered', message: message.key, to, reason });
      this.dispatch.kick(report?.to ?? []);
    });
  }
}
