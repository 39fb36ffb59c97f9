/** PDUs: what an SNMP message carries, whatever its version (RFC 1157, section 4; RFC 3416, section 3). */
import { formatIpv4 } from '../../core/addresses.ts';
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { nameOf, wordsFor } from './mib/names.ts';
import { readValue, type SnmpValue } from './values.ts';
import {
  errorName,
  genericTrapName,
  pduKind,
  PDUS,
  VALUE_TAGS,
  type PduKind,
} from './vocabulary.ts';

/** More than 64 KiB can hold with names of any use: two times the shortest is 14 bytes. */
const MAX_VARIABLES = 4096;

/** A name and what it holds; in requests NULL. */
export interface Variable {
  readonly oid: string;
  readonly value: SnmpValue;
}

interface Variables {
  readonly variables: readonly Variable[];
}

export interface PlainPdu extends Variables {
  readonly kind: Exclude<PduKind, 'getbulk' | 'trap v1'>;
  readonly requestId: number;
  /** 0: no error. */
  readonly errorStatus: number;
  /** Which variable is at fault, counted from 1; 0 when none is. */
  readonly errorIndex: number;
}

export interface BulkPdu extends Variables {
  readonly kind: 'getbulk';
  readonly requestId: number;
  /** How many of the variables are asked once. */
  readonly nonRepeaters: number;
  /** How many successors of each other variable are asked. */
  readonly maxRepetitions: number;
}

export interface TrapV1Pdu extends Variables {
  readonly kind: 'trap v1';
  readonly enterprise: string;
  readonly agentAddress: string;
  readonly genericTrap: number;
  readonly specificTrap: number;
  /** Hundredths of a second since the agent started. */
  readonly timestamp: number;
}

export type Pdu = PlainPdu | BulkPdu | TrapV1Pdu;

/** The PDU that stands next, with all its variables. */
export function readPdu(r: BerReader): Pdu {
  const kind = pduKind(r.nextTag());
  if (kind === undefined && r.nextTag() !== undefined)
    r.refuse('value', 'PDU', 'is none that is known');
  const tag = PDUS[kind ?? 'get'];
  return r.within(
    'PDU',
    tag,
    (inside): Pdu => {
      if (kind === 'trap v1') return readTrapV1(inside);
      if (kind === 'getbulk') return readBulk(inside);
      return readPlain(inside, kind ?? 'get');
    },
    kind,
  );
}

function readPlain(r: BerReader, kind: PlainPdu['kind']): PlainPdu {
  return {
    kind,
    requestId: r.integer('request id'),
    errorStatus: r.integer('error status', errorName),
    errorIndex: r.integer('error index'),
    variables: readVariables(r),
  };
}

function readBulk(r: BerReader): BulkPdu {
  return {
    kind: 'getbulk',
    requestId: r.integer('request id'),
    nonRepeaters: r.integer('non-repeaters'),
    maxRepetitions: r.integer('max repetitions'),
    variables: readVariables(r),
  };
}

function readTrapV1(r: BerReader): TrapV1Pdu {
  const enterprise = r.oid('enterprise', nameOf);
  if (r.nextTag() !== undefined && r.nextLength() !== 4) {
    r.refuse('length', 'agent address', `has ${r.nextLength()} bytes, not 4`);
  }
  const agentAddress = formatIpv4(r.octets('agent address', formatIpv4, VALUE_TAGS.IpAddress));
  return {
    kind: 'trap v1',
    enterprise,
    agentAddress,
    genericTrap: r.integer('generic trap', genericTrapName),
    specificTrap: r.integer('specific trap'),
    timestamp: r.integer('time stamp', undefined, VALUE_TAGS.TimeTicks),
    variables: readVariables(r),
  };
}

function readVariables(r: BerReader): Variable[] {
  return r.within('variables', TAGS.SEQUENCE, (list) => {
    const variables: Variable[] = [];
    while (list.more) {
      if (variables.length === MAX_VARIABLES) {
        list.refuse('length', 'variables', `come after ${MAX_VARIABLES} others`);
      }
      variables.push(list.within('variable', TAGS.SEQUENCE, readVariable));
    }
    return variables;
  });
}

function readVariable(r: BerReader): Variable {
  const oid = r.oid('name', nameOf);
  return { oid, value: readValue(r, (value) => wordsFor(oid, value)) };
}

/** `response: no such name`, `trap v1: link down`. */
export function pduTitle(pdu: Pdu): string {
  if (pdu.kind === 'trap v1') return `trap v1: ${genericTrapName(pdu.genericTrap)}`;
  if (pdu.kind === 'getbulk' || pdu.errorStatus === 0) return pdu.kind;
  return `${pdu.kind}: ${errorName(pdu.errorStatus)}`;
}
