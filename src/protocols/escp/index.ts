/** The card of ESC/P: the language of Epson's printers, as TCP carries it. */
import type { Protocol } from '../protocol.ts';
import { createListing } from './listing/listing.ts';
import { createJob, decode } from './wire.ts';

export const escp: Protocol = {
  name: 'escp',
  title: 'ESC/P, ESC/P2 and ESC/P-R: Epson’s printer language',
  services: ['escp-ip'],
  ports: [{ transport: 'tcp', port: 621 }],
  decode,
  parts: () => createListing({ pins: 24 }),
  job: createJob,
};
