/** Writes what an agent answers, for `server.ts` and `usm/agent.ts`: a client has no use for it. */
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
  const { version, community } = response;
  const pdu = writeResponse(response);
  return berSequence([berInteger(VERSIONS[version]), berOctets(latin1Bytes(community)), pdu]);
}

type Content = Omit<SnmpResponse, 'version' | 'community'>;

/** The PDU alone. */
export const writeResponse = (content: Content): Uint8Array =>
  berSequence(contents(content), PDUS.response);

/** What an engine of version 3 says of a message that it cannot take, as a PDU alone. */
export const writeReport = (content: Content): Uint8Array =>
  berSequence(contents(content), PDUS.report);

function contents({ requestId, errorStatus = 0, errorIndex = 0, variables }: Content) {
  const numbers = [requestId, errorStatus, errorIndex].map((number) => berInteger(number));
  const list = variables.map(({ oid, value }) => berSequence([berOid(oid), writeValue(value)]));
  return [...numbers, berSequence(list)];
}
