/**
 * SNMP messages: versions 1 and 2c whole (RFC 1157, RFC 1901, RFC 3416), of version 3 what is in the clear
 * (RFC 3412, RFC 3414). One message per UDP datagram (RFC 3417).
 *
 * This file reads. What may be asked is written by `request.ts`, behind the gate of `gate.ts`; what an
 * agent answers by `response.ts`. There is no encoder for Set, Trap or Inform, and there must be none.
 */
import { readBer, TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { decodeWith, type Decoded } from '../../core/bytes/reader.ts';
import { nameOf } from './mib/names.ts';
import { pduTitle, readPdu, type Pdu } from './pdu.ts';
import { readV3, type V3Message } from './v3.ts';
import { VERSIONS, type CommunityVersion } from './vocabulary.ts';

export interface CommunityMessage {
  readonly title: string;
  readonly version: CommunityVersion;
  /** One character a byte. */
  readonly community: string;
  readonly pdu: Pdu;
}

export type SnmpMessage = CommunityMessage | V3Message;

/**
 * Reads one datagram. Total: any bytes give a message, or an error of kind
 * - `magic`: it does not begin as any SNMP message does;
 * - `truncated`, `length`: it ends before it should, or a part claims more than there is;
 * - `value`: what stands somewhere may not stand there.
 */
export function decode(bytes: Uint8Array): Decoded<SnmpMessage> {
  return decodeWith(bytes, (r) => {
    const ber = readBer(r);
    if (bytes.length > 0 && ber.nextTag() !== TAGS.SEQUENCE) {
      ber.refuse('magic', 'message', 'is no SEQUENCE: this is another protocol');
    }
    const message = ber.within('message', TAGS.SEQUENCE, readMessage);
    r.rest('trailing bytes');
    return message;
  });
}

function readMessage(r: BerReader): SnmpMessage {
  if (r.nextTag() !== undefined && r.nextTag() !== TAGS.INTEGER) {
    r.refuse('magic', 'version', 'is no number: this is another protocol');
  }
  const at = r.offset;
  const number = r.integer('version', versionName);
  if (number === VERSIONS['3']) {
    if (r.nextTag() !== undefined && r.nextTag() !== TAGS.SEQUENCE) {
      r.refuse('magic', 'header', 'is no SEQUENCE: this is another protocol');
    }
    return readV3(r);
  }
  const version = communityVersion(number);
  // LDAP begins alike, and goes on with something else.
  if (version === undefined) r.refuse('magic', 'version', `is ${number}, which SNMP has not`, at);
  if (r.nextTag() !== undefined && r.nextTag() !== TAGS.OCTET_STRING) {
    r.refuse('magic', 'community', 'is no text: this is another protocol');
  }
  const community = r.text('community');
  const pdu = readPdu(r);
  return { title: titleOf(version, pdu), version, community, pdu };
}

const communityVersion = (number: number): CommunityVersion | undefined =>
  number === VERSIONS['1'] ? '1' : number === VERSIONS['2c'] ? '2c' : undefined;

const versionName = (number: number): string =>
  number === VERSIONS['3'] ? 'SNMPv3' : `SNMPv${communityVersion(number) ?? '?'}`;

function titleOf(version: CommunityVersion, pdu: Pdu): string {
  const { variables } = pdu;
  const [first] = variables;
  const about = first === undefined ? '' : `, ${nameOf(first.oid) ?? first.oid}`;
  const more = variables.length > 1 ? ` and ${variables.length - 1} more` : '';
  return `SNMPv${version} ${pduTitle(pdu)}${about}${more}`;
}
