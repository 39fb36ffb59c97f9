/**
 * A responder of multicast DNS tells which types of services there are, also to who asks it alone and as plain DNS
 * does (RFC 6762, sections 5.5 and 6.7; RFC 6763, section 9). Nothing is changed by asking.
 */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { encodeQuery } from '../dns/encode.ts';
import { sameName } from '../dns/name.ts';
import { CLASSES, TYPES } from '../dns/vocabulary.ts';
import { decode } from '../dns/wire.ts';
import { parseType } from './names.ts';
import { ENUMERATION, LOCAL } from './vocabulary.ts';

/** By this we know the answer to our own question. */
const ID = 0x7073;
const NAME = `${ENUMERATION}.${LOCAL}`;

export const dnssdProbe: Probe = {
  transport: 'udp',
  hello: () => encodeQuery(ID, NAME, TYPES.PTR, CLASSES.IN),
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || asked !== 'dnssd') return undefined;
    const { response, id, answers } = decoded.message;
    const own = answers.filter(({ name }) => sameName(name, NAME));
    if (!response || id !== ID || own.length === 0) return undefined;
    const types = own.flatMap(({ data }) =>
      data.kind === 'PTR' ? (parseType(data.target)?.type ?? []) : [],
    );
    return { service: 'mdns', evidence: heardText(types.join(', ')) || 'an answer without types' };
  },
};
