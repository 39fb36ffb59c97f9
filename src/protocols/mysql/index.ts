/** The card of MySQL: the databases MySQL and MariaDB. */
import type { Protocol } from '../protocol.ts';
import { mysqlProbe } from './probe.ts';
import { decode } from './wire.ts';

export const mysql: Protocol = {
  name: 'mysql',
  title: 'MySQL client/server protocol',
  services: ['mysql'],
  ports: [{ transport: 'tcp', port: 3306 }],
  decode,
  unmarked: true,
  probes: [mysqlProbe],
};
