/** A performer with the services that Portolan has. */
import { BECOME, BOUNDS } from '../live.ts';
import type { Operation } from '../operation.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { ESRO_PORT } from '../../protocols/esro/service.ts';
import { SERVICE_NAMES, SERVICES } from './services/index.ts';
import {
  openedWords,
  SERVE_SCHEMA,
  serveRow,
  type ServeEvent,
  type ServeResult,
  type ServeStand,
} from './serving/event.ts';
import { HANDSHAKE, SAP, TIMERS } from './words.ts';

const SERVICE_LINES = SERVICES.map(
  ({ agreement: { name, title, sap, handshake } }) =>
    `${name}: ${title} (selector ${sap}, ${handshake}).`,
);

export const esroServe: Operation<ServeResult> = {
  name: 'esro serve',
  summary: 'perform operations that others invoke by ESRO: a small RPC over UDP (RFC 2188)',
  description: [
    ...SERVICE_LINES,
    'What they take and answer is in docs/esro-services.md; portolan esro invoke --service NAME speaks to them. ' +
      'card-authorization is a demonstration: test numbers, no bank, no money. Never give it a real card.',
    'Only programs of this machine reach it unless --listen names an address or an interface, and then only the own ' +
      'network is heard, at a bounded rate, unless --allow-public is given. ESRO has no authentication, no secrecy and ' +
      'no congestion control: it is not for the Internet. Port 259 may need rights; started as the administrator, it ' +
      'becomes somebody else once the port is open.',
    'An operation is performed at most once while its reference number is remembered. Beyond that, and after a restart, ' +
      'the same one may be performed again, unless its service knows better: card-authorization with --journal does.',
  ].join('\n\n'),
  examples: [
    {
      command: 'portolan esro serve --service echo --port 2590',
      shows: 'an echo for this machine',
    },
    {
      command: 'portolan esro serve --service white-pages --vcards people.vcf --port 2590',
      shows: 'what ports are for, and how people are reached',
    },
    {
      command: 'portolan esro serve --service echo,white-pages --listen eth0',
      shows: 'two services at port 259, for the network of eth0',
    },
    {
      command:
        'portolan esro serve --service card-authorization --journal till.db --port 2590 --ndjson',
      shows: 'a line of JSON for each call; what was charged is kept',
    },
  ],
  reach: 'the network',
  parameters: [
    {
      name: 'service',
      summary: `which services, with commas between: ${SERVICE_NAMES.join(', ')}`,
      type: 'text',
      required: true,
      placeholder: 'NAMES',
    },
    {
      name: 'port',
      summary: 'the UDP port; 0: any that is free',
      type: 'integer',
      minimum: 0,
      maximum: MAX_PORT,
      default: ESRO_PORT,
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
    SAP,
    HANDSHAKE,
    TIMERS,
    {
      name: 'vcards',
      summary: 'white-pages: a file of vCards (4.0, 3.0 or 2.1) whose people are listed',
      type: 'text',
      placeholder: 'FILE',
    },
    {
      name: 'cards',
      summary:
        'card-authorization: a file of NUMBER LIMIT [CURRENCY] lines; default: three test numbers',
      type: 'text',
      placeholder: 'FILE',
    },
    {
      name: 'journal',
      summary: 'card-authorization: the file where charges are kept',
      type: 'text',
      placeholder: 'FILE',
    },
    {
      name: 'allow-public',
      summary: 'hear whoever is neither in a private range nor on a link of this machine',
      type: 'flag',
    },
    BECOME,
    ...BOUNDS,
  ],
  output: SERVE_SCHEMA,
  live: {
    list: 'events',
    row: (emitted) => serveRow(emitted as ServeEvent),
    opened: (state) => openedWords(state as ServeStand),
  },
  async run(input, context) {
    // Whoever asks for something else pays for none of it.
    const { runServe } = await import('./serving/run.ts');
    return runServe(input, context);
  },
  items: () => [],
  rows: () => [],
};
