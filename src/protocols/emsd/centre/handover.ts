/** A message becomes ours to bring: a copy for each recipient, and a report of those who cannot have one. */
import type { RecordChange } from '../../../core/records.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import type { Destination, MessageFacts } from './facts.ts';
import type { CentreOptions, Limits } from './options.ts';
import { resolve, type Resolved } from './recipients.ts';
import type { Failure, Report, Reports } from './reports.ts';
import type { Spool } from './spool.ts';

export class Handover {
  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly reports: Reports,
    private readonly dispatch: Dispatch,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
  ) {}

  /** @param verified whether its device was asked for it */
  accept(facts: MessageFacts, verified: boolean): void {
    const { recipients = [], ...rest } = facts;
    const { changes, to, failed } = this.distribute(
      { ...rest, stage: 'accepted' },
      resolve(recipients, this.options),
    );
    this.desk.keep(changes, () => {
      this.desk.tell({ kind: 'accepted', message: facts.key, verified });
      for (const { recipient, reason } of failed) {
        this.desk.tell({ kind: 'undelivered', message: facts.key, to: recipient, reason });
      }
      this.dispatch.kick(to);
    });
  }

  /** What must be kept of an accepted message, who is to be sent it, and who cannot be. */
  distribute(
    message: MessageFacts,
    recipients: readonly Resolved[],
    content?: Uint8Array,
  ): Report & { readonly failed: readonly Failure[] } {
    const changes: RecordChange[] = [this.spool.setMessage(message, content)];
    const kicked: Destination[] = [];
    const failed: Failure[] = [];
    const since = this.desk.wallTime;
    let copies = 0;
    for (const recipient of recipients) {
      if ('failed' in recipient) {
        failed.push({ recipient: recipient.address, reason: recipient.failed });
        continue;
      }
      const { to, report } = recipient;
      if (to.kind === 'device' && this.isFull(to.number)) {
        failed.push({ recipient: to.number, reason: 'too many messages wait there already' });
        continue;
      }
      copies += 1;
      changes.push(this.spool.setCopy({ message: message.key, to, report, since }));
      kicked.push(to);
    }
    const report = this.reports.failed(message, failed);
    changes.push(...report.changes);
    kicked.push(...report.to);
    const isBounced = kicked.some(({ kind }) => kind === 'mail');
    if (copies === 0 && !isBounced) changes.push(this.spool.removeMessage(message));
    return { changes, to: kicked, failed };
  }

  isFull(number: string): boolean {
    return this.spool.queueLength(number) >= this.limits.spoolPerUser;
  }
}
