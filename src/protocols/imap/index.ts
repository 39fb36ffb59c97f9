/** The card of IMAP: how a mail program reads mail that stays on its server. */
import type { Protocol } from '../protocol.ts';
import { imapProbe } from './probe.ts';
import { decode } from './wire.ts';

export const imap: Protocol = {
  name: 'imap',
  title: 'Internet Message Access Protocol',
  services: ['imap'],
  ports: [{ transport: 'tcp', port: 143 }],
  decode,
  probes: [imapProbe],
};
