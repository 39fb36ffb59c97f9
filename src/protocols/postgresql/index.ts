/** The card of PostgreSQL: the database's own protocol. */
import type { Protocol } from '../protocol.ts';
import { postgresqlProbe } from './probe.ts';
import { decode } from './wire.ts';

export const postgresql: Protocol = {
  name: 'postgresql',
  title: 'PostgreSQL frontend/backend protocol',
  services: ['postgresql'],
  ports: [{ transport: 'tcp', port: 5432 }],
  decode,
  unmarked: true,
  probes: [postgresqlProbe],
};
