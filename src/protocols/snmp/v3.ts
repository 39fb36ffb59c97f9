/**
 * Reads version 3 as far as it is in the clear: the header (RFC 3412, section 6), the parameters of the user-based
 * security model (RFC 3414, section 2.4), and the PDU where it is not encrypted. Nothing is verified or
 * decrypted here: what a message says of its user is a claim until `usm/open.ts` has looked at it.
 */
import { readBer, TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { decodeWith, type Decoded } from '../../core/bytes/reader.ts';
import { engineWords } from './engine-id.ts';
import { pduTitle, readPdu, type Pdu } from './pdu.ts';
import { digestWords, SALT_LENGTH } from './usm/algorithms.ts';
import { reportOf } from './usm/reports.ts';
import { securityModelName, USM, V3_FLAGS } from './vocabulary.ts';

export interface UsmParameters {
  /** The snmpEngineID of whoever is in authority; empty while it is asked for. */
  readonly engineId: Uint8Array;
  readonly engineBoots: number;
  /** Seconds since that engine started. */
  readonly engineTime: number;
  readonly userName: string;
  readonly authentication: Uint8Array;
  readonly privacy: Uint8Array;
}

/** The inner message of version 3. */
export interface ScopedPdu {
  readonly contextEngineId: Uint8Array;
  readonly contextName: string;
  readonly pdu: Pdu;
}

export interface V3Message {
  readonly title: string;
  readonly version: '3';
  readonly messageId: number;
  /** The longest message that the sender takes, in bytes. */
  readonly maxSize: number;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  readonly reportable: boolean;
  readonly securityModel: number;
  /** Of other security models the bytes. */
  readonly security: UsmParameters | Uint8Array;
  /** Encrypted: the bytes. */
  readonly data: ScopedPdu | Uint8Array;
}

/** What follows the version. */
export function readV3(r: BerReader): V3Message {
  const header = r.within('header', TAGS.SEQUENCE, readHeader);
  const security =
    header.securityModel === USM
      ? r.within(
          'security parameters',
          TAGS.OCTET_STRING,
          (octets) => octets.within('user-based security', TAGS.SEQUENCE, readUsm),
          'OCTET STRING',
        )
      : r.octets('security parameters');
  // Some set the flag and send in the clear, or the other way round: the type says what there is.
  const data =
    r.nextTag() === TAGS.OCTET_STRING
      ? r.octets('encrypted data')
      : r.within('scoped PDU', TAGS.SEQUENCE, readScoped);
  return { title: `SNMPv3 ${contentTitle(data)}`, version: '3', ...header, security, data };
}

/** `encrypted`, `get`, `report: unknown user`. */
function contentTitle(data: ScopedPdu | Uint8Array): string {
  if (data instanceof Uint8Array) return 'encrypted';
  const report = reportOf(data.pdu);
  if (report === undefined) return pduTitle(data.pdu);
  return report === 'other' ? 'report' : `report: ${report}`;
}

/** The field that is all zeros while the digest is made. */
export const AUTHENTICATION_FIELD = 'authentication parameters';

function readHeader(r: BerReader) {
  const messageId = r.integer('message id');
  const maxSize = r.integer('max size');
  if (r.nextTag() !== undefined && r.nextLength() !== 1) {
    r.refuse('length', 'flags', `have ${r.nextLength()} bytes, not 1`);
  }
  const flags = r.octets('flags', flagWords)[0]!;
  return {
    messageId,
    maxSize,
    authenticated: (flags & V3_FLAGS.auth) !== 0,
    encrypted: (flags & V3_FLAGS.privacy) !== 0,
    reportable: (flags & V3_FLAGS.reportable) !== 0,
    securityModel: r.integer('security model', securityModelName),
  };
}

function flagWords([flags = 0]: Uint8Array): string {
  const words = [
    flags & V3_FLAGS.auth ? 'authenticated' : 'not authenticated',
    flags & V3_FLAGS.privacy ? 'encrypted' : 'not encrypted',
    ...(flags & V3_FLAGS.reportable ? ['reportable'] : []),
  ];
  return words.join(', ');
}

function readUsm(r: BerReader): UsmParameters {
  return {
    engineId: r.octets('engine id', engineWords),
    engineBoots: r.integer('engine boots'),
    engineTime: r.integer('engine time', (seconds) => `${seconds} s`),
    userName: r.text('user name'),
    authentication: r.octets(AUTHENTICATION_FIELD, ({ length }) =>
      length === 0 ? 'none' : digestWords(length),
    ),
    privacy: r.octets('privacy parameters', ({ length }) =>
      length === 0 ? 'none' : length === SALT_LENGTH ? 'the salt of CBC-DES or AES' : undefined,
    ),
  };
}

/** What was encrypted, once it is in the clear; padding may follow. Total. */
export const decodeScoped = (bytes: Uint8Array): Decoded<ScopedPdu> =>
  decodeWith(bytes, (r) => {
    const scoped = readBer(r).within('scoped PDU', TAGS.SEQUENCE, readScoped);
    r.rest('padding');
    return scoped;
  });

function readScoped(r: BerReader): ScopedPdu {
  return {
    contextEngineId: r.octets('context engine id', engineWords),
    contextName: r.text('context name'),
    pdu: readPdu(r),
  };
}
