/** The heading of an interpersonal message on the wire (RFC 2524, appendix B). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berSequence } from '../../core/bytes/ber-write.ts';
import {
  isAddressNext,
  isMessageIdNext,
  readAddress,
  readMessageId,
  writeAddress,
  writeMessageId,
} from './addresses.ts';
import type { Address, Heading, Recipient } from './ipm.ts';
import { readFlags, readText, writeFlags, type WriteText } from './values.ts';
import {
  BOUNDS,
  EMSD_TAGS,
  group,
  HEADING_FLAGS,
  IMPORTANCE_FLAGS,
  PRIORITY_FLAGS,
  RECIPIENT_FLAGS,
  value,
} from './vocabulary.ts';

/** The MIME fields: their numbers, what they are called, their bounds. */
const MIME_FIELDS = [
  { key: 'mimeVersion', number: 5, name: 'MIME version', most: BOUNDS.mimeVersion },
  { key: 'contentType', number: 6, name: 'MIME content type', most: BOUNDS.mime },
  { key: 'contentId', number: 7, name: 'MIME content id', most: BOUNDS.mime },
  { key: 'contentDescription', number: 8, name: 'MIME description', most: BOUNDS.mime },
  { key: 'contentTransferEncoding', number: 9, name: 'MIME encoding', most: BOUNDS.mime },
] as const;

type MimeFields = Partial<Record<(typeof MIME_FIELDS)[number]['key'], string>>;

export function readHeading(r: BerReader): Heading {
  return r.within('heading', TAGS.SEQUENCE, (inside) => ({
    ...readSender(inside),
    originator: readAddress(inside, 'originator'),
    recipients: inside.within('recipients', TAGS.SEQUENCE, readRecipients),
    ...readHeadingFlags(inside),
    ...readReplies(inside),
    ...(inside.isNext(value(3))
      ? { subject: readText(inside, 'subject', BOUNDS.subject, value(3)) }
      : {}),
    ...readExtensions(inside),
    ...readMime(inside),
  }));
}

/** The one field of a heading whose tag is explicit, around an address. */
function readSender(r: BerReader): Pick<Heading, 'sender'> {
  if (!r.isNext(group(0))) return {};
  return { sender: r.within('sender', group(0), (inside) => readAddress(inside, 'sender')) };
}

function readRecipients(r: BerReader): Recipient[] {
  const recipients: Recipient[] = [];
  do {
    if (recipients.length === BOUNDS.recipients) {
      r.refuse('length', 'recipients', `are more than ${BOUNDS.recipients}`);
    }
    recipients.push(r.within('recipient', TAGS.SEQUENCE, readRecipient));
  } while (r.more);
  return recipients;
}

function readRecipient(r: BerReader): Recipient {
  const address = readAddress(r, 'recipient address');
  const has = r.isNext(TAGS.BIT_STRING)
    ? readFlags(r, 'recipient flags', RECIPIENT_FLAGS)
    : DEFAULT_FLAGS;
  // Of two that exclude each other the one that asks for more, or shows less, counts.
  return {
    address,
    as: has.has(RECIPIENT_FLAGS.blindCopy)
      ? 'blind copy'
      : has.has(RECIPIENT_FLAGS.copy)
        ? 'copy'
        : 'primary',
    receipt: has.has(RECIPIENT_FLAGS.receipt)
      ? 'receipt'
      : has.has(RECIPIENT_FLAGS.nonReceipt)
        ? 'non-receipt'
        : 'none',
    returnMessage: has.has(RECIPIENT_FLAGS.returnMessage),
    report: has.has(RECIPIENT_FLAGS.reportDelivery)
      ? 'delivery'
      : has.has(RECIPIENT_FLAGS.reportNonDelivery)
        ? 'non-delivery'
        : 'none',
    replyRequested: has.has(RECIPIENT_FLAGS.replyRequested),
  };
}

/** Of a recipient without flags. */
const DEFAULT_FLAGS: ReadonlySet<number> = new Set([RECIPIENT_FLAGS.reportNonDelivery]);

function readHeadingFlags(
  r: BerReader,
): Pick<Heading, 'priority' | 'importance' | 'autoForwarded'> {
  const has = r.isNext(value(1))
    ? readFlags(r, 'heading flags', HEADING_FLAGS, value(1))
    : new Set<number>();
  return {
    priority: PRIORITY_FLAGS.find(([flag]) => has.has(flag))?.[1] ?? 'normal',
    importance: IMPORTANCE_FLAGS.find(([flag]) => has.has(flag))?.[1] ?? 'normal',
    autoForwarded: has.has(HEADING_FLAGS.autoForwarded),
  };
}

function readReplies(r: BerReader): Pick<Heading, 'replyTo' | 'repliedTo'> {
  const replyTo = r.isNext(group(2)) ? r.within('reply-to', group(2), readReplyTo) : [];
  const repliedTo = isMessageIdNext(r) ? { repliedTo: readMessageId(r, 'replied-to') } : {};
  // Who says that replies go to nobody says nothing: there must be one, where there is the field.
  return { ...(replyTo.length > 0 && { replyTo }), ...repliedTo };
}

