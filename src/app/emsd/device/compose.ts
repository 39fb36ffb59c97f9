/** Makes a message of the words of a command line, by way of a mail: what EMSD has no letters for is written as mail does. */
import { UsageError } from '../../../core/errors.ts';
import type { Recipient } from '../../../protocols/emsd/ipm.ts';
import { numberText, readNumber } from '../../../protocols/emsd/number.ts';
import { MOST_PARTS } from '../../../protocols/emsd/operations.ts';
import { LONGEST_CONTENT, LONGEST_SLICE } from '../../../protocols/emsd/parts.ts';
import { ipmOfMail } from '../../../protocols/emsd/rfc822.ts';
import { encodeIpm } from '../../../protocols/emsd/wire.ts';
import type { About } from '../../../protocols/emsd/client.ts';
import type { Input } from '../../operation.ts';
import { readList } from '../../parameters.ts';

/** What goes into the outbox. */
export interface Draft {
  readonly content: Uint8Array;
  readonly about: About;
}

/** Where numbers live while a message is made; no host is called so (RFC 2606). */
const NOWHERE = 'subscriber.invalid';
/** Octets of content that fit into the parts of one message. */
export const MOST_CONTENT = LONGEST_CONTENT;

/**
 * @param from digits
 * @param text of the message
 * @throws UsageError for addresses that are none, and for what EMSD has no room for
 */
export function compose(input: Input, from: string, text: string): Draft {
  const to = readAddressees(input, 'to');
  const others = { Cc: readAddressees(input, 'cc'), Bcc: readAddressees(input, 'bcc') };
  const subject = input['subject'] as string | undefined;
  if (subject !== undefined && /[\r\n]/.test(subject)) {
    throw new UsageError('a subject is one line');
  }
  const body = text.replaceAll('\r\n', '\n');
  const lines = [
    `From: ${numberText(from)}@${NOWHERE}`,
    `To: ${to.join(', ')}`,
    ...Object.entries(others).flatMap(([name, all]) =>
      all.length > 0 ? [`${name}: ${all.join(', ')}`] : [],
    ),
    ...(subject === undefined ? [] : [`Subject: ${subject}`]),
    ...(input['urgent'] === true ? ['X-Priority: Urgent'] : []),
    ...(/^[\n -~]*$/.test(body) ? [] : UTF8),
  ];
  const mail = new TextEncoder().encode(`${lines.join('\n')}\n\n${body}`);
  const recipients = [to, ...Object.values(others)].flat();
  const crossed = ipmOfMail(mail, { from: '', recipients }, NOWHERE);
  if (crossed.kind === 'refused') throw new UsageError(`EMSD cannot carry it: ${crossed.reason}`);
  const content = input['report'] === true ? withReports(crossed.ipm) : crossed.content;
  if (content.length > MOST_CONTENT) {
    throw new UsageError(
      `the message has ${content.length} octets: EMSD carries ${MOST_CONTENT}, in ${MOST_PARTS} parts of ${LONGEST_SLICE}`,
    );
  }
  const shown = to.map((address) => address.replace(`@${NOWHERE}`, ''));
  return { content, about: { to: shown, ...(subject !== undefined && { subject }) } };
}

const UTF8 = [
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
];

/** `401.001` is a subscriber of the centre; all others, `401.001@host` among them, are whose host they name. */
function readAddressees(input: Input, name: string): string[] {
  const text = input[name] as string | undefined;
  if (text === undefined) return [];
  return readList(name, text).map((word) => {
    const digits = readNumber(word);
    if (digits !== undefined) return `${numberText(digits)}@${NOWHERE}`;
    if (/^[!-~]+@[!-~]+$/.test(word) && !word.includes(',')) return word;
    throw new UsageError(
      `${name}: "${word}" is no address: give a number (401.001, 401001) or a mail address (bob@example.org)`,
    );
  });
}

type Ipm = Parameters<typeof encodeIpm>[0];

function withReports({ heading, ...rest }: Ipm): Uint8Array {
  const wanted = (recipient: Recipient): Recipient => ({ ...recipient, report: 'delivery' });
  const recipients = heading.recipients.map(wanted);
  return encodeIpm({ heading: { ...heading, recipients }, ...rest });
}
