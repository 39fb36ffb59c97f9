/** Subscribers by number and everybody else by address, on both sides. */
import { mailboxText, readAddresses, type Mailbox } from '../../../core/mail/address-list.ts';
import type { Address, EmsdAddress } from '../ipm.ts';
import { numberText, readNumber } from '../number.ts';
import { BOUNDS, MOST_DIGITS } from '../vocabulary.ts';
import { refuse } from './refusal.ts';
import { headerText, printable } from './text.ts';

/** The number of `401.001@host`, where that is our host; undefined for everybody else's. */
export function numberOfMail(address: string, host: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1).toLowerCase() !== host.toLowerCase()) return undefined;
  return readNumber(address.slice(0, at));
}

/** `401.001@host`, `bob@example.org`: what SMTP calls somebody. Undefined where an address names nobody, or several. */
export function mailOfAddress(address: Address, host: string): string | undefined {
  if (address.kind === 'emsd') return `${numberText(address.digits)}@${host}`;
  return onlyMailbox(address.text)?.address;
}

function onlyMailbox(text: string): Mailbox | undefined {
  const { mailboxes, isPlain } = readAddresses(text);
  return isPlain && mailboxes.length === 1 ? mailboxes[0] : undefined;
}

/** An address as a header has it. @throws CannotCross where it is none */
export function textOfAddress(address: Address, host: string): string {
  if (address.kind === 'rfc822') {
    if (/[^ -~]/.test(address.text) || onlyMailbox(address.text) === undefined) {
      return refuse('5.1.3', `"${printable(address.text)}" is no address`);
    }
    return address.text;
  }
  if (!/^\d{1,40}$/.test(address.digits)) return refuse('5.1.3', 'a subscriber has no number');
  return mailboxText(
    headerText(address.name ?? '', 'a name'),
    `${numberText(address.digits)}@${host}`,
  );
}

/** An address as EMSD has it, and whether that says all that the header did. @throws CannotCross where it has no room */
export function addressOfMailbox(
  mailbox: Mailbox,
  host: string,
): { readonly address: Address; readonly isWhole: boolean } {
  const digits = numberOfMail(mailbox.address, host);
  if (digits !== undefined && digits.length <= MOST_DIGITS)
    return subscriber(mailbox, digits, host);
  const { text, address } = mailbox;
  if (text.length <= BOUNDS.rfc822Name) return { address: { kind: 'rfc822', text }, isWhole: true };
  if (address.length > BOUNDS.rfc822Name) {
    refuse(
      '5.6.0',
      `the address ${address.slice(0, 40)}... is longer than ${BOUNDS.rfc822Name} octets`,
    );
  }
  return { address: { kind: 'rfc822', text: address }, isWhole: false };
}

function subscriber(
  { text, name }: Mailbox,
  digits: string,
  host: string,
): { readonly address: EmsdAddress; readonly isWhole: boolean } {
  const fits = name.length <= BOUNDS.emsdName;
  const address: EmsdAddress = { kind: 'emsd', digits, ...(name !== '' && fits && { name }) };
  // A comment, or another way to write it, is told by the header alone.
  const again = onlyMailbox(text);
  const own = textOfAddress(address, host);
  return {
    address,
    isWhole: fits && again?.name === name && sameBut(own, text),
  };
}

/** Whether two ways to write one mailbox differ by quotes and the letters of the host alone. */
const sameBut = (one: string, other: string): boolean =>
  one.replaceAll('"', '').toLowerCase() === other.replaceAll('"', '').toLowerCase();
