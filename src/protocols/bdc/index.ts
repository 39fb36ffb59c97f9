/** The card of Epson's status replies: what a printer says of itself when its driver asks. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const bdc: Protocol = {
  name: 'bdc',
  title: 'Epson printer status replies (@BDC ST2)',
  // Carried by SNMP, USB or a cable: no port is theirs.
  services: [],
  ports: [],
  decode,
};
