/** The card of ONC RPC, as far as the port mapper (rpcbind) speaks it. */
import type { Protocol } from '../protocol.ts';
import { rpcUdpProbe, rpcTcpProbe } from './probe.ts';
import { decode, frame } from './wire.ts';

export const sunrpc: Protocol = {
  name: 'sunrpc',
  title: 'ONC RPC and its port mapper',
  services: ['sunrpc'],
  ports: [
    { transport: 'tcp', port: 111 },
    { transport: 'udp', port: 111 },
  ],
  decode,
  frame,
  unmarked: true,
  probes: [rpcUdpProbe, rpcTcpProbe],
};
