/** A message of the Internet as one of EMSD. `rfc822.ts` says what becomes of what. */
import { readAddresses, type Mailbox } from '../../../core/mail/address-list.ts';
import { readDate } from '../../../core/mail/date.ts';
import { readMessage, type Field } from '../../../core/mail/message.ts';
import type { Address, Body, Heading, Ipm, MessageId, Recipient } from '../ipm.ts';
import { BOUNDS } from '../vocabulary.ts';
import { encodeIpm } from '../wire.ts';
import { addressOfMailbox, mailOfAddress } from './addresses.ts';
import { unwrap, WRAPPED, type Extension } from './extensions.ts';
import {
  AUTO_FORWARDED_WORD,
  IMPORTANCE_WORDS,
  meaningOf,
  MIME_HEADERS,
  NO_REQUESTS,
  PRIORITY_WORDS,
  readRequests,
  REQUESTS,
  saysNobody,
  typeOf,
  versionOf,
  type Requests,
} from './fields.ts';
import { asciiMailboxes, asciiValue } from './header-ascii.ts';
import { localIdOf, readIds } from './message-id.ts';
import { orRefused, refuse, type MailRefusal } from './refusal.ts';
import { fittingSubject } from './text.ts';

/** Who gave the message to whom, whatever its headers say (RFC 5321). Addresses without angle brackets. */
export interface MailEnvelope {
  /** Empty: a report that nobody answers. */
  readonly from: string;
  readonly recipients: readonly string[];
}

/** A message that EMSD can carry. */
export interface CrossedIn {
  readonly kind: 'message';
  readonly ipm: Ipm;
  /** The same as `encodeIpm` gives it. */
  readonly content: Uint8Array;
  /** Absent where it has none, or one that EMSD has no room for: then the centre gives it a number of its own. */
  readonly messageId?: MessageId & { readonly kind: 'rfc822' };
  /** When it was written, by its own words: seconds since 1970-01-01T00:00Z. */
  readonly submissionTime?: number;
}

/** @param host whose `401.001@host` are subscribers */
export const ipmOfMail = (
  octets: Uint8Array,
  envelope: MailEnvelope,
  host: string,
): CrossedIn | MailRefusal => orRefused(() => cross(octets, envelope, host));

function cross(octets: Uint8Array, envelope: MailEnvelope, host: string): CrossedIn {
  const message = readMessage(octets);
  if (typeof message === 'string') return refuse('5.6.0', message);
  const draft = new Draft(host);
  for (const field of message.fields) draft.take(field);
  const ipm: Ipm = {
    heading: draft.heading(envelope),
    ...(message.body && { body: bodyOf(message.body) }),
  };
  return { kind: 'message', ipm, content: encoded(ipm), ...draft.facts };
}

function encoded(ipm: Ipm): Uint8Array {
  try {
    return encodeIpm(ipm);
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    return refuse('5.3.4', `EMSD has no room for it: ${problem.message}`);
  }
}

const CR = 0x0d;
const LF = 0x0a;

/** Lines end with LF in EMSD, as they do in the one capture that there is. */
function bodyOf(octets: Uint8Array): Body {
  const lines = octets.filter((octet, at) => octet !== CR || octets[at + 1] !== LF);
  return { octets: lines };
}

/** What was read so far; what has no field of its own, or not room enough there, gathers as extensions. */
class Draft {
  readonly facts: { messageId?: MessageId & { kind: 'rfc822' }; submissionTime?: number } = {};
  private readonly extensions: Extension[] = [];
  private readonly seen = new Set<string>();
  private readonly people: Readonly<Record<Recipient['as'], Address[]>> = {
    primary: [],
    copy: [],
    'blind copy': [],
  };
  private from: Address | undefined;
  private fromMailbox: Mailbox | undefined;
  private sender: Address | undefined;
  private replyTo: readonly Address[] = [];
  private replyToMailboxes: readonly Mailbox[] = [];
  private flags: Pick<Heading, 'priority' | 'importance' | 'autoForwarded'> = {
    priority: 'normal',
    importance: 'normal',
    autoForwarded: false,
  };
  private fields: Partial<
    Pick<Heading, 'repliedTo' | 'subject' | 'mimeVersion' | (typeof MIME_HEADERS)[number][1]>
  > = {};
  private version: string | undefined;
  private requests: ReadonlyMap<number, Requests> = new Map();

  constructor(private readonly host: string) {}

