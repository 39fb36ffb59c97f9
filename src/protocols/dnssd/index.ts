/** The card of dnssd: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const dnssd: Protocol = {
  name: 'dnssd',
  title: 'dnssd',
  services: [],
  ports: [],
  decode,
};
