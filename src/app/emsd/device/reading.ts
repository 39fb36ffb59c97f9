/** A message of the inbox in words. */
import { decodeWords } from '../../../core/mail/encoded-words.ts';
import { readBody } from '../../../core/mail/readable.ts';
import type { InboxFacts } from '../../../protocols/emsd/client.ts';
import { messageIdText } from '../../../protocols/emsd/message-id.ts';
import type { Address, Ipm } from '../../../protocols/emsd/ipm.ts';
import { IPM_CONTENT, REPORT_CONTENT } from '../../../protocols/emsd/operations.ts';
import { numberText } from '../../../protocols/emsd/number.ts';
import { whyNot, type Report } from '../../../protocols/emsd/report.ts';
import { wholeFields } from '../../../protocols/emsd/rfc822.ts';
import { decodeIpm, decodeReport } from '../../../protocols/emsd/wire.ts';
import type { MessageEvent } from './event.ts';

/** @param content absent where it is not wanted whole, or cannot be had */
export function readMessage(
  key: string,
  facts: InboxFacts,
  content: Uint8Array,
  time: string,
  withText: boolean,
): MessageEvent {
  const { messageId, deliveryTime, receivedAt, contentType, length } = facts;
  const submission =
    facts.submissionTime ?? (messageId.kind === 'local' ? messageId.submissionTime : undefined);
  const base = {
    event: 'message',
    time,
    number: Number(key),
    id: messageIdText(messageId),
    ...(submission !== undefined && { submitted: instant(submission) }),
    delivered: instant(deliveryTime),
    received: instant(receivedAt),
    contentType,
    length,
  } as const;
  if (contentType === IPM_CONTENT) {
    const decoded = decodeIpm(content);
    if (decoded.ok) {
      const { message } = decoded;
      const fields = wholeFields(message.heading, messageId, NOWHERE);
      return { ...base, ...headingOf(message, fields), ...(withText && bodyOf(message, fields)) };
    }
  }
  const report = contentType === REPORT_CONTENT ? decodeReport(content) : undefined;
  return { ...base, from: '', to: [], ...(report?.ok && reported(report.message, withText)) };
}

/** A host for subscribers, whom nobody sees with it (RFC 2606). */
const NOWHERE = 'subscriber.invalid';

type Fields = ReadonlyMap<string, string>;

/** A report of an old centre. */
function reported(report: Report, withText: boolean): Partial<MessageEvent> {
  const lines = report.recipients.map(({ address, outcome }) => {
    const to = addressText(address);
    if (outcome.kind === 'delivered') return `Delivered to ${to} at ${instant(outcome.time)}.`;
    const { explanation } = outcome;
    const more = explanation === undefined ? '' : ` (${decodeWords(explanation)})`;
    return `Not delivered to ${to}: ${whyNot(outcome)}${more}.`;
  });
  return {
    reportOn: messageIdText(report.messageId),
    ...(withText && { text: lines.map((line) => `${line}\n`).join('') }),
  };
}

function headingOf(
  { heading }: Ipm,
  fields: Fields,
): Pick<MessageEvent, 'from' | 'to'> & Partial<MessageEvent> {
  const { originator, recipients, priority } = heading;
  const subject = fields.get('subject') ?? heading.subject;
  const named = (as: 'primary' | 'copy') =>
    recipients.filter((one) => one.as === as).map(({ address }) => addressText(address));
  const cc = named('copy');
  return {
    from: addressText(originator),
    to: named('primary'),
    ...(cc.length > 0 && { cc }),
    ...(subject !== undefined && { subject: decodeWords(subject) }),
    ...(priority !== 'normal' && { priority }),
  };
}

function addressText(address: Address): string {
  if (address.kind === 'rfc822') return decodeWords(address.text);
  const number = numberText(address.digits);
  return address.name === undefined ? number : `${decodeWords(address.name)} (${number})`;
}

/** What a person reads of it, and what hangs on it; no text where there is none. */
function bodyOf(
  { heading, body }: Ipm,
  fields: Fields,
): Pick<MessageEvent, 'text' | 'attachments'> {
  if (body === undefined) return { text: '' };
  const { attachments, ...read } = readBody({
    contentType: fields.get('content-type') ?? heading.contentType,
    transferEncoding: fields.get('content-transfer-encoding') ?? heading.contentTransferEncoding,
    disposition: heading.extensions?.find(({ label }) => /^content-disposition$/i.test(label))
      ?.value,
    octets: body.octets,
  });
  return { ...read, ...(attachments.length > 0 && { attachments }) };
}

/** Of a time that no calendar has, its number. */
function instant(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}