  take(field: Field): void {
    const name = field.name.toLowerCase();
    const reader = READERS.get(name);
    const again = this.seen.has(name) && !MANY.has(name);
    this.seen.add(name);
    if (reader === undefined || again || !reader(this, field)) {
      this.extensions.push({ label: field.name, value: asciiValue(field) });
    }
  }

  heading(envelope: MailEnvelope): Heading {
    const originator = this.originator(envelope);
    const { sender } = this;
    const differs = sender && this.mailOf(sender) !== this.mailOf(originator);
    if (this.extensions.length > BOUNDS.extensions) {
      refuse(
        '5.6.0',
        `it has ${this.extensions.length} headers that EMSD has no field for, and room for ${BOUNDS.extensions} of them`,
      );
    }
    return {
      ...(differs && { sender }),
      originator,
      recipients: this.recipients(envelope),
      ...this.flags,
      ...(this.replyTo.length > 0 && !this.repliesToFrom() && { replyTo: this.replyTo }),
      ...this.fields,
      ...(this.extensions.length > 0 && { extensions: this.extensions }),
      ...this.mimeVersion(),
    };
  }

  /** @returns whether From says no more */
  readFrom(field: Field): boolean {
    const { addresses, mailboxes, isWhole } = this.addresses(field);
    this.from = addresses[0];
    this.fromMailbox = mailboxes[0];
    return isWhole && addresses.length === 1;
  }

  readSender(field: Field): boolean {
    const { addresses, isWhole } = this.addresses(field);
    this.sender = addresses[0];
    return isWhole && addresses.length === 1;
  }

  readReplyTo(field: Field): boolean {
    const { addresses, mailboxes, isWhole } = this.addresses(field);
    if (addresses.length > BOUNDS.replyTo) {
      refuse(
        '5.6.0',
        `Reply-To has ${addresses.length} addresses, and EMSD room for ${BOUNDS.replyTo}`,
      );
    }
    this.replyTo = addresses;
    this.replyToMailboxes = mailboxes;
    return isWhole && addresses.length > 0;
  }

  readPeople(as: Recipient['as'], field: Field): boolean {
    const { addresses, isWhole } = this.addresses(field);
    this.people[as].push(...addresses);
    return isWhole || saysNobody(field.value);
  }

  readInReplyTo(field: Field): boolean {
    const [id] = readIds(field.value);
    if (id === undefined) return false;
    const local = localIdOf(id, this.host);
    const repliedTo: MessageId = local ? { kind: 'local', ...local } : { kind: 'rfc822', text: id };
    this.fields = { ...this.fields, repliedTo };
    return field.value === id;
  }

  readSubject(field: Field): boolean {
    const subject = asciiValue(field);
    const fitting = fittingSubject(subject);
    this.fields = { ...this.fields, subject: fitting };
    return fitting === subject;
  }

  readMimeVersion(field: Field): boolean {
    const value = asciiValue(field);
    const version = versionOf(value);
    if (version.length > BOUNDS.mimeVersion) return false;
    this.version = version;
    return version === value;
  }

  readMime(key: (typeof MIME_HEADERS)[number][1], field: Field): boolean {
    const value = asciiValue(field);
    const fits = value.length <= BOUNDS.mime;
    // Of a long Content-Type enough to know what it is; the rest is in the extension.
    const shown = fits ? value : key === 'contentType' ? typeOf(value) : undefined;
    if (shown !== undefined && shown.length <= BOUNDS.mime) {
      this.fields = { ...this.fields, [key]: shown };
    }
    return fits;
  }

  readFlag(flags: Partial<typeof this.flags>): boolean {
    this.flags = { ...this.flags, ...flags };
    return true;
  }

  readDate({ value }: Field): boolean {
    const at = readDate(value);
    if (at !== undefined) this.facts.submissionTime = at;
    return at !== undefined;
  }

  readMessageId({ value }: Field): boolean {
    const [id] = readIds(value);
    if (id === undefined) return false;
    this.facts.messageId = { kind: 'rfc822', text: id };
    return id === value;
  }

  readRequests({ value }: Field): boolean {
    const requests = readRequests(value);
    this.requests = requests ?? new Map();
    return requests !== undefined;
  }

  readWrapped({ value }: Field): boolean {
    const extension = unwrap(value);
    if (extension) this.extensions.push(extension);
    return extension !== undefined;
  }

  private addresses(field: Field) {
    const { mailboxes, isPlain } = asciiMailboxes(readAddresses(field.value), field);
    const read = mailboxes.map((mailbox) => addressOfMailbox(mailbox, this.host));
    return {
      mailboxes,
      addresses: read.map(({ address }) => address),
      isWhole: isPlain && read.every(({ isWhole }) => isWhole),
    };
  }

