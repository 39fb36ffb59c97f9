/** What is the same for all that a device does. */
import { EMSD_PORT } from '../../../protocols/emsd/operations.ts';
import type { Parameter } from '../../operation.ts';

export const DEVICE_PARAMETERS: readonly Parameter[] = [
  {
    name: 'centre',
    summary: `the message centre: its name or address, and its port where that is not ${EMSD_PORT}`,
    type: 'text',
    default: '127.0.0.1',
    placeholder: 'HOST[:PORT]',
  },
  {
    name: 'password',
    summary: "the subscriber's password; it goes over the network in the clear",
    type: 'text',
    environment: 'PORTOLAN_EMSD_PASSWORD',
    placeholder: 'TEXT',
    secret: true,
  },
  {
    name: 'local',
    summary: 'the address of this machine to speak from; default: the one toward the centre',
    type: 'text',
    placeholder: 'ADDRESS',
  },
  {
    name: 'allow-public',
    summary: 'a centre that is neither in a private range nor on a link of this machine',
    type: 'flag',
  },
];