function readReplyTo(r: BerReader): Address[] {
  const addresses: Address[] = [];
  while (isAddressNext(r)) {
    if (addresses.length === BOUNDS.replyTo) {
      r.refuse('length', 'reply-to', `has more than ${BOUNDS.replyTo} addresses`);
    }
    addresses.push(readAddress(r, 'reply-to address'));
  }
  return addresses;
}

function readExtensions(r: BerReader): Pick<Heading, 'extensions'> {
  if (!r.isNext(group(4))) return {};
  const extensions = r.within('extensions', group(4), (inside) => {
    const read: { label: string; value: string }[] = [];
    while (inside.more) {
      if (read.length === BOUNDS.extensions) {
        inside.refuse('length', 'extensions', `are more than ${BOUNDS.extensions}`);
      }
      read.push(inside.within('extension', TAGS.SEQUENCE, readExtension));
    }
    return read;
  });
  return { extensions };
}

function readExtension(r: BerReader): { label: string; value: string } {
  const label = readText(r, 'extension label', BOUNDS.content);
  const isThere = r.isNext(EMSD_TAGS.PRINTABLE);
  return { label, value: isThere ? readText(r, 'extension value', BOUNDS.content) : '' };
}

function readMime(r: BerReader): MimeFields {
  const read: MimeFields = {};
  for (const { key, number, name, most } of MIME_FIELDS) {
    if (r.isNext(value(number))) read[key] = readText(r, name, most, value(number));
  }
  return read;
}

/** @throws RangeError when something is not within its bounds, or `writeText` does not write it */
export function writeHeading(heading: Heading, writeText: WriteText): Uint8Array {
  const { sender, originator, recipients, replyTo, repliedTo, subject } = heading;
  const mime = MIME_FIELDS.flatMap(({ key, number, name, most }) => {
    const text = heading[key];
    return text === undefined ? [] : [writeText(name, text, most, value(number))];
  });
  // Old programs take extensions for mandatory where something follows them.
  const extensions = heading.extensions ?? (mime.length > 0 ? [] : undefined);
  return berSequence([
    ...(sender === undefined ? [] : [berSequence([writeAddress(sender)], group(0))]),
    writeAddress(originator),
    berSequence(counted('recipients', recipients, 1, BOUNDS.recipients).map(writeRecipient)),
    ...writeHeadingFlags(heading),
    ...(replyTo === undefined
      ? []
      : [berSequence(counted('reply-to', replyTo, 1, BOUNDS.replyTo).map(writeAddress), group(2))]),
    ...(repliedTo === undefined ? [] : [writeMessageId(repliedTo)]),
    ...(subject === undefined ? [] : [writeText('subject', subject, BOUNDS.subject, value(3))]),
    ...(extensions === undefined ? [] : [writeExtensions(extensions, writeText)]),
    ...mime,
  ]);
}

function counted<T>(name: string, things: readonly T[], least: number, most: number): readonly T[] {
  if (things.length < least || things.length > most) {
    throw new RangeError(`the ${name} are ${things.length}, not ${least} to ${most}`);
  }
  return things;
}

const writeExtensions = (
  extensions: Heading['extensions'] & object,
  writeText: WriteText,
): Uint8Array =>
  berSequence(
    counted('extensions', extensions, 0, BOUNDS.extensions).map(({ label, value: text }) =>
      berSequence([
        writeText('extension label', label, BOUNDS.content),
        writeText('extension value', text, BOUNDS.content),
      ]),
    ),
    group(4),
  );

function writeHeadingFlags({ priority, importance, autoForwarded }: Heading): Uint8Array[] {
  const set = [
    ...PRIORITY_FLAGS.filter(([, word]) => word === priority),
    ...IMPORTANCE_FLAGS.filter(([, word]) => word === importance),
  ].map(([flag]) => flag);
  if (autoForwarded) set.push(HEADING_FLAGS.autoForwarded);
  return set.length === 0 ? [] : [writeFlags(set, value(1))];
}

function writeRecipient(recipient: Recipient): Uint8Array {
  const set = recipientFlags(recipient);
  const isDefault = set.length === 1 && DEFAULT_FLAGS.has(set[0]!);
  return berSequence([writeAddress(recipient.address), ...(isDefault ? [] : [writeFlags(set)])]);
}

function recipientFlags({ as, receipt, returnMessage, report, replyRequested }: Recipient) {
  const flags: readonly (readonly [isSet: boolean, flag: number])[] = [
    [as === 'copy', RECIPIENT_FLAGS.copy],
    [as === 'blind copy', RECIPIENT_FLAGS.blindCopy],
    [receipt === 'receipt', RECIPIENT_FLAGS.receipt],
    [receipt === 'non-receipt', RECIPIENT_FLAGS.nonReceipt],
    [returnMessage, RECIPIENT_FLAGS.returnMessage],
    [report === 'non-delivery', RECIPIENT_FLAGS.reportNonDelivery],
    [report === 'delivery', RECIPIENT_FLAGS.reportDelivery],
    [replyRequested, RECIPIENT_FLAGS.replyRequested],
  ];
  return flags.flatMap(([isSet, flag]) => (isSet ? [flag] : []));
}
