/** The card of EMSD: mail for pagers and phones, submitted and delivered in three datagrams. */
import type { Protocol } from '../protocol.ts';
import { decode } from './datagram.ts';
import { EMSD_PORT } from './operations.ts';

export const emsd: Protocol = {
  name: 'emsd',
  title: 'Efficient Mail Submission and Delivery',
  services: ['esro-emsdp'],
  // TCP is registered beside it; the RFC knows UDP alone.
  ports: [{ transport: 'udp', port: EMSD_PORT }],
  decode,
  unmarked: true,
  over: 'esro',
};
