/**
 * A name server answers any query, if only with an error. We ask for its version as practice has it (RFC 4892,
 * section 2: TXT of version.bind in class CHAOS): nobody has to go out into the world for the answer.
 */
import { Writer } from '../../core/bytes/writer.ts';
import { heardText, named } from '../../core/heard.ts';
import type { Probe, Recognition } from '../protocol.ts';
import { textOf } from './data.ts';
import { encodeQuery } from './encode.ts';
import { CLASSES, TYPES } from './vocabulary.ts';
import { decode, decodeTcp, type DnsMessage } from './wire.ts';

/** By this we know the answer to our own question. */
const ID = 0x706f;
const QUERY = encodeQuery(ID, 'version.bind', TYPES.TXT, CLASSES.CH);

export const dnsUdpProbe: Probe = {
  transport: 'udp',
  hello: () => QUERY,
  judge(bytes, asked) {
    const decoded = decode(bytes);
    return decoded.ok && asked === 'dns' ? recognize(decoded.message) : undefined;
  },
};

export const dnsTcpProbe: Probe = {
  transport: 'tcp',
  hello: () => new Writer().u16(QUERY.length).bytes(QUERY).finish(),
  judge(bytes, asked) {
    const decoded = decodeTcp(bytes);
    return decoded.ok && asked === 'dns' ? recognize(decoded.message) : undefined;
  },
};

function recognize({ id, response, result, answers }: DnsMessage): Recognition | undefined {
  if (!response || id !== ID) return undefined;
  const [first] = answers.flatMap(({ data }) => (data.kind === 'TXT' ? data.strings : []));
  const text = first && textOf(first);
  const says = text === undefined ? result : `version.bind "${text}"`;
  return { service: 'domain', ...productOf(text ?? ''), evidence: heardText(says) };
}

/** `dnsmasq-2.90`, `unbound 1.17.1`, `PowerDNS Authoritative Server 4.7.3`; BIND says its number alone. */
function productOf(text: string): ReturnType<typeof named> {
  const [, product, version] = /^([A-Za-z][A-Za-z ]*?)[-/ ]v?(\d[\w.]*)/.exec(text) ?? [];
  if (product !== undefined) return named(product, version);
  const [bind] = /^9\.\d+\.\d+/.exec(text) ?? [];
  return bind === undefined ? {} : named('BIND', bind);
}
