/** What is told to a sender of what became of a message (RFC 3464), as a message to him. */
import { joinBytes } from '../bytes/join.ts';
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { readAddresses } from './address-list.ts';
import { dateText } from './date.ts';
import { fieldLine } from './field.ts';
import { readMessage } from './message.ts';

/** What became of a message for one recipient. */
export interface RecipientReport {
  /** `local@host`. */
  readonly address: string;
  readonly action: 'failed' | 'delayed' | 'delivered';
  /** RFC 3463: `5.1.1`. */
  readonly status: string;
  /** A sentence for the sender. */
  readonly reason: string;
  /** The host that said so, where it was another. */
  readonly remote?: string;
}

export interface DeliveryReport {
  /** Who reports: the name of our host. */
  readonly host: string;
  /** What this report is called, `left` of `<left@host>`: the same for the same report. Letters, digits and dots. */
  readonly id: string;
  /** Seconds since 1970-01-01T00:00Z, as all times here. */
  readonly at: number;
  readonly arrivedAt?: number;
  /** Whose message it was, by its envelope. */
  readonly sender: string;
  /** At least one. */
  readonly recipients: readonly RecipientReport[];
  /** The message, of which the header is sent back. */
  readonly message: Uint8Array;
}

/** Enough to know a message again. */
const HEADER_ROOM = 8192;

/**
 * The report, to be sent from the null sender. Undefined where nobody may be told: of a message that has no sender nothing
 * is ever reported, or two systems would report to each other for ever.
 * @param report texts in it may have anything: what a header cannot have becomes question marks
 */
export function deliveryReport(
  report: DeliveryReport,
): { readonly to: string; readonly octets: Uint8Array } | undefined {
  const { sender } = report;
  const { mailboxes, isPlain } = readAddresses(sender);
  if (!isPlain || mailboxes.length !== 1 || mailboxes[0]!.address !== sender) return undefined;
  const parts = [
    part('text/plain; charset=us-ascii', inWords(report)),
    part('message/delivery-status', inFields(report)),
    part('text/rfc822-headers', headerOf(report.message)),
  ];
  const boundary = boundaryFor(report.id, parts);
  const body = `${parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}--${boundary}--\r\n`;
  return {
    to: sender,
    octets: joinBytes([latin1Bytes(head(report, boundary)), latin1Bytes(body)]),
  };
}

function head(
  { host, id, at, sender, recipients, message }: DeliveryReport,
  boundary: string,
): string {
  const about = idOf(message);
  const isFailure = recipients.some(({ action }) => action === 'failed');
  return [
    fieldLine('Date', dateText(at)),
    fieldLine('From', line(`Mail delivery <postmaster@${host}>`)),
    fieldLine('To', line(sender)),
    fieldLine('Message-ID', line(`<${id}@${host}>`)),
    ...(about === undefined
      ? []
      : [fieldLine('In-Reply-To', about), fieldLine('References', about)]),
    fieldLine('Subject', isFailure ? 'Your message was not delivered' : 'About your message'),
    // RFC 3834: whoever answers by himself does not answer this.
    fieldLine('Auto-Submitted', 'auto-replied'),
    fieldLine('MIME-Version', '1.0'),
    fieldLine(
      'Content-Type',
      `multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    ),
    '\r\n',
  ].join('');
}

const WORDS: Readonly<Record<RecipientReport['action'], string>> = {
  failed: 'was not delivered, and will not be tried again',
  delayed: 'could not be delivered yet, and is tried again',
  delivered: 'was delivered',
};

const inWords = ({ host, recipients }: DeliveryReport): string =>
  [
    `This is the mail system at ${line(host)}.`,
    ...recipients.flatMap(({ address, action, reason, remote }) => [
      '',
      `Your message to ${line(address)} ${WORDS[action]}:`,
      `  ${line(reason)}${remote === undefined ? '' : ` (said by ${line(remote)})`}`,
    ]),
    '',
  ].join('\r\n');

/** RFC 3464, sections 2.2 and 2.3. */
function inFields({ host, arrivedAt, recipients }: DeliveryReport): string {
  const message =
    fieldLine('Reporting-MTA', line(`dns; ${host}`)) +
    (arrivedAt === undefined ? '' : fieldLine('Arrival-Date', dateText(arrivedAt)));
  return [message, ...recipients.map(recipientFields)].join('\r\n');
}

const recipientFields = ({ address, action, status, reason, remote }: RecipientReport): string =>
  fieldLine('Final-Recipient', line(`rfc822; ${address}`)) +
  fieldLine('Action', action) +
  fieldLine('Status', /^[245]\.\d{1,3}\.\d{1,3}$/.test(status) ? status : '5.0.0') +
  (remote === undefined
    ? fieldLine('Diagnostic-Code', line(`x-portolan; ${reason}`))
    : fieldLine('Remote-MTA', line(`dns; ${remote}`)) +
      fieldLine('Diagnostic-Code', line(`smtp; ${reason}`)));

const part = (type: string, text: string): string =>
  `${fieldLine('Content-Type', type)}\r\n${text}`;

/** One that none of the parts has in it. */
function boundaryFor(id: string, parts: readonly string[]): string {
  let boundary = `=_${id.replaceAll(/[^\w.]/g, '')}`;
  while (parts.some((one) => one.includes(boundary))) boundary += '_';
  return boundary;
}

/** A text in one line of printable ASCII. */
const line = (text: string): string => text.replaceAll(/[^ -~]+/g, '?');

function headerOf(message: Uint8Array): string {
  const text = latin1(message.subarray(0, HEADER_ROOM)).replaceAll('\r\n', '\n');
  const end = text.search(/\n\n|$(?![\s\S])/);
  // Lines that are cut are left out.
  const whole = message.length > HEADER_ROOM && end >= text.length ? text.lastIndexOf('\n') : end;
  return `${text
    .slice(0, Math.max(whole, 0))
    .replaceAll(/[^ -~\t\n]/g, '?')
    .replaceAll('\n', '\r\n')}\r\n`;
}

function idOf(message: Uint8Array): string | undefined {
  const read = readMessage(message);
  if (typeof read === 'string') return undefined;
  const value = read.fields.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? '';
  return /^<[!-;=?-~]+>$/.test(value) ? value : undefined;
}
