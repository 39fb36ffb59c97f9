/** The card of FTP: the control connection over which files are asked for. */
import type { Protocol } from '../protocol.ts';
import { ftpProbe } from './probe.ts';
import { decode } from './wire.ts';

export const ftp: Protocol = {
  name: 'ftp',
  title: 'File Transfer Protocol',
  services: ['ftp'],
  ports: [{ transport: 'tcp', port: 21 }],
  decode,
  probes: [ftpProbe],
};
