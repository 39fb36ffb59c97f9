/** The card of WS-Discovery: how Windows finds printers and scanners on the network. */
import type { Protocol } from '../protocol.ts';
import { wsdProbe } from './probe.ts';
import { WSD_PORT } from './vocabulary.ts';
import { decode } from './wire.ts';

export const wsd: Protocol = {
  name: 'wsd',
  title: 'Web Services Dynamic Discovery',
  services: ['ws-discovery'],
  ports: [{ transport: 'udp', port: WSD_PORT }],
  decode,
  probes: [wsdProbe],
};
