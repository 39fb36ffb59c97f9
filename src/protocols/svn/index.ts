/** The card of Subversion's own server. */
import type { Protocol } from '../protocol.ts';
import { svnProbe } from './probe.ts';
import { decode } from './wire.ts';

export const svn: Protocol = {
  name: 'svn',
  title: 'Subversion server',
  services: ['svn'],
  ports: [{ transport: 'tcp', port: 3690 }],
  decode,
  probes: [svnProbe],
};
