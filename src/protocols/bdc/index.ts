/** The card of bdc: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const bdc: Protocol = {
  name: 'bdc',
  title: 'bdc',
  services: [],
  ports: [],
  decode,
};
