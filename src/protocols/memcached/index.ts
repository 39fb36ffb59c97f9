/** The card of memcached: what programs keep at hand for a while. */
import type { Protocol } from '../protocol.ts';
import { memcachedProbe } from './probe.ts';
import { decode } from './wire.ts';

export const memcached: Protocol = {
  name: 'memcached',
  title: 'memcached text protocol',
  services: ['memcache', 'memcached'],
  ports: [{ transport: 'tcp', port: 11211 }],
  decode,
  probes: [memcachedProbe],
};
