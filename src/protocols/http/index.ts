/** The card of HTTP: the Web, and whatever else travels as its requests and responses. */
import type { Protocol } from '../protocol.ts';
import { frame } from './body.ts';
import { httpProbe } from './probe.ts';
import { decode } from './wire.ts';

export const http: Protocol = {
  name: 'http',
  title: 'Hypertext Transfer Protocol',
  services: ['http'],
  ports: [{ transport: 'tcp', port: 80 }],
  decode,
  frame,
  probes: [httpProbe],
};
