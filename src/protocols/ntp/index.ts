/** The card of NTP: what time it is. */
import type { Protocol } from '../protocol.ts';
import { ntpProbe } from './probe.ts';
import { decode } from './wire.ts';

export const ntp: Protocol = {
  name: 'ntp',
  title: 'Network Time Protocol',
  services: ['ntp'],
  ports: [{ transport: 'udp', port: 123 }],
  decode,
  unmarked: true,
  probes: [ntpProbe],
};
