/** The card of NATS: messages between programs, by subject. */
import type { Protocol } from '../protocol.ts';
import { natsProbe } from './probe.ts';
import { decode } from './wire.ts';

export const nats: Protocol = {
  name: 'nats',
  title: 'NATS messaging',
  services: ['nats'],
  ports: [{ transport: 'tcp', port: 4222 }],
  decode,
  probes: [natsProbe],
};
