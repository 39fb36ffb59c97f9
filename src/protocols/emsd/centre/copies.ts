/** A message's octets as one recipient may see them. */
import type { Ipm } from '../ipm.ts';
import type { Destination } from './facts.ts';
import { mailOfAddress } from '../rfc822.ts';
import { decodeIpm, reencodeIpm } from '../wire.ts';
import { subscriberOf } from './recipients.ts';
import type { CentreOptions } from './options.ts';

/** Blind copies are shown to those alone who have them (RFC 2524, section 6.2). */
export function contentFor(
  content: Uint8Array,
  to: Destination,
  options: Pick<CentreOptions, 'directory' | 'host'>,
): Uint8Array {
  const decoded = decodeIpm(content);
  if (!decoded.ok) return content;
  const { heading } = decoded.message;
  const isHis = (address: Ipm['heading']['originator']): boolean =>
    to.kind === 'device'
      ? subscriberOf(address, options) === to.number
      : mailOfAddress(address, options.host) === to.address;
  const shown = heading.recipients.filter((one) => one.as !== 'blind copy' || isHis(one.address));
  if (shown.length === heading.recipients.length) return content;
  // There must be one (appendix B): who sees nobody else sees the originator.
  const some =
    shown.length > 0
      ? shown
      : [{ ...heading.recipients[0]!, address: heading.originator, as: 'primary' as const }];
  return reencodeIpm({ ...decoded.message, heading: { ...heading, recipients: some } });
}
