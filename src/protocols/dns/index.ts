/** The card of DNS: names to addresses, and much else. */
import type { Protocol } from '../protocol.ts';
import { dnsUdpProbe, dnsTcpProbe } from './probe.ts';
import { decode, frame } from './wire.ts';

export const dns: Protocol = {
  name: 'dns',
  title: 'Domain Name System',
  services: ['domain'],
  ports: [
    { transport: 'udp', port: 53 },
    { transport: 'tcp', port: 53 },
  ],
  decode,
  frame,
  unmarked: true,
  probes: [dnsUdpProbe, dnsTcpProbe],
};
