/** ENPC's card: what the rest of the house knows of the protocol by which Epson printers are found. */
import type { Protocol } from '../protocol.ts';
import { enpcProbes } from './probe.ts';
import { ENPC_PORT } from './vocabulary.ts';
import { decode } from './wire.ts';

export const enpc: Protocol = {
  name: 'enpc',
  title: 'Epson Network Peripheral Control',
  services: ['enpc'],
  // The registry has TCP too; no source shows ENPC spoken there.
  ports: [{ transport: 'udp', port: ENPC_PORT }],
  decode,
  probes: enpcProbes,
};
