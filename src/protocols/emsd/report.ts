/**
 * Reports on what became of a message: content type 2. The RFC keeps the type and says nothing of its form; this is the one
 * of Neda's centre (reference behaviour). Read, never written: here a report is an interpersonal message, a reply of the
 * postmaster's to the one that it is about.
 */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { readAddress, readMessageId } from './addresses.ts';
import type { Address, MessageId } from './ipm.ts';
import { readText, readTime } from './values.ts';
import { BOUNDS, group, value } from './vocabulary.ts';

/** How the subject of a report begins that is an interpersonal message. */
export const REPORT_SUBJECTS = { failed: 'Not delivered: ', delivered: 'Delivered: ' } as const;

export interface Report {
  /** On which message. */
  readonly messageId: MessageId;
  readonly recipients: readonly ReportedRecipient[];
  /** The message itself, or a piece of it. */
  readonly returned?: { readonly contentType: number; readonly content: Uint8Array };
}

export interface ReportedRecipient {
  readonly address: Address;
  readonly outcome:
    /** `time`: in seconds since 1970-01-01T00:00Z. */
    | { readonly kind: 'delivered'; readonly time: number }
    | {
        readonly kind: 'not delivered';
        /** An index of {@link REASONS}, or another number. */
        readonly reason: number;
        /** An index of {@link DIAGNOSTICS}, or another number. */
        readonly diagnostic?: number;
        readonly explanation?: string;
      };
}

/** Why a message was not delivered. */
export const REASONS = ['transfer failed', 'unable to transfer', 'delivery restricted'] as const;

/** The same more exactly. */
export const DIAGNOSTICS = [
  'congestion',
  'loop',
  'recipient not available',
  'too late',
  'content too long',
  'beyond a size that is allowed',
  'protocol violated',
  'content type not supported',
  'too many recipients',
  'line too long',
  'address not recognized',
  'recipient unknown',
  'refused',
  'unable to complete',
  'tried often enough',
] as const;

/** Why, as exactly as it is said. */
export function whyNot({
  reason,
  diagnostic = -1,
}: Extract<ReportedRecipient['outcome'], { kind: 'not delivered' }>): string {
  return DIAGNOSTICS[diagnostic] ?? REASONS[reason] ?? `reason ${reason}`;
}

/** Numbers without a meaning are kept. */
const HIGHEST = 255;

export function readReport(r: BerReader): Report {
  return r.within('report', TAGS.SEQUENCE, (inside) => {
    const messageId = readMessageId(inside, 'reported message id');
    const recipients = inside.within('reported recipients', TAGS.SEQUENCE, readRecipients);
    if (!inside.isNext(group(0))) return { messageId, recipients };
    const returned = inside.within('returned content', group(0), (back) => ({
      contentType: back.unsigned('returned content type', BOUNDS.contentTypes - 1),
      content: back.rest('returned message'),
    }));
    return { messageId, recipients, returned };
  });
}

function readRecipients(r: BerReader): ReportedRecipient[] {
  const recipients: ReportedRecipient[] = [];
  while (r.more) {
    if (recipients.length === BOUNDS.recipients) {
      r.refuse('length', 'reported recipients', `are more than ${BOUNDS.recipients}`);
    }
    recipients.push(
      r.within('reported recipient', TAGS.SEQUENCE, (inside) => ({
        address: readAddress(inside, 'reported address'),
        outcome: readOutcome(inside),
      })),
    );
  }
  return recipients;
}

function readOutcome(r: BerReader): ReportedRecipient['outcome'] {
  if (r.isNext(group(0))) {
    const time = r.within('delivered', group(0), (inside) => readTime(inside, 'delivery time'));
    return { kind: 'delivered', time };
  }
  return r.within('not delivered', group(1), (inside) => {
    const reason = inside.unsigned('reason', HIGHEST, (number) => REASONS[number]);
    const diagnostic = inside.isNext(value(0))
      ? inside.unsigned('diagnostic', HIGHEST, (number) => DIAGNOSTICS[number], value(0))
      : undefined;
    const explanation = inside.isNext(value(1))
      ? readText(inside, 'explanation', BOUNDS.content, value(1))
      : undefined;
    return {
      kind: 'not delivered',
      reason,
      ...(diagnostic !== undefined && { diagnostic }),
      ...(explanation !== undefined && { explanation }),
    };
  });
}
