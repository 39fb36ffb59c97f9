/** Versions 1 and 2c: a word in the clear stands before the PDU, and whoever answers it is believed. */
import { GREETING } from './greeting.ts';
import type { MessageModel, Received } from './message-model.ts';
import type { PlainPdu } from './pdu.ts';
import { encodeRequest, writeCommunity } from './request.ts';
import type { CommunityVersion } from './vocabulary.ts';

export function communityModel(version: CommunityVersion, community: string): MessageModel {
  return {
    version,
    numbersMessages: false,
    greeting: (id) => encodeRequest({ kind: 'get', version, community, id, oids: GREETING }),
    meet(received, id) {
      const pdu = responseIn(received, version, id);
      return pdu && { pdu };
    },
    write: (pdu) => writeCommunity({ version, community }, pdu),
    read(received, { id }) {
      const pdu = responseIn(received, version, id);
      return pdu && { kind: 'answer', pdu };
    },
  };
}

function responseIn(
  { message }: Received,
  version: CommunityVersion,
  id: number,
): PlainPdu | undefined {
  if (message.version !== version || message.pdu.kind !== 'response') return undefined;
  return message.pdu.requestId === id ? message.pdu : undefined;
}
