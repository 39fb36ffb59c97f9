/** Whom a message is for, and who is meant by an address. */
import type { Address, Recipient } from '../ipm.ts';
import { numberText } from '../number.ts';
import { mailOfAddress, numberOfMail } from '../rfc822.ts';
import { canonicalDigits } from '../wire.ts';
import type { Destination, MessageFacts } from './facts.ts';
import type { CentreOptions } from './options.ts';

/** A recipient who can be reached, or the reason why not. */
export type Resolved =
  | { readonly to: Destination; readonly report: Recipient['report'] }
  | {
      readonly failed: string;
      readonly address: string;
      readonly report: Recipient['report'];
    };

type Places = Pick<CentreOptions, 'directory' | 'host' | 'mailOut'>;

/** The number that `401.001@host`, or an alias, means here; undefined: nobody's here. */
export function localNumber(address: string, { directory, host }: Places): string | undefined {
  const alias = directory.byAlias(address);
  if (alias) return alias.number;
  const digits = numberOfMail(address, host);
  return digits === undefined ? undefined : directory.byNumber(digits)?.number;
}

/** Who an address means, where he is a subscriber. */
export const subscriberOf = (address: Address, places: Places): string | undefined =>
  address.kind === 'emsd'
    ? places.directory.byNumber(canonicalDigits(address.digits))?.number
    : localNumber(mailOfAddress(address, places.host) ?? address.text, places);

/** Who is to have a copy: each once, however often he is named. */
export function resolve(
  recipients: NonNullable<MessageFacts['recipients']>,
  places: Places,
): readonly Resolved[] {
  const found = new Map<string, Resolved>();
  for (const { address, report } of recipients) {
    const resolved = resolveOne(address, report, places);
    const key =
      'failed' in resolved
        ? resolved.address
        : resolved.to.kind === 'device'
          ? resolved.to.number
          : resolved.to.address;
    if (!found.has(key)) found.set(key, resolved);
  }
  return [...found.values()];
}

function resolveOne(address: Address, report: Recipient['report'], places: Places): Resolved {
  const number = subscriberOf(address, places);
  if (number !== undefined) return { to: { kind: 'device', number }, report };
  if (address.kind === 'emsd') {
    return { failed: 'nobody here has this number', address: address.digits, report };
  }
  const bare = mailOfAddress(address, places.host);
  if (bare === undefined) {
    return { failed: 'that is no mail address', address: address.text, report };
  }
  const host = bare.slice(bare.lastIndexOf('@') + 1);
  if (host.toLowerCase() === places.host.toLowerCase()) {
    return { failed: 'nobody here has this address', address: bare, report };
  }
  if (places.mailOut) return { to: { kind: 'mail', address: bare }, report };
  return { failed: 'this message centre sends no mail', address: bare, report };
}

/** As a person reads it. */
export const shownAddress = (address: Address): string =>
  address.kind === 'emsd' ? numberText(address.digits) : address.text;
