/** The card of IPP: how printers are asked what they are, and given what to print. */
import type { Protocol } from '../protocol.ts';
import { ippProbe } from './probe.ts';
import { IPP_PORT } from './vocabulary.ts';
import { decode } from './wire.ts';

export const ipp: Protocol = {
  name: 'ipp',
  title: 'Internet Printing Protocol',
  services: ['ipp', 'ipps'],
  ports: [{ transport: 'tcp', port: IPP_PORT }],
  decode,
  // Two version numbers and a code: others begin so too.
  unmarked: true,
  probes: [ippProbe],
};
