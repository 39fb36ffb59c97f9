/** A TLS server answers a client's hello with its own or with an alert, and other words with an alert. */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { clientHello } from './hello.ts';
import { decode } from './wire.ts';

export const tlsProbe: Probe = {
  transport: 'tcp',
  hello: clientHello,
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.kind === 'client hello') return undefined;
    const { kind, version, alert, inside } = decoded.message;
    if (kind === 'alert') {
      // Its own hello tells more than an alert to somebody else's words.
      const likely = asked !== 'tls';
      return { service: 'tls', evidence: `TLS alert: ${alert}`, ...(likely && { likely }) };
    }
    return {
      service: inside?.startsWith('http/') ? 'https' : 'tls',
      evidence: heardText(inside === undefined ? version : `${version}, inside it ${inside}`),
    };
  },
};
