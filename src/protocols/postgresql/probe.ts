/** A PostgreSQL server answers a request for TLS with S, N or an error (documentation, "SSL Session Encryption"). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode, encodeSslRequest } from './wire.ts';

export const postgresqlProbe: Probe = {
  transport: 'tcp',
  hello: encodeSslRequest,
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || asked !== 'postgresql') return undefined;
    const { message } = decoded;
    if (message.kind === 'request for TLS') return undefined;
    const evidence =
      message.kind === 'answer'
        ? `it ${message.willing ? 'takes' : 'does not take'} TLS`
        : heardText(message.text) || 'an error';
    return { service: 'postgresql', ...named('PostgreSQL'), evidence };
  },
};
