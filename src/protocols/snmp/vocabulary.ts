/** The words of SNMP: versions, PDUs, errors, types of values. Tables only. */
import { applicationTag, contextTag, TAGS } from '../../core/bytes/ber.ts';

/** UDP (RFC 3417, section 3.1). */
export const SNMP_PORT = 161;
export const SNMP_TRAP_PORT = 162;

/** The community that printers are delivered with; a password in the clear, and no secret. */
export const DEFAULT_COMMUNITY = 'public';

/** One Ethernet frame without the IP and UDP headers: more may be lost whole with any of its parts. */
export const MAX_DATAGRAM = 1472;

/** Versions as they stand in messages (RFC 1157, RFC 1901, RFC 3412). */
export const VERSIONS = { '1': 0, '2c': 1, '3': 3 } as const;
export type SnmpVersion = keyof typeof VERSIONS;
/** The versions whose messages carry a community. */
export type CommunityVersion = '1' | '2c';

/** PDUs by their tags: `[0]` to `[8]`, constructed (RFC 1157, section 4; RFC 3416, section 3). */
export const PDUS = {
  get: contextTag(0, true),
  getnext: contextTag(1, true),
  response: contextTag(2, true),
  set: contextTag(3, true),
  'trap v1': contextTag(4, true),
  getbulk: contextTag(5, true),
  inform: contextTag(6, true),
  trap: contextTag(7, true),
  report: contextTag(8, true),
} as const;
export type PduKind = keyof typeof PDUS;

const PDU_NAMES = new Map<number, PduKind>(
  (Object.keys(PDUS) as PduKind[]).map((kind) => [PDUS[kind], kind]),
);
export const pduKind = (tag: number | undefined): PduKind | undefined =>
  tag === undefined ? undefined : PDU_NAMES.get(tag);

/** Error codes of responses (RFC 3416, section 3; 0 to 5 are all that version 1 has). */
const ERRORS = [
  'no error',
  'too big',
  'no such name',
  'bad value',
  'read only',
  'general error',
  'no access',
  'wrong type',
  'wrong length',
  'wrong encoding',
  'wrong value',
  'no creation',
  'inconsistent value',
  'resource unavailable',
  'commit failed',
  'undo failed',
  'authorization error',
  'not writable',
  'inconsistent name',
] as const;
export const ERROR_CODES = {
  none: 0,
  tooBig: 1,
  noSuchName: 2,
  general: 5,
  authorization: 16,
  notWritable: 17,
} as const;

/** `too big`, `unknown error 99`. */
export const errorName = (code: number): string => ERRORS[code] ?? `unknown error ${code}`;

/** Why a version 1 trap was sent (RFC 1157, section 4.1.6). */
const GENERIC_TRAPS = [
  'cold start',
  'warm start',
  'link down',
  'link up',
  'authentication failure',
  'EGP neighbor loss',
  'enterprise specific',
];
export const genericTrapName = (code: number): string =>
  GENERIC_TRAPS[code] ?? `unknown trap ${code}`;

/** Tags of values (RFC 2578, section 2; the exceptions: RFC 3416, section 3). */
export const VALUE_TAGS = {
  INTEGER: TAGS.INTEGER,
  'OCTET STRING': TAGS.OCTET_STRING,
  NULL: TAGS.NULL,
  'OBJECT IDENTIFIER': TAGS.OBJECT_IDENTIFIER,
  IpAddress: applicationTag(0),
  Counter32: applicationTag(1),
  Gauge32: applicationTag(2),
  TimeTicks: applicationTag(3),
  Opaque: applicationTag(4),
  Counter64: applicationTag(6),
  noSuchObject: contextTag(0),
  noSuchInstance: contextTag(1),
  endOfMibView: contextTag(2),
} as const;
export type KnownType = keyof typeof VALUE_TAGS;

const TYPES = new Map<number, KnownType>(
  (Object.keys(VALUE_TAGS) as KnownType[]).map((type) => [VALUE_TAGS[type], type]),
);
export const typeOfTag = (tag: number | undefined): KnownType | undefined =>
  tag === undefined ? undefined : TYPES.get(tag);

/** Bits of a version 3 message's flags (RFC 3412, section 6.4). */
export const V3_FLAGS = { auth: 0x01, privacy: 0x02, reportable: 0x04 } as const;

/** Security models of version 3 (RFC 3411, section 5). */
const SECURITY_MODELS: Readonly<Record<number, string>> = {
  1: 'SNMPv1',
  2: 'SNMPv2c',
  3: 'user-based (USM)',
  4: 'transport (TSM)',
};
export const USM = 3;
export const securityModelName = (model: number): string =>
  SECURITY_MODELS[model] ?? `unknown security model ${model}`;
