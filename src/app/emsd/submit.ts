/** Hands a message to a message centre, as a device of the 1990s would. */
import type { Operation } from '../operation.ts';
import { EMSD_EVENT_SCHEMA, emsdRow, type OutboxEvent } from './device/event.ts';
import { DEVICE_PARAMETERS } from './device/parameters.ts';
import type { SubmitResult } from './device/submitting.ts';

const count = { type: 'integer', minimum: 0 };

export const emsdSubmit: Operation<SubmitResult> = {
  name: 'emsd submit',
  summary: 'hand a message to an EMSD message centre',
  description:
    'Submits one message by EMSD (RFC 2524): the centre answers with an identifier, and with that has taken it over.\n' +
    'It is put into an outbox on the disk first. When nobody answers it stays there, and --resume goes on with it,\n' +
    'after a crash too: it is sent again the very same, so the centre takes it once, however often it comes. For\n' +
    'that the same subscriber should always submit from the same outbox.\n' +
    '\n' +
    'Recipients are numbers of the same centre (401.001 or 401001) and mail addresses (bob@example.org), which the\n' +
    'centre reaches by SMTP; 401.001@host is a mail address. At most 256 of them, 37,760 octets in all.\n' +
    '\n' +
    'The number and the password go over the network in the clear, and EMSD has no congestion control: for private\n' +
    'networks only. It stays for a while after the answer, so that the centre learns that we have it (--linger).\n' +
    'With --mailbox it takes what is delivered meanwhile, for emsd inbox to show.\n' +
    '\n' +
    'Exit code 3: the centre did not answer, refuses the message, or reports meanwhile that it cannot bring it.',
  examples: [
    {
      command: 'portolan emsd submit Hello --from 401.001 --to 401.002',
      shows: "to another subscriber of this machine's centre",
    },
    {
      command:
        'portolan emsd submit Hello --subject Greeting --from 401001 --to bob@example.org --centre 10.0.0.5',
      shows: 'to somebody outside, by a centre elsewhere; --file for what is longer',
    },
    {
      command: 'portolan emsd submit --resume --from 401.001',
      shows: 'go on with what nobody answered',
    },
  ],
  reach: 'one host',
  changes: true,
  parameters: [
    {
      name: 'text',
      summary: 'the message; or --file. A message has a text, or a --subject at least',
      type: 'text',
      positional: true,
      mayBeEmpty: true,
      placeholder: 'TEXT',
    },
    {
      name: 'file',
      summary: 'a file with the message; - is standard input',
      type: 'text',
      placeholder: 'FILE',
    },
    {
      name: 'from',
      summary: "the subscriber's own number: 401.001 or 401001",
      type: 'text',
      required: true,
      placeholder: 'NUMBER',
    },
    {
      name: 'to',
      summary: 'numbers and mail addresses, with commas between',
      type: 'text',
      placeholder: 'ADDRESSES',
    },
    { name: 'cc', summary: 'who gets a copy', type: 'text', placeholder: 'ADDRESSES' },
    {
      name: 'bcc',
      summary: 'who gets one that the others do not know of',
      type: 'text',
      placeholder: 'ADDRESSES',
    },
    { name: 'subject', summary: 'what it is about', type: 'text', placeholder: 'TEXT' },
    { name: 'urgent', summary: 'mark it as urgent', type: 'flag' },
    { name: 'report', summary: 'ask for a report of its delivery', type: 'flag' },
    ...DEVICE_PARAMETERS,
    {
      name: 'port',
      summary: 'the port to speak from; default: any',
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      placeholder: 'PORT',
    },
    {
      name: 'mailbox',
      summary:
        "the folder of a device's mailbox, whose outbox is used; default: one in the state folder",
      type: 'text',
      placeholder: 'FOLDER',
    },
    { name: 'resume', summary: 'send what is in the outbox, and nothing new', type: 'flag' },
    {
      name: 'wait',
      summary: 'how long to wait for the centre',
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      default: 30,
      placeholder: 'SECONDS',
    },
    {
      name: 'linger',
      summary:
        'how long to stay after the last answer; 0: the centre may have to ask what became of it',
      type: 'integer',
      minimum: 0,
      maximum: 3600,
      default: 4,
      placeholder: 'SECONDS',
    },
  ],
  output: {
    type: 'object',
    required: [
      'messages',
      'number',
      'centre',
      'outbox',
      'submitted',
      'refused',
      'waiting',
      'unshown',
    ],
    properties: {
      messages: { type: 'array', items: EMSD_EVENT_SCHEMA },
      number: { type: 'string' },
      centre: { type: 'string' },
      outbox: { type: 'string' },
      submitted: count,
      refused: count,
      waiting: count,
      unshown: count,
      problems: { type: 'array', items: { type: 'string' } },
    },
  },
  live: { list: 'messages', row: (emitted) => emsdRow(emitted as OutboxEvent) },
  async run(input, context) {
    // Whoever asks for something else does not pay for the protocol.
    const { runSubmit } = await import('./device/submitting.ts');
    return runSubmit(input, context);
  },
  items: () => [],
  rows: () => [],
  outcome: ({ problems }) => (problems.length > 0 ? { missing: problems } : {}),
};
