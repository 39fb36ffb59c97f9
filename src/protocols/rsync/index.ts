/** The card of the rsync daemon: files kept alike in two places. */
import type { Protocol } from '../protocol.ts';
import { rsyncProbe } from './probe.ts';
import { decode } from './wire.ts';

export const rsync: Protocol = {
  name: 'rsync',
  title: 'rsync daemon',
  services: ['rsync'],
  ports: [{ transport: 'tcp', port: 873 }],
  decode,
  probes: [rsyncProbe],
};
