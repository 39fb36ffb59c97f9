/** The card of emsd: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './datagram.ts';

export const emsd: Protocol = {
  name: 'emsd',
  title: 'emsd',
  services: [],
  ports: [],
  decode,
};
