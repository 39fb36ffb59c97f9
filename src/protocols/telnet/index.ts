/** The card of Telnet: remote logins in the clear. */
import type { Protocol } from '../protocol.ts';
import { telnetProbe } from './probe.ts';
import { decode } from './wire.ts';

export const telnet: Protocol = {
  name: 'telnet',
  title: 'Telnet',
  services: ['telnet'],
  ports: [{ transport: 'tcp', port: 23 }],
  decode,
  unmarked: true,
  probes: [telnetProbe],
};
