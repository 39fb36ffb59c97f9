/**
 * Writes the three requests that only read: get, getnext, getbulk. Each name passes the gate first; there is no
 * other way to a request's bytes.
 */
import { berInteger, berNull, berOctets, berOid, berSequence } from '../../core/bytes/ber-write.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import { refusesGet, refusesGetBulk, refusesGetNext, type Refusal } from './gate.ts';
import { PDUS, VERSIONS, type CommunityVersion } from './vocabulary.ts';
import { writeScoped, writeV3 } from './v3-write.ts';

interface Asked {
  /** 0 to 2^31 - 1. */
  readonly id: number;
  /** What is read: names, whole for get, to start from for the others. At least one. */
  readonly oids: readonly string[];
}

interface Bulk {
  readonly kind: 'getbulk';
  /** Successors of each name, 1 or more; all names are repeaters. */
  readonly repetitions: number;
}

/** What is asked, in whatever version: a PDU. Version 1 has no getbulk. */
export type Question = Asked & ({ readonly kind: 'get' | 'getnext' } | Bulk);

/** A question in a version whose messages carry a community. */
export type SnmpRequest = Asked & { readonly community: string } & (
    | { readonly kind: 'get' | 'getnext'; readonly version: CommunityVersion }
    | (Bulk & { readonly version: '2c' })
  );

/**
 * One datagram.
 * @throws RangeError when the gate refuses a name, when it is none, or when a number is out of range: our own bug
 */
export function encodeRequest(request: SnmpRequest): Uint8Array {
  if (request.kind === 'getbulk' && request.version !== '2c') {
    throw new RangeError('version 1 has no getbulk');
  }
  return writeCommunity(request, encodeQuestion(request));
}

/** A question's PDU in an envelope of version 1 or 2c. @throws RangeError for a community of other letters than ISO 8859-1 */
export const writeCommunity = (
  { version, community }: { readonly version: CommunityVersion; readonly community: string },
  pdu: Uint8Array,
): Uint8Array =>
  berSequence([berInteger(VERSIONS[version]), berOctets(latin1Bytes(community)), pdu]);

/**
 * A PDU, to be put in an envelope.
 * @throws RangeError when the gate refuses a name, when it is none, or when a number is out of range: our own bug
 */
export function encodeQuestion(question: Question): Uint8Array {
  if (!Object.hasOwn(WRITERS, question.kind)) {
    throw new RangeError(`a ${String(question.kind)} is never sent`);
  }
  const { id, oids } = question;
  for (const oid of oids) {
    const refused = refusal(question, oid);
    if (refused) {
      throw new RangeError(`${oid} may not be asked for by ${question.kind}: ${refused}`);
    }
  }
  if (oids.length === 0 || !(id >= 0 && id < 2 ** 31)) throw new RangeError('no request at all');
  const [second, third] =
    question.kind === 'getbulk' ? [NON_REPEATERS, question.repetitions] : [NO_ERROR, NO_ERROR];
  const variables = oids.map((oid) => berSequence([berOid(oid), berNull()]));
  const numbers = [id, second, third].map((number) => berInteger(number));
  return berSequence([...numbers, berSequence(variables)], WRITERS[question.kind]);
}

/**
 * Asks an engine of version 3 for its id: a get of nothing, by nobody, as RFC 3414 (section 4) begins every
 * conversation. It is answered with a report.
 * @param id 0 to 2^31 - 1
 */
export function encodeEngineQuestion(id: number): Uint8Array {
  const nothing = new Uint8Array(0);
  const [zero, number] = [berInteger(0), berInteger(id)];
  const pdu = berSequence([number, zero, zero, berSequence([])], WRITERS.get);
  return writeV3(
    {
      messageId: id,
      authenticated: false,
      encrypted: false,
      reportable: true,
      security: {
        engineId: nothing,
        engineBoots: 0,
        engineTime: 0,
        userName: nothing,
        authentication: nothing,
        privacy: nothing,
      },
    },
    writeScoped(nothing, pdu),
  );
}

/** The PDUs that are written, and no other. */
const WRITERS = { get: PDUS.get, getnext: PDUS.getnext, getbulk: PDUS.getbulk } as const;
const NO_ERROR = 0;
const NON_REPEATERS = 0;

function refusal(request: Question, oid: string): Refusal | undefined {
  switch (request.kind) {
    case 'get':
      return refusesGet(oid);
    case 'getnext':
      return refusesGetNext(oid);
    case 'getbulk':
      return refusesGetBulk(oid, request.repetitions);
  }
}
