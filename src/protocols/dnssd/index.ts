/** The card of DNS-SD: how printers, scanners and much else are found on a link. */
import type { Protocol } from '../protocol.ts';
import { dnssdProbe } from './probe.ts';
import { MDNS_PORT } from './vocabulary.ts';
import { decode } from './wire.ts';

export const dnssd: Protocol = {
  name: 'dnssd',
  title: 'DNS-based Service Discovery',
  services: ['mdns'],
  ports: [{ transport: 'udp', port: MDNS_PORT }],
  decode,
  unmarked: true,
  probes: [dnssdProbe],
};
