/** The card of ESRO: small operations of one program at another's, in two or three datagrams. */
import type { Protocol } from '../protocol.ts';
import { ESRO_PORT } from './service.ts';
import { decode } from './wire.ts';

export const esro: Protocol = {
  name: 'esro',
  title: 'Efficient Short Remote Operations',
  services: ['esro-gen'],
  // TCP is registered beside it, but nobody ever said how ESRO would use it.
  ports: [{ transport: 'udp', port: ESRO_PORT }],
  decode,
  unmarked: true,
};
