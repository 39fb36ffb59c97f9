/** A NATS server greets with INFO. */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const natsProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { version, info } = decoded.message;
    return { service: 'nats', ...named('NATS', version), evidence: heardText(`INFO ${info}`) };
  },
};
