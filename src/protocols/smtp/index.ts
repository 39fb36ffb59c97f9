/** The card of SMTP: how mail travels from server to server, and from programs to their server. */
import type { Protocol } from '../protocol.ts';
import { smtpProbe } from './probe.ts';
import { decode } from './wire.ts';

export const smtp: Protocol = {
  name: 'smtp',
  title: 'Simple Mail Transfer Protocol',
  services: ['smtp', 'submission'],
  ports: [
    { transport: 'tcp', port: 25 },
    { transport: 'tcp', port: 587 },
  ],
  decode,
  probes: [smtpProbe],
};
