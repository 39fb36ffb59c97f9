/** A message of EMSD as one of the Internet. `rfc822.ts` says what becomes of what. */
import { joinBytes } from '../../../core/bytes/join.ts';
import { latin1Bytes } from '../../../core/bytes/line.ts';
import { dateText } from '../../../core/mail/date.ts';
import { fieldLine } from '../../../core/mail/field.ts';
import type { Address, Body, Heading, Ipm, MessageId, Recipient } from '../ipm.ts';
import { textOfAddress } from './addresses.ts';
import { isHeader, wrap, WRAPPED, type Extension } from './extensions.ts';
import {
  AUTO_FORWARDED_WORD,
  IMPORTANCE_WORDS,
  MIME_HEADERS,
  NOBODY,
  PRIORITY_WORDS,
  REQUESTS,
  requestsText,
  wordOf,
} from './fields.ts';
import { mailIdOf } from './message-id.ts';
import { orRefused, refuse, type MailRefusal } from './refusal.ts';
import { mayStandFor, type Shown } from './stand-in.ts';
import { headerText } from './text.ts';

/** What is known of a message besides its content. */
export interface IpmFacts {
  readonly messageId: MessageId;
  /** Seconds since 1970-01-01T00:00Z. Default: as a local message id says it; else there is no Date. */
  readonly submissionTime?: number;
  /** The same; is said as `X-Delivery-Date`. Default: it is not. */
  readonly deliveryTime?: number;
}

export interface MailForm {
  /** Where subscribers live: `401.001@host`, and Message-IDs of messages that were born here. */
  readonly host: string;
  /** Whether Bcc is said. Default: it is not, since others would read it. */
  readonly showBlindCopies?: boolean;
  /** What the centre says of itself, as `X-EMSD-MTS`: `host (address)`. Default: nothing. */
  readonly centre?: string;
}

export interface CrossedOut {
  readonly kind: 'message';
  /** Lines end with CR LF. */
  readonly octets: Uint8Array;
}

export const mailOfIpm = (ipm: Ipm, facts: IpmFacts, form: MailForm): CrossedOut | MailRefusal =>
  orRefused(() => ({ kind: 'message', octets: cross(ipm, facts, form) }));

/**
 * The headers that a message's fields become, by lower-case names: where a field had no room for all of it, as the extension
 * has it that stands for it. Empty for what no mail can be. Values are as mail has them: `decodeWords` reads them.
 * @param host whose `401.001@host` are subscribers
 */
export function wholeFields(
  heading: Heading,
  messageId: MessageId,
  host: string,
): ReadonlyMap<string, string> {
  const made = orRefused(() => headersOf(heading, { messageId }, { host }));
  if ('kind' in made) return new Map();
  return new Map(made.fields.map(([name, value]) => [name.toLowerCase(), value]));
}

type Line = readonly [name: string, value: string];

function cross({ heading, body }: Ipm, facts: IpmFacts, form: MailForm): Uint8Array {
  const { fields, others } = headersOf(heading, facts, form);
  const traces = others.filter(({ label }) => TRACE.test(label)).map(({ line }) => line);
  const rest = others.filter(({ label }) => !TRACE.test(label)).map(({ line }) => line);
  const text = [...traces, ...fields, ...rest].map(([name, value]) => fieldLine(name, value));
  return joinBytes([latin1Bytes(text.join('')), ...(body ? [EMPTY_LINE, octetsOf(body)] : [])]);
}

function headersOf(heading: Heading, facts: IpmFacts, form: MailForm) {
  const own = ownLines(heading, facts, form);
  const { standIns, others } = sorted(heading, own, facts.messageId);
  const fields = own.map((line) => standIns.get(line[0].toLowerCase()) ?? line);
  // Fields that are there at all; a MIME header that had no room has none.
  const known = new Set(own.map(([name]) => name.toLowerCase()));
  for (const [name] of MIME_HEADERS) {
    const line = standIns.get(name.toLowerCase());
    if (line !== undefined && !known.has(name.toLowerCase())) fields.push(line);
  }
  return { fields, others };
}

const EMPTY_LINE = Uint8Array.of(0x0d, 0x0a);
/** What those who pass messages on put before them (RFC 5321, section 4.4; RFC 6376; RFC 8617). */
const TRACE =
  /^(?:return-path|received|delivered-to|x-received|received-spf|authentication-results|dkim-signature|arc-.+)$/i;

