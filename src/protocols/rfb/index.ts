/** The card of RFB: another machine's screen, as VNC shows it. */
import type { Protocol } from '../protocol.ts';
import { rfbProbe } from './probe.ts';
import { decode } from './wire.ts';

export const rfb: Protocol = {
  name: 'rfb',
  title: 'Remote Framebuffer (VNC)',
  services: ['rfb', 'vnc-server'],
  ports: [{ transport: 'tcp', port: 5900 }],
  decode,
  probes: [rfbProbe],
};
