/**
 * Writes the three requests that only read: get, getnext, getbulk. Each name passes the gate first; there is no
 * other way to a request's bytes.
 */
import { berInteger, berNull, berOctets, berOid, berSequence } from '../../core/bytes/ber-write.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import { refusesGet, refusesGetBulk, refusesGetNext, type Refusal } from './gate.ts';
import {
  MAX_DATAGRAM,
  PDUS,
  USM,
  V3_FLAGS,
  VERSIONS,
  type CommunityVersion,
} from './vocabulary.ts';

interface Asked {
  readonly version: CommunityVersion;
  readonly community: string;
  /** 0 to 2^31 - 1. */
  readonly id: number;
  /** What is read: names, whole for get, to start from for the others. At least one. */
  readonly oids: readonly string[];
}

export type SnmpRequest =
  | (Asked & { readonly kind: 'get' | 'getnext' })
  | (Asked & {
      readonly kind: 'getbulk';
      readonly version: '2c';
      /** Successors of each name, 1 or more; all names are repeaters. */
      readonly repetitions: number;
    });

/**
 * One datagram.
 * @throws RangeError when the gate refuses a name, when it is none, or when a number is out of range: our own bug
 */
export function encodeRequest(request: SnmpRequest): Uint8Array {
  if (!Object.hasOwn(WRITERS, request.kind))
    throw new RangeError(`a ${String(request.kind)} is never sent`);
  const { version, community, id, oids } = request;
  for (const oid of oids) {
    const refused = refusal(request, oid);
    if (refused) throw new RangeError(`${oid} may not be asked for by ${request.kind}: ${refused}`);
  }
  if (oids.length === 0 || !(id >= 0 && id < 2 ** 31)) throw new RangeError('no request at all');
  if (request.kind === 'getbulk' && request.version !== '2c') {
    throw new RangeError('version 1 has no getbulk');
  }
  const [second, third] =
    request.kind === 'getbulk' ? [NON_REPEATERS, request.repetitions] : [NO_ERROR, NO_ERROR];
  const variables = oids.map((oid) => berSequence([berOid(oid), berNull()]));
  const numbers = [id, second, third].map((number) => berInteger(number));
  const pdu = berSequence([...numbers, berSequence(variables)], WRITERS[request.kind]);
  return berSequence([berInteger(VERSIONS[version]), berOctets(latin1Bytes(community)), pdu]);
}

/**
 * Asks an engine of version 3 for its id: a get of nothing, by nobody, as RFC 3414 (section 4) begins every
 * conversation. It is answered with a report.
 * @param id 0 to 2^31 - 1
 */
export function encodeEngineQuestion(id: number): Uint8Array {
  const nothing = berOctets(new Uint8Array(0));
  const [zero, number] = [berInteger(0), berInteger(id)];
  const flags = berOctets(Uint8Array.of(V3_FLAGS.reportable));
  const header = berSequence([number, berInteger(MAX_DATAGRAM), flags, berInteger(USM)]);
  const user = berSequence([nothing, zero, zero, nothing, nothing, nothing]);
  const pdu = berSequence([number, zero, zero, berSequence([])], WRITERS.get);
  const scoped = berSequence([nothing, nothing, pdu]);
  return berSequence([berInteger(VERSIONS['3']), header, berOctets(user), scoped]);
}

/** The PDUs that are written, and no other. */
const WRITERS = { get: PDUS.get, getnext: PDUS.getnext, getbulk: PDUS.getbulk } as const;
const NO_ERROR = 0;
const NON_REPEATERS = 0;

function refusal(request: SnmpRequest, oid: string): Refusal | undefined {
  switch (request.kind) {
    case 'get':
      return refusesGet(oid);
    case 'getnext':
      return refusesGetNext(oid);
    case 'getbulk':
      return refusesGetBulk(oid, request.repetitions);
  }
}
