/**
 * The port mapper answers procedure 0 of its program, which does nothing, "by convention" (RFC 1833, section 3;
 * RFC 5531, section 12.1). Other RPC servers answer too: that they have no such program.
 */
import { Writer } from '../../core/bytes/writer.ts';
import { heardText } from '../../core/heard.ts';
import type { Probe, Recognition } from '../protocol.ts';
import { decode, decodeTcp, encodeCall, type RpcMessage } from './wire.ts';

const PORT_MAPPER = 100_000;
const PORT_MAPPER_VERSION = 2;
const NULL_PROCEDURE = 0;
/** By this we know the reply to our own call. */
const ID = 0x706f7274;
const CALL = encodeCall(ID, PORT_MAPPER, PORT_MAPPER_VERSION, NULL_PROCEDURE);
const LAST_FRAGMENT = 0x8000_0000;

export const rpcUdpProbe: Probe = {
  transport: 'udp',
  hello: () => CALL,
  judge(bytes) {
    const decoded = decode(bytes);
    return decoded.ok ? recognize(decoded.message) : undefined;
  },
};

export const rpcTcpProbe: Probe = {
  transport: 'tcp',
  hello: () =>
    new Writer()
      .u32(LAST_FRAGMENT + CALL.length)
      .bytes(CALL)
      .finish(),
  judge(bytes) {
    const decoded = decodeTcp(bytes);
    return decoded.ok ? recognize(decoded.message) : undefined;
  },
};

function recognize(message: RpcMessage): Recognition | undefined {
  if (message.kind !== 'reply' || message.id !== ID) return undefined;
  const { result } = message;
  const isMapper = result !== 'no such program';
  return {
    service: isMapper ? 'sunrpc' : 'onc-rpc',
    evidence: heardText(`RPC reply for the port mapper: ${result}`),
  };
}
