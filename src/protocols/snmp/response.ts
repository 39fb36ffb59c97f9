/** Writes what an agent answers, for `server.ts`: a client has no use for it. */
import { berInteger, berOctets, berOid, berSequence } from '../../core/bytes/ber-write.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import type { Variable } from './pdu.ts';
import { writeValue } from './values.ts';
import { PDUS, VERSIONS, type CommunityVersion } from './vocabulary.ts';

export interface SnmpResponse {
  readonly version: CommunityVersion;
  readonly community: string;
  readonly requestId: number;
  /** See ERROR_CODES. */
  readonly errorStatus?: number;
  /** From 1; 0 when no variable is at fault. */
  readonly errorIndex?: number;
  readonly variables: readonly Variable[];
}

/** @throws RangeError when a name or value does not fit the wire: our own bug */
export function encodeResponse(response: SnmpResponse): Uint8Array {
  const { version, community, requestId, errorStatus = 0, errorIndex = 0 } = response;
  const variables = response.variables.map(({ oid, value }) =>
    berSequence([berOid(oid), writeValue(value)]),
  );
  const numbers = [requestId, errorStatus, errorIndex].map((number) => berInteger(number));
  const pdu = berSequence([...numbers, berSequence(variables)], PDUS.response);
  return berSequence([berInteger(VERSIONS[version]), berOctets(latin1Bytes(community)), pdu]);
}
