/** A device that receives: shows each message that a message centre delivers to it, once ever. */
import { BOUNDS } from '../live.ts';
import type { Operation } from '../operation.ts';
import { EMSD_EVENT_SCHEMA, emsdRow, type InboxEvent } from './device/event.ts';
import { DEVICE_PARAMETERS } from './device/parameters.ts';
import type { InboxResult } from './device/receiving.ts';

const count = { type: 'integer', minimum: 0 };
const PRIORITIES = ['non-urgent', 'normal', 'urgent'] as const;

export const emsdInbox: Operation<InboxResult> = {
  name: 'emsd inbox',
  summary: 'receive messages from an EMSD message centre, as a device',
  description:
    'Is a device of EMSD (RFC 2524): tells the centre where it is, takes what is delivered, and shows each message once,\n' +
    'ever: it is in the mailbox on the disk before the centre is answered, and put down as shown before it is. What was\n' +
    'shown just when the power failed is in --list. While it runs it also sends what is in its outbox\n' +
    "(emsd submit --mailbox with the same folder, while this is not running: a mailbox is one process's alone).\n" +
    '\n' +
    'The centre delivers to where it was last spoken to from. Old centres deliver to port 642 whatever happens; so that\n' +
    "is the port, unless it is taken, needs rights that are not there, or is the centre's own; --port names another.\n" +
    'Several devices on one machine need nothing of this: each takes any free port. --local 127.0.0.2 gives one an\n' +
    'address of its own.\n' +
    '\n' +
    'What the centre holds back for the limits that were set here is told at the end. Exit code 3: the centre did not\n' +
    'answer or refuses this device, or nothing came but a part of a message; 4 with --strict: something is held back, or\n' +
    'came in part.\n' +
    '\n' +
    'The number and the password go over the network in the clear: for private networks only.',
  examples: [
    {
      command: 'portolan emsd inbox --mailbox ~/mail --number 401.002',
      shows: "what this machine's centre has, and what comes, until Ctrl-C",
    },
    {
      command: 'portolan emsd inbox --mailbox ~/mail --number 401.002 --centre 10.0.0.5 --once',
      shows: 'what there is now',
    },
    {
      command: 'portolan emsd inbox --mailbox ~/mail --list',
      shows: 'all that it holds; --read 3 shows one',
    },
  ],
  reach: 'one host',
  changes: true,
  parameters: [
    {
      name: 'mailbox',
      summary: "the folder of the device's mailbox; made if need be",
      type: 'text',
      required: true,
      placeholder: 'FOLDER',
    },
    {
      name: 'number',
      summary: "the subscriber's number: 401.001 or 401001",
      type: 'text',
      placeholder: 'NUMBER',
    },
    ...DEVICE_PARAMETERS,
    {
      name: 'port',
      summary: 'the port to be reached at; default: 642 where it can be had, else any',
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      placeholder: 'PORT',
    },
    {
      name: 'centre-password',
      summary:
        'what the centre must show to be believed, from whatever port; default: it need show nothing, and is heard from its port alone',
      type: 'text',
      environment: 'PORTOLAN_EMSD_CENTRE_PASSWORD',
      placeholder: 'TEXT',
      secret: true,
    },
    { name: 'pause', summary: 'have the centre hold everything, until --no-limits', type: 'flag' },
    {
      name: 'largest',
      summary: 'have it hold longer messages than this',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      placeholder: 'OCTETS',
    },
    {
      name: 'lowest-priority',
      summary: 'have it hold what is less urgent than this',
      type: 'text',
      choices: PRIORITIES,
      placeholder: 'PRIORITY',
    },
    { name: 'no-limits', summary: 'have it hold nothing any more', type: 'flag' },
    { name: 'list', summary: 'only list what the mailbox holds', type: 'flag' },
    {
      name: 'read',
      summary: 'only show one message of the mailbox, by its number or identifier',
      type: 'text',
      placeholder: 'MESSAGE',
    },
    {
      name: 'once',
      summary: 'end when the centre brings nothing more',
      type: 'flag',
    },
    {
      name: 'wait',
      summary: 'with --once: how long to wait for the centre',
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      default: 30,
      placeholder: 'SECONDS',
    },
    ...BOUNDS,
  ],
  output: {
    type: 'object',
    required: ['messages', 'mailbox', 'received', 'waiting'],
    properties: {
      messages: { type: 'array', items: EMSD_EVENT_SCHEMA },
      mailbox: { type: 'string' },
      centre: { type: 'string' },
      received: count,
      holds: count,
      waiting: {
        type: 'array',
        items: { enum: ['paused', 'too long', 'not urgent enough', 'in part'] },
      },
      problems: { type: 'array', items: { type: 'string' } },
    },
  },
  live: { list: 'messages', row: (emitted) => emsdRow(emitted as InboxEvent) },
  async run(input, context) {
    // Whoever asks for something else does not pay for the protocol.
    const { runInbox } = await import('./device/receiving.ts');
    return runInbox(input, context);
  },
  items: () => [],
  rows: () => [],
  outcome: ({ problems, waiting }) => ({ missing: problems, partial: waiting.length > 0 }),
};
