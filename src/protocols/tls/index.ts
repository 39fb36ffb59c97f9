/** The card of TLS: the layer that encrypts what other protocols say. */
import type { Protocol } from '../protocol.ts';
import { tlsProbe } from './probe.ts';
import { decode } from './wire.ts';

export const tls: Protocol = {
  name: 'tls',
  title: 'Transport Layer Security',
  services: [
    'tls',
    'https',
    'imaps',
    'pop3s',
    'submissions',
    'smtps',
    'ldaps',
    'ftps',
    'nntps',
    'domain-s',
    'secure-mqtt',
    'amqps',
    'ircs-u',
    'sips',
    'telnets',
    'redis-tls',
    'docker-s',
  ],
  ports: [{ transport: 'tcp', port: 443 }],
  decode,
  unmarked: true,
  probes: [tlsProbe],
};
