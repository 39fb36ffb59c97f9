/** Stands behind ports where nobody should knock, says nothing, and writes down who does. */
import type { Operation, Input } from '../operation.ts';
import { BECOME, BOUNDS } from '../live.ts';
import { EVENT_SCHEMA, eventRow, type SentinelEvent } from './event.ts';
import type { SentinelResult } from './stand.ts';
import { FORGOTTEN_PORTS, MOST_PORTS } from './wanted.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const sentinel: Operation<SentinelResult> = {
  name: 'sentinel',
  summary: 'listen where nobody should knock; record who does',
  description:
    'Opens quiet ports, on TCP and UDP unless told, and writes down who comes: when, from where, to which port,\n' +
    'what was said first, and for how long. It answers nothing: no byte is ever sent, so it cannot be used against\n' +
    'others. Only programs of this machine can come unless --listen says otherwise.\n\n' +
    'Started as the administrator, it opens the ports and then becomes somebody else for good: who called it by\n' +
    'sudo, or nobody. What comes too often is counted and not kept one by one. What is told is kept already:\n' +
    'portolan sentinel log shows it.',
  examples: [
    {
      command: 'portolan sentinel 3259 3289',
      shows: 'two ports, on TCP and UDP, for this machine',
    },
    { command: 'portolan sentinel --listen any', shows: 'the forgotten ports, for everybody' },
    {
      command: 'portolan sentinel 8000-8010 3289/udp --ndjson',
      shows: 'a line of JSON for each knock',
    },
    {
      command: 'portolan sentinel 3289 --pcap knocks.pcapng',
      shows: 'a capture for Wireshark too',
    },
  ],
  reach: 'this machine',
  changes: true,
  parameters: [
    {
      name: 'ports',
      summary: `ports, ranges or service names, ${MOST_PORTS} ports at most; default: ${FORGOTTEN_PORTS.join(' ')}`,
      type: 'texts',
      positional: true,
      placeholder: 'PORT',
    },
    {
      name: 'listen',
      summary: "this machine's addresses to listen on, or any, or loopback",
      type: 'text',
      default: 'loopback',
      placeholder: 'ADDRESS',
    },
    {
      name: 'bytes',
      summary: 'bytes kept of what somebody says',
      type: 'integer',
      minimum: 0,
      maximum: 4096,
      default: 256,
      placeholder: 'N',
    },
    {
      name: 'stay',
      summary: 'seconds that a connection may stay',
      type: 'integer',
      minimum: 1,
      maximum: 300,
      default: 5,
      placeholder: 'SECONDS',
    },
    {
      name: 'rate',
      summary: 'knocks of one source a minute that are kept; others are counted',
      type: 'integer',
      minimum: 1,
      maximum: 6000,
      default: 60,
      placeholder: 'N',
    },
    {
      name: 'rate-all',
      summary: 'the same of all sources together',
      type: 'integer',
      minimum: 1,
      maximum: 6000,
      default: 600,
      placeholder: 'N',
    },
    {
      name: 'keep',
      summary: 'entries kept in the store; the oldest go first',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 20_000,
      placeholder: 'N',
    },
    {
      name: 'pcap',
      summary: 'a new file for a packet capture, made up around what was said',
      type: 'text',
      placeholder: 'FILE',
    },
    BECOME,
    ...BOUNDS,
  ],
  output: {
    type: 'object',
    required: ['events', 'opened', 'refused', 'since', 'until', 'knocks', 'counted', 'sources'],
    properties: {
      events: { type: 'array', items: EVENT_SCHEMA },
      opened: {
        type: 'array',
        items: { type: 'object', required: ['transport', 'port', 'address'] },
      },
      refused: {
        type: 'array',
        items: { type: 'object', required: ['transport', 'port', 'address', 'failure', 'why'] },
      },
      isReachable: { type: 'boolean' },
      user: text,
      store: text,
      capture: text,
      since: text,
      until: text,
      knocks: count,
      counted: count,
      sources: count,
      lost: count,
    },
  },
  live: {
    list: 'events',
    row: (emitted) => eventRow(emitted as SentinelEvent),
  },
  async run(input: Input, context) {
    // Whoever asks for something else does not pay for all this.
    const { standWatch } = await import('./watch.ts');
    return standWatch(input, context);
  },
  items: () => [],
  rows: () => [],
  outcome: ({ refused, lost }) => ({ partial: refused.length > 0 || lost > 0 }),
};
