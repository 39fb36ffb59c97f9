/** An IMAP server greets with `* OK`, `* PREAUTH` or `* BYE` (RFC 9051, section 7.1.1 ff.). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

const PRODUCTS =
  /\b(Dovecot|Courier-IMAP|Cyrus IMAP|Zimbra|Microsoft Exchange|UW-IMAP)(?: v?(\d[\w.]*))?/;

export const imapProbe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { status, code, text } = decoded.message;
    if (status === 'NO' || status === 'BAD') return undefined;
    const [, product, version] = PRODUCTS.exec(text) ?? [];
    const said = `* ${status} ${text}`;
    const sure = /\bIMAP/i.test(`${code} ${text}`) || product !== undefined;
    // A greeting that came late stands before what is said to another's words: it must say more to be believed.
    if (!sure && asked !== undefined) return undefined;
    return {
      service: 'imap',
      ...named(product, version),
      evidence: heardText(said),
      ...(!sure && { likely: true }),
    };
  },
};
