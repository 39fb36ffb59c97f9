/** The card of esro: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const esro: Protocol = {
  name: 'esro',
  title: 'esro',
  services: [],
  ports: [],
  decode,
};
