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
import { longestContent, type CentreOptions, type Limits } from './options.ts';
import type { Spool } from './spool.ts';

/** What must be kept, and who is to be sent something once it is. */
export interface Report {
  readonly changes: readonly RecordChange[];
  readonly to: readonly Destination[];
}

const NONE: Report = { changes: [], to: [] };

/** Who does not get it, a subscriber's number or an address, and why: a sentence without its stop. */
export interface Failure {
  readonly recipient: string;
  readonly reason: string;
}

/** Octets that are kept free in a report for its heading. */
const AROUND_TEXT = 600;

/** What is said of failures, in as many texts as it takes when one has at most so many octets. */
function textsOf(failures: readonly Failure[], room: number): readonly (readonly string[])[] {
  const [first, ...more] = failures;
  const begin = 'Your message could not be delivered to';
  if (first && more.length === 0) {
    return [[`${begin} ${whoText(first.recipient)}:`, `${first.reason}.`]];
  }
  const texts: string[][] = [];
  let length = Infinity;
  for (const { recipient, reason } of failures) {
    const line = `${whoText(recipient)}: ${reason}.`;
    length += line.length + 1;
    if (length > room) {
      texts.push([begin]);
      length = begin.length + line.length + 2;
    }
    texts.at(-1)!.push(line);
  }
  return texts;
}

const joined = (reports: readonly Report[]): Report => ({
  changes: reports.flatMap(({ changes }) => changes),
  to: reports.flatMap(({ to }) => to),
});

export class Reports {
  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
  ) {}

  /** It cannot be brought to these recipients, and never will: one report of all of them, or as few as there is room in. */
  failed(of: MessageFacts, failures: readonly Failure[]): Report {
    const { originator } = of;
    if (originator?.kind === 'mail') return this.bounced(of, originator, failures);
    const room = longestContent(this.limits) - AROUND_TEXT;
    return joined(
      textsOf(failures, room).map((lines) =>
        this.write(of, `${REPORT_SUBJECTS.failed}${of.subject ?? 'your message'}`, lines),
      ),
    );
  }

  private bounced(of: MessageFacts, to: Destination, failures: readonly Failure[]): Report {
    if (to.kind !== 'mail' || to.address === '' || !this.options.mailOut) return NONE;
    const since = this.desk.wallTime;
    const copies = failures.map((bounce) => ({
      message: of.key,
      to,
      report: 'none' as const,
      since,
      bounce,
    }));
    return { changes: copies.map((copy) => this.spool.setCopy(copy)), to: copies.map(() => to) };
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
