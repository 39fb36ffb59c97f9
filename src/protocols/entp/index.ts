/** The card of ENTP, by which programs talk to Epson's network scanners. */
import type { Protocol } from '../protocol.ts';
import { entpProbe } from './probe.ts';
import { ENTP_PORT } from './vocabulary.ts';
import { decode, frame } from './wire.ts';

export const entp: Protocol = {
  name: 'entp',
  title: "the port of Epson's network scanners",
  services: ['entp'],
  // The registry has UDP too; sources show TCP alone.
  ports: [{ transport: 'tcp', port: ENTP_PORT }],
  decode,
  frame,
  probes: [entpProbe],
};
