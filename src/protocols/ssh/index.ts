/** The card of SSH: remote logins, and everything that travels inside them. */
import type { Protocol } from '../protocol.ts';
import { sshProbe } from './probe.ts';
import { decode } from './wire.ts';

export const ssh: Protocol = {
  name: 'ssh',
  title: 'Secure Shell',
  services: ['ssh'],
  ports: [{ transport: 'tcp', port: 22 }],
  decode,
  probes: [sshProbe],
};
