/** Headers with octets beyond ASCII, which EMSD has no place for: encoded where encoded words may stand, else refused. */
import { mailboxText, type AddressList } from '../../../core/mail/address-list.ts';
import { encodeWords, fieldOctets } from '../../../core/mail/encoded-words.ts';
import type { Field, FieldCharset } from '../../../core/mail/message.ts';
import { refuse } from './refusal.ts';
import { printable } from './text.ts';

const NOT_ASCII = /[^ -~]/;

/** Made of words that mean something to programs: nothing may be encoded in them (RFC 2047, section 5). */
const FOR_PROGRAMS = new Set(
  'message-id in-reply-to references date content-id content-transfer-encoding mime-version'.split(
    ' ',
  ),
);
/** Made of parameters, whose values have a way of their own (RFC 2231, section 4). */
const WITH_PARAMETERS = new Set(['content-type', 'content-disposition']);

const PARAMETER = /([\w.-]+)=(?:"([^"\\]*)"|([^"; ]*))/g;

const percent = (text: string, charset: FieldCharset): string =>
  fieldOctets(text, charset)
    .map((octet) => String.fromCharCode(octet))
    .map((one) => (/[\w.-]/.test(one) ? one : `%${hex(one)}`))
    .join('');
const hex = (one: string): string => one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');

/** A header's value in ASCII. @throws CannotCross where there is no way to say it so */
export function asciiValue({ name, value, charset }: Field): string {
  if (charset === 'us-ascii') return value;
  const kind = name.toLowerCase();
  if (WITH_PARAMETERS.has(kind)) {
    const encoded = value.replaceAll(PARAMETER, (all, key: string, quoted = '', bare = '') => {
      const text = `${quoted}${bare}`;
      return NOT_ASCII.test(text) ? `${key}*=${charset}''${percent(text, charset)}` : all;
    });
    return NOT_ASCII.test(encoded) ? refuseField(name) : encoded;
  }
  return FOR_PROGRAMS.has(kind) ? refuseField(name) : encodeWords(value, charset);
}

/** The same of the people that it names: their names are encoded. @throws CannotCross where an address is not ASCII */
export function asciiMailboxes(list: AddressList, { charset }: Field): AddressList {
  if (charset === 'us-ascii') return list;
  const mailboxes = list.mailboxes.map((mailbox) => {
    if (NOT_ASCII.test(mailbox.address)) {
      refuse(
        '5.6.7',
        `the address ${printable(mailbox.address)} is not ASCII, and EMSD has no others`,
      );
    }
    if (!NOT_ASCII.test(mailbox.text)) return mailbox;
    const name = encodeWords(mailbox.name, charset);
    return { ...mailbox, name, text: mailboxText(name, mailbox.address) };
  });
  return { ...list, mailboxes };
}

const refuseField = (name: string): never =>
  refuse('5.6.7', `${name} has octets beyond ASCII, which EMSD has no place for`);
