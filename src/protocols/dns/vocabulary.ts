/** The numbers of DNS and their names (IANA, "Domain Name System (DNS) Parameters"). */

/** Record types that are read in full, or met often. */
export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  SVCB: 64,
  HTTPS: 65,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const;
export type TypeName = keyof typeof TYPES;

const TYPE_NAMES = new Map<number, string>(
  Object.entries(TYPES).map(([name, number]) => [number, name]),
);

/** `PTR`; what has no name here as RFC 3597, section 5, writes it: `TYPE65280`. */
export const typeName = (type: number): string => TYPE_NAMES.get(type) ?? `TYPE${type}`;

export const CLASSES = {
  IN: 1,
  /** "Chaos": by practice, the class in which name servers speak of themselves (RFC 4892). */
  CH: 3,
  HS: 4,
  NONE: 254,
  ANY: 255,
} as const;

const CLASS_NAMES = new Map<number, string>(
  Object.entries(CLASSES).map(([name, number]) => [number, name]),
);

/** `IN`; what has no name here as `CLASS32000`. */
export const className = (kind: number): string => CLASS_NAMES.get(kind) ?? `CLASS${kind}`;

/**
 * In multicast DNS the highest bit of a class says something else (RFC 6762, sections 5.4 and 10.2): in a question
 * that an answer to the asker alone will do, in a record that it replaces all others of its name and type.
 */
export const TOP_BIT = 0x8000;

/** RFC 1035, section 4.1.1; 6 to 10 by RFC 2136, section 2.2. */
const RESULTS: Readonly<Record<number, string>> = {
  0: 'no error',
  1: 'format error',
  2: 'server failure',
  3: 'no such name',
  4: 'not implemented',
  5: 'refused',
  6: 'the name exists and should not',
  7: 'the records exist and should not',
  8: 'the records do not exist and should',
  9: 'not authoritative',
  10: 'not in the zone',
};
export const resultName = (code: number): string => RESULTS[code] ?? `code ${code}`;

const OPERATIONS: Readonly<Record<number, string>> = {
  0: 'query',
  1: 'inverse query',
  2: 'status',
  4: 'notify',
  5: 'update',
};
export const operationName = (code: number): string => OPERATIONS[code] ?? `operation ${code}`;

/** The bits of the flags (RFC 1035, section 4.1.1; AD and CD by RFC 4035). */
export const FLAGS = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  'recursion desired': 0x0100,
  'recursion available': 0x0080,
  'authentic data': 0x0020,
  'checking disabled': 0x0010,
} as const;

/** The flags in words: `response, authoritative, no error`. */
export function flagsText(flags: number): string {
  const set = Object.entries(FLAGS).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
  const operation = operationName((flags >> 11) & 15);
  const said = set.includes('response') ? [...set, resultName(flags & 15)] : [operation, ...set];
  return said.join(', ');
}

/** Options of EDNS (RFC 6891), by number. */
const OPTIONS: Readonly<Record<number, string>> = {
  3: 'server identifier',
  4: 'owner',
  8: 'client subnet',
  10: 'cookie',
  11: 'keep alive',
  12: 'padding',
  15: 'extended error',
};
export const optionName = (code: number): string => OPTIONS[code] ?? `option ${code}`;
