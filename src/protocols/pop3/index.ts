/** The card of POP3: how a mail program fetches its mail. */
import type { Protocol } from '../protocol.ts';
import { pop3Probe } from './probe.ts';
import { decode } from './wire.ts';

export const pop3: Protocol = {
  name: 'pop3',
  title: 'Post Office Protocol, version 3',
  services: ['pop3'],
  ports: [{ transport: 'tcp', port: 110 }],
  decode,
  probes: [pop3Probe],
};
