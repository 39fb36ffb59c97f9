/** A message centre of EMSD. */
import { EMSD_PORT } from '../../protocols/emsd/operations.ts';
import { TIMERS } from '../esro/words.ts';
import { BECOME, BOUNDS } from '../live.ts';
import type { Operation } from '../operation.ts';
import { SERVE_SCHEMA, serveRow, type ServeEvent, type ServeResult } from './serving/event.ts';

export const emsdServe: Operation<ServeResult> = {
  name: 'emsd serve',
  summary: 'be a message centre: take messages of devices and bring them to others (RFC 2524)',
  description: [
    'Devices submit by EMSD; the centre keeps each message in its spool before it answers, and delivers it to every',
    'recipient, again and again with growing pauses while a device is away. A message that was acknowledged is not lost',
    'and has its effect once, across crashes and restarts of either side. What cannot be delivered in five days is',
    'reported to its originator.',
    '',
    'Subscribers are lines of the users file; portolan emsd user writes it. A device shows its number and its password,',
    'which travel in the clear: EMSD hides nothing, proves little and has no congestion control. It is not for the',
    'Internet. Only programs of this machine reach the centre unless --listen names an address or an interface, and then',
    'only the own network is heard.',
    '',
    'With --smtp-in it takes mail for its subscribers (401.001@HOST, or an alias of the users file) and for nobody else;',
    'with --smtp-out messages to others are handed to that mail server: at least once, always under the same Message-ID.',
    'A server that wants a login gets it over TLS alone, and only where its certificate is good (NODE_EXTRA_CA_CERTS names',
    'more authorities than Node knows). Mail to postmaster@HOST, whom reports are from, is for the subscriber with that alias.',
    'Port 642 may need rights; started as the administrator, it becomes somebody else once the ports are open.',
  ].join('\n'),
  examples: [
    {
      command: 'portolan emsd serve --spool spool --users users.txt --port 6420',
      shows: 'a centre for devices on this machine',
    },
    {
      command:
        'portolan emsd serve --spool spool --users users.txt --listen eth0 --host centre.example',
      shows: 'the same at port 642, for the network of eth0',
    },
    {
      command:
        'portolan emsd serve --spool spool --users users.txt --smtp-in 127.0.0.1:2525 --smtp-out 127.0.0.1:25',
      shows: 'with mail in and out',
    },
    {
      command: 'portolan emsd serve --spool spool --users users.txt --port 6420 --ndjson',
      shows: 'a line of JSON for each submission, delivery, retry and mail',
    },
  ],
  reach: 'the network',
  changes: true,
  parameters: [
    {
      name: 'spool',
      summary: 'the folder where messages are kept; it is made if need be',
      type: 'text',
      required: true,
      placeholder: 'DIR',
    },
    {
      name: 'users',
      summary: 'the file of subscribers',
      type: 'text',
      required: true,
      placeholder: 'FILE',
    },
    {
      name: 'port',
      summary: 'the UDP port',
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      default: EMSD_PORT,
      short: 'p',
      placeholder: 'PORT',
    },
    {
      name: 'listen',
      summary: 'an address of this machine, an interface, or loopback',
      type: 'text',
      default: 'loopback',
      placeholder: 'WHERE',
    },
    {
      name: 'host',
      summary: "the name behind the @ of its subscribers; default: this machine's",
      type: 'text',
      placeholder: 'NAME',
    },
    {
      name: 'smtp-in',
      summary: 'take mail for subscribers here, as 127.0.0.1:2525',
      type: 'text',
      placeholder: 'ADDR:PORT',
    },
    {
      name: 'smtp-out',
      summary:
        'hand mail to others to this mail server: HOST:PORT, or smtp://USER@HOST (STARTTLS) or smtps://USER@HOST to log in',
      type: 'text',
      placeholder: 'SERVER',
    },
    {
      name: 'smtp-password',
      summary: 'the password of the USER of --smtp-out',
      type: 'text',
      environment: 'PORTOLAN_SMTP_PASSWORD',
      placeholder: 'TEXT',
      secret: true,
    },
    {
      name: 'by-address',
      summary:
        'believe a device without a password that comes from the address that the users file has for it',
      type: 'flag',
    },
    {
      name: 'rate',
      summary: 'operations a minute that one address may ask for',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 600,
      placeholder: 'N',
    },
    TIMERS,
    {
      name: 'allow-public',
      summary:
        'hear whoever is neither in a private range nor on a link of this machine, and let --smtp-out be there',
      type: 'flag',
    },
    BECOME,
    ...BOUNDS,
  ],
  output: SERVE_SCHEMA,
  live: { list: 'events', row: (emitted) => serveRow(emitted as ServeEvent) },
  async run(input, context) {
    // Whoever asks for something else pays for none of it.
    const { runServe } = await import('./serving/run.ts');
    return runServe(input, context);
  },
  items: () => [],
  rows: () => [],
};
