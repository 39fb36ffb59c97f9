/** The card of NNTP: how news servers and readers talk. */
import type { Protocol } from '../protocol.ts';
import { nntpProbe } from './probe.ts';
import { decode } from './wire.ts';

export const nntp: Protocol = {
  name: 'nntp',
  title: 'Network News Transfer Protocol',
  services: ['nntp'],
  ports: [{ transport: 'tcp', port: 119 }],
  decode,
  probes: [nntpProbe],
};
