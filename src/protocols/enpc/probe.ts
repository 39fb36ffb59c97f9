/** An Epson device, or whoever stands in for one, answers a probe: the packets that discovery begins with. */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode, encodeProbe } from './wire.ts';

export const enpcProbe: Probe = {
  transport: 'udp',
  hello: () => encodeProbe('inkjet'),
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.kind !== 'reply') return undefined;
    return { service: 'enpc', evidence: heardText(decoded.message.title) };
  },
};