  private originator({ from }: MailEnvelope): Address {
    const given = from === '' ? undefined : readAddresses(from).mailboxes[0];
    const found = this.from ?? this.sender ?? (given && addressOfMailbox(given, this.host).address);
    return found ?? refuse('5.6.0', 'it does not say whom it is from');
  }

  /** Those that the headers name; who is on the envelope alone is a blind copy, as far as there is room: nobody else sees it. */
  private recipients({ recipients }: MailEnvelope): Recipient[] {
    const named = (['primary', 'copy', 'blind copy'] as const).flatMap((as) =>
      this.people[as].map((address) => ({ address, as })),
    );
    if (named.length > BOUNDS.recipients) {
      refuse(
        '5.5.3',
        `it names ${named.length} recipients, and EMSD has room for ${BOUNDS.recipients}`,
      );
    }
    const known = new Set(named.map(({ address }) => this.mailOf(address)));
    const blind = recipients
      .filter((address) => !known.has(address.toLowerCase()))
      .flatMap((address) => readAddresses(address).mailboxes)
      .map((mailbox) => addressOfMailbox(mailbox, this.host).address)
      .filter((address) => !known.has(this.mailOf(address)))
      .map((address) => ({ address, as: 'blind copy' as const }));
    const all = [...named, ...blind].slice(0, BOUNDS.recipients);
    if (all.length === 0) refuse('5.6.0', 'it is to nobody');
    return all.map((one, place) => ({
      ...one,
      ...NO_REQUESTS,
      ...this.requests.get(place),
    }));
  }

  private mailOf(address: Address): string | undefined {
    return mailOfAddress(address, this.host)?.toLowerCase();
  }

  private repliesToFrom(): boolean {
    const [mailbox, ...more] = this.replyToMailboxes;
    const { fromMailbox } = this;
    return (
      more.length === 0 &&
      mailbox?.address === fromMailbox?.address &&
      mailbox?.name === fromMailbox?.name
    );
  }

  /** Said where it is another than the one that a Content-Type means. */
  private mimeVersion(): Pick<Heading, 'mimeVersion'> {
    const { version, fields } = this;
    const isMeant = version === '1.0' && fields.contentType !== undefined;
    return version === undefined || isMeant ? {} : { mimeVersion: version };
  }
}

type Read = (draft: Draft, field: Field) => boolean;

/** Those whose every occurrence counts. */
const MANY = new Set(['to', 'cc', 'bcc', WRAPPED.toLowerCase()]);

/** What is made of a header; false: it goes among the extensions as well, since something of it was not held. */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['from', (draft, field) => draft.readFrom(field)],
  ['sender', (draft, field) => draft.readSender(field)],
  ['reply-to', (draft, field) => draft.readReplyTo(field)],
  ['to', (draft, field) => draft.readPeople('primary', field)],
  ['cc', (draft, field) => draft.readPeople('copy', field)],
  ['bcc', (draft, field) => draft.readPeople('blind copy', field)],
  ['in-reply-to', (draft, field) => draft.readInReplyTo(field)],
  ['subject', (draft, field) => draft.readSubject(field)],
  ['mime-version', (draft, field) => draft.readMimeVersion(field)],
  ...MIME_HEADERS.map(([name, key]): [string, Read] => [
    name.toLowerCase(),
    (draft, field) => draft.readMime(key, field),
  ]),
  [
    'x-priority',
    (draft, { value }) => {
      const priority = meaningOf(PRIORITY_WORDS, value);
      return priority !== undefined && draft.readFlag({ priority });
    },
  ],
  [
    'x-importance',
    (draft, { value }) => {
      const importance = meaningOf(IMPORTANCE_WORDS, value);
      return importance !== undefined && draft.readFlag({ importance });
    },
  ],
  [
    'x-auto-forwarded',
    (draft, { value }) =>
      value.toLowerCase() === AUTO_FORWARDED_WORD.toLowerCase() &&
      draft.readFlag({ autoForwarded: true }),
  ],
  ['date', (draft, field) => draft.readDate(field)],
  ['message-id', (draft, field) => draft.readMessageId(field)],
  [REQUESTS.toLowerCase(), (draft, field) => draft.readRequests(field)],
  [WRAPPED.toLowerCase(), (draft, field) => draft.readWrapped(field)],
]);
