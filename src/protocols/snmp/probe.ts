/**
 * An SNMP agent that knows the community `public` says what it is: the two variables that every agent has
 * (RFC 3418). One that speaks version 3 says at least the id of its engine, to anybody.
 */
import { heardText, named } from '../../core/heard.ts';
import type { Probe, Recognition } from '../protocol.ts';
import { engineIdOf, engineWords } from './engine-id.ts';
import { GREETING } from './greeting.ts';
import { makerOf } from './mib/makers.ts';
import { OIDS } from './mib/names.ts';
import type { PlainPdu } from './pdu.ts';
import { encodeEngineQuestion, encodeRequest } from './request.ts';
import { printable } from './values.ts';
import { DEFAULT_COMMUNITY, errorName, type CommunityVersion } from './vocabulary.ts';
import { decode } from './wire.ts';

/** By this we know the answer to our own question. */
const ID = 0x706f7274;

const probeIn = (version: CommunityVersion): Probe => ({
  transport: 'udp',
  hello: () =>
    encodeRequest({ kind: 'get', version, community: DEFAULT_COMMUNITY, id: ID, oids: GREETING }),
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.version !== version) return undefined;
    const { pdu } = decoded.message;
    return pdu.kind === 'response' && pdu.requestId === ID ? recognize(pdu, version) : undefined;
  },
});

/** Version 1 first: hardly an agent lacks it, and many printers speak nothing else. */
export const snmpV1Probe = probeIn('1');
export const snmpV2Probe = probeIn('2c');

/** Reports begin every conversation of version 3; nothing is logged in to (RFC 3414, section 4). */
export const snmpV3Probe: Probe = {
  transport: 'udp',
  hello: () => encodeEngineQuestion(ID),
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.version !== '3') return undefined;
    const { messageId, security, data } = decoded.message;
    const isReport = !(data instanceof Uint8Array) && data.pdu.kind === 'report';
    if (!isReport || messageId !== ID || security instanceof Uint8Array) return undefined;
    const words = engineWords(security.engineId) ?? 'no engine id';
    const maker = engineIdOf(security.engineId)?.maker;
    return { service: 'snmp', ...named(maker), evidence: heardText(`SNMPv3, engine ${words}`) };
  },
};

function recognize(pdu: PlainPdu, version: CommunityVersion): Recognition {
  const values = new Map(pdu.variables.map(({ oid, value }) => [oid, value]));
  const description = values.get(`${OIDS.sysDescr}.0`);
  const identity = values.get(`${OIDS.sysObjectID}.0`);
  const text = description?.type === 'OCTET STRING' ? printable(description.value) : undefined;
  const maker = identity?.type === 'OBJECT IDENTIFIER' ? makerOf(identity.value) : undefined;
  const says = text === undefined ? errorName(pdu.errorStatus) : `"${text}"`;
  return {
    service: 'snmp',
    ...named(maker),
    evidence: heardText(`SNMPv${version}, sysDescr ${says}`),
  };
}
