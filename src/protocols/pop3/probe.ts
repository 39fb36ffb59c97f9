/** A POP3 server greets with `+OK` (RFC 1939, section 4). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const pop3Probe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || !decoded.message.ok || asked !== undefined) return undefined;
    const { text } = decoded.message;
    const [product] = /\b(?:Dovecot|Courier|Cyrus POP3|Qpopper|Zimbra)\b/.exec(text) ?? [];
    return { service: 'pop3', ...named(product), evidence: heardText(`+OK ${text}`) };
  },
};
