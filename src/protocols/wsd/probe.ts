/** WS-Discovery on a strange port: a Probe for everything, which every device must answer (1.1, section 5.2). */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { encodeProbe } from './encode.ts';
import { typeWord } from './vocabulary.ts';
import { decode } from './wire.ts';

/** Answers name it; one for all askings will do, since each has a socket of its own. */
const MESSAGE_ID = 'urn:uuid:706f7274-6f6c-416e-8000-000000000001';

export const wsdProbe: Probe = {
  transport: 'udp',
  hello: () => encodeProbe({ version: '2005/04', messageId: MESSAGE_ID, types: [] }),
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { kind, services, title, fault } = decoded.message;
    // What everybody may be asked is no answer: it may be our own words coming back.
    if (kind === 'Probe' || kind === 'Resolve' || kind === 'Get' || kind === 'other')
      return undefined;
    const types = [
      ...new Set(services.flatMap(({ types }) => types.flatMap((one) => typeWord(one) ?? []))),
    ];
    const said = [title, ...(fault ? [fault] : []), ...types, ...services.map(({ id }) => id)];
    return {
      service: 'ws-discovery',
      evidence: heardText(said.join(', '), 160),
    };
  },
};
