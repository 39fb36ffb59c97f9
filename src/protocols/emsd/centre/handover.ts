/** A message becomes ours to bring: a copy for each recipient, and a report of those who cannot have one. */
import type { RecordChange } from '../../../core/records.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import type { Destination, MessageFacts } from './facts.ts';
import type { CentreOptions, Limits } from './options.ts';
import { resolve, type Resolved } from './recipients.ts';
import type { Reports } from './reports.ts';
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
    const { changes, to } = this.distribute(
      { ...rest, stage: 'accepted' },
      resolve(recipients, this.options),
    );
    this.desk.keep(changes, () => {
      this.desk.tell({ kind: 'accepted', message: facts.key, verified });
      this.dispatch.kick(to);
    });
  }

  /** What must be kept of an accepted message, and who is to be sent it. */
  distribute(
    message: MessageFacts,
    recipients: readonly Resolved[],
    content?: Uint8Array,
  ): { readonly changes: readonly RecordChange[]; readonly to: readonly Destination[] } {
    const changes: RecordChange[] = [this.spool.setMessage(message, content)];
    const kicked: Destination[] = [];
    const failed: { readonly address: string; readonly reason: string }[] = [];
    const since = this.desk.wallTime;
    let copies = 0;
    for (const recipient of recipients) {
      if ('failed' in recipient) {
        failed.push({ address: recipient.address, reason: recipient.failed });
        continue;
      }
      const { to, report } = recipient;
      if (to.kind === 'device' && this.isFull(to.number)) {
        failed.push({ address: to.number, reason: 'too many messages wait there already' });
        continue;
      }
      copies += 1;
      changes.push(this.spool.setCopy({ message: message.key, to, report, since }));
      kicked.push(to);
    }
    for (const { address, reason } of failed) {
      this.desk.tell({ kind: 'undelivered', message: message.key, to: address, reason });
      const report = this.reports.failed(message, address, reason);
      changes.push(...report.changes);
      kicked.push(...report.to);
    }
    const isBounced = kicked.some(({ kind }) => kind === 'mail');
    if (copies === 0 && !isBounced) changes.push(this.spool.removeMessage(message));
    return { changes, to: kicked };
  }

  isFull(number: string): boolean {
    return this.spool.queueLength(number) >= this.limits.spoolPerUser;
  }
}