/** The headers of the fields that EMSD has, in the order in which people read them. */
function ownLines(heading: Heading, facts: IpmFacts, form: MailForm): Line[] {
  const { host, centre } = form;
  const { messageId, deliveryTime } = facts;
  const text = (address: Address) => textOfAddress(address, host);
  const list = (addresses: readonly Address[] = []) => addresses.map(text).join(', ');
  const to = (as: Recipient['as']) =>
    list(heading.recipients.filter((one) => one.as === as).map(({ address }) => address));
  const shown = (['primary', 'copy', 'blind copy'] as const)
    .filter((as) => as !== 'blind copy' || form.showBlindCopies)
    .flatMap((as) => heading.recipients.filter((one) => one.as === as));
  const submitted =
    facts.submissionTime ?? (messageId.kind === 'local' ? messageId.submissionTime : undefined);
  const { sender, originator, replyTo, repliedTo, subject, priority, importance } = heading;
  const isShown = heading.recipients.some(({ as }) => as !== 'blind copy');
  const asked = requestsText(shown);
  return [
    ...even('X-EMSD-MTS', centre, "the centre's name"),
    ...some('X-Delivery-Date', deliveryTime === undefined ? undefined : dateText(deliveryTime)),
    ...some('Date', submitted === undefined ? undefined : dateText(submitted)),
    ['From', text(originator)],
    ...some('Sender', sender && text(sender)),
    ...some('Reply-To', replyTo && list(replyTo)),
    ...some('To', to('primary') || (!isShown && NOBODY)),
    ...some('Cc', to('copy')),
    ...some('Bcc', form.showBlindCopies && to('blind copy')),
    ['Message-ID', headerText(mailIdOf(messageId, host), 'the Message-ID')],
    ...some('In-Reply-To', repliedTo && headerText(mailIdOf(repliedTo, host), 'In-Reply-To')),
    ...even('Subject', subject, 'the subject'),
    ...some('X-Priority', wordOf(PRIORITY_WORDS, priority)),
    ...some('X-Importance', wordOf(IMPORTANCE_WORDS, importance)),
    ...some('X-Auto-Forwarded', heading.autoForwarded ? AUTO_FORWARDED_WORD : undefined),
    ...some(REQUESTS, asked),
    ...mimeLines(heading),
  ];
}

/** A line where there is something to say. */
const some = (name: string, value: string | undefined | false): Line[] =>
  value === undefined || value === false || value === '' ? [] : [[name, value]];

/** The same of a text of EMSD's, which may be empty. */
const even = (name: string, text: string | undefined, what: string): Line[] =>
  text === undefined ? [] : [[name, headerText(text, what)]];

function mimeLines(heading: Heading): Line[] {
  const lines = MIME_HEADERS.flatMap(([name, key]) => {
    return even(name, heading[key], name);
  });
  // A Content-Type without a version is one of version 1.0 (RFC 2045, section 4).
  const version = heading.mimeVersion ?? (heading.contentType === undefined ? undefined : '1.0');
  return [...even('MIME-Version', version, 'MIME-Version'), ...lines];
}

/** Which extensions stand for a header whose field had no room, and the others as headers of their own. */
function sorted(heading: Heading, own: readonly Line[], messageId: MessageId) {
  const shown: Shown = {
    values: new Map(own.map(([name, value]) => [name.toLowerCase(), value])),
    isFromOutside: messageId.kind === 'rfc822',
  };
  const standIns = new Map<string, Line>();
  const others: { readonly label: string; readonly line: Line }[] = [];
  for (const raw of heading.extensions ?? []) {
    const extension: Extension = {
      label: headerText(raw.label, "an extension's label"),
      value: headerText(raw.value, `the extension ${raw.label}`),
    };
    const name = extension.label.toLowerCase();
    const may = isHeader(extension) ? mayStandFor(name, extension.value, shown) : 'no';
    const { label } = extension;
    const line: Line = [label, extension.value];
    if (may === 'instead' && !standIns.has(name)) standIns.set(name, line);
    else if (may === 'by itself') others.push({ label, line });
    else others.push({ label, line: [WRAPPED, wrap(extension)] });
  }
  return { standIns, others };
}

const CR = 0x0d;
const LF = 0x0a;

/** Every line ends with CR LF; a CR alone stays what it is. */
function octetsOf({ compression = 0, octets }: Body): Uint8Array {
  if (compression !== 0) {
    return refuse(
      '5.6.1',
      `its body is compressed by method ${compression}, which nobody described`,
    );
  }
  const bare = octets.reduce(
    (count, octet, at) => (octet === LF && octets[at - 1] !== CR ? count + 1 : count),
    0,
  );
  const lines = new Uint8Array(octets.length + bare);
  let to = 0;
  octets.forEach((octet, at) => {
    if (octet === LF && octets[at - 1] !== CR) lines[to++] = CR;
    lines[to++] = octet;
  });
  return lines;
}
