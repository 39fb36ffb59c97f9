/**
 * What an originator hears of a message. The RFC reserves a content type for reports and does not say what is in one
 * (section 3.4.1.7): here a report is an ordinary message, which every device can show.
 */
import type { RecordChange } from '../../../core/records.ts';
import { asciiBytes } from './text.ts';
import type { Desk } from './desk.ts';
import type { Destination, MessageFacts } from './facts.ts';
import { localIdText } from '../message-id.ts';
import { whoText } from '../number.ts';
import { IPM_CONTENT } from '../operations.ts';
import { fittingSubject, headerText } from '../mail/text.ts';
import { encodeIpm } from '../wire.ts';
import { REPORT_SUBJECTS } from '../report.ts';
import type { CentreOptions, Limits } from './options.ts';
import type { Spool } from './spool.ts';

/** What must be kept, and who is to be sent something once it is. */
export interface Report {
  readonly changes: readonly RecordChange[];
  readonly to: readonly Destination[];
}

const NONE: Report = { changes: [], to: [] };

export class Reports {
  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
  ) {}

  /** It cannot be brought to this recipient, and never will. */
  failed(of: MessageFacts, recipient: string, reason: string): Report {
    const { originator } = of;
    if (originator?.kind !== 'mail') {
      return this.write(of, `${REPORT_SUBJECTS.failed}${of.subject ?? 'your message'}`, [
        `Your message could not be delivered to ${whoText(recipient)}:`,
        `${reason}.`,
      ]);
    }
    if (originator.address === '' || !this.options.mailOut) return NONE;
    const bounce = { recipient, reason };
    const since = this.desk.wallTime;
    const copy = { message: of.key, to: originator, report: 'none' as const, since, bounce };
    return { changes: [this.spool.setCopy(copy)], to: [originator] };
  }

  /** It was delivered, and the originator wanted to know. */
  delivered(of: MessageFacts, recipient: string, how: string): Report {
    return this.write(of, `${REPORT_SUBJECTS.delivered}${of.subject ?? 'your message'}`, [
      `Your message ${how} ${whoText(recipient)} at ${new Date(this.desk.wallTime).toISOString()}.`,
    ]);
  }

  private write(of: MessageFacts, subject: string, lines: readonly string[]): Report {
    const { originator } = of;
    if (originator?.kind !== 'device') return NONE;
    // Reports may fill a mailbox twice over, no more: who never fetches them has them no longer.
    if (this.spool.queueLength(originator.number) >= 2 * this.limits.spoolPerUser) return NONE;
    const { id, change } = this.spool.allot(Math.floor(this.desk.wallTime / 1000));
    // What it quotes may be in the letters of old programs.
    const shown = fittingSubject(headerText(subject, 'the subject'));
    const content = encodeIpm({
      heading: {
        originator: { kind: 'rfc822', text: `postmaster@${this.options.host}` },
        recipients: [
          {
            address: { kind: 'emsd', digits: originator.number },
            as: 'primary',
            receipt: 'none',
            returnMessage: false,
            report: 'none',
            replyRequested: false,
          },
        ],
        priority: 'normal',
        importance: 'normal',
        autoForwarded: false,
        repliedTo: of.id,
        subject: shown,
      },
      body: { octets: asciiBytes(`${lines.join('\n')}\n`) },
    });
    const facts: MessageFacts = {
      key: localIdText(id),
      id: { kind: 'local', ...id },
      submitted: id.submissionTime,
      contentType: IPM_CONTENT,
      length: content.length,
      priority: 'normal',
      subject: shown,
      stage: 'accepted',
    };
    const since = this.desk.wallTime;
    const copy = { message: facts.key, to: originator, report: 'none' as const, since };
    return {
      changes: [change, this.spool.setMessage(facts, content), this.spool.setCopy(copy)],
      to: [originator],
    };
  }
}
