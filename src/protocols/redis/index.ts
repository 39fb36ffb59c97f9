/** The card of RESP: how programs talk with Redis and its kin. */
import type { Protocol } from '../protocol.ts';
import { redisProbe } from './probe.ts';
import { decode } from './wire.ts';

export const redis: Protocol = {
  name: 'redis',
  title: 'Redis serialization protocol',
  services: ['redis'],
  ports: [{ transport: 'tcp', port: 6379 }],
  decode,
  unmarked: true,
  probes: [redisProbe],
};
