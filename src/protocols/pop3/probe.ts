/** A POP3 server greets with `+OK` (RFC 1939, section 4). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const pop3Probe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || !decoded.message.ok) return undefined;
    const { text } = decoded.message;
    const [product] = /\b(?:Dovecot|Courier|Cyrus POP3|Qpopper|Zimbra)\b/.exec(text) ?? [];
    // Others say +OK too, to words of theirs: as a late greeting it must say more to be believed.
    if (asked !== undefined && product === undefined && !/\bPOP3?\b/i.test(text)) return undefined;
    return { service: 'pop3', ...named(product), evidence: heardText(`+OK ${text}`) };
  },
};
