/** The card of snmp: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const snmp: Protocol = {
  name: 'snmp',
  title: 'snmp',
  services: [],
  ports: [],
  decode,
};
