/** A news server greets with 200 or 201, or refuses with 400 or 502 (RFC 3977, section 5.1). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const nntpProbe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { code, lines } = decoded.message;
    if (code !== 200 && code !== 201 && code !== 400 && code !== 502) return undefined;
    const text = lines.join(' ');
    const [, version] = /\bINN (\d[\w.]*)/.exec(text) ?? [];
    const sure = version !== undefined || /\b(?:NNTP|NNRP|news|InterNetNews)\b/i.test(text);
    // A greeting that came late stands before what is said to another's words: it must say more to be believed.
    if (!sure && asked !== undefined) return undefined;
    return {
      service: 'nntp',
      ...(version !== undefined && named('INN', version)),
      evidence: heardText(`${code} ${text}`),
      ...(!sure && { likely: true }),
    };
  },
};
