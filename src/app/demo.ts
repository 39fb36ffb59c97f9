/** A small network in memory, on which the real machines talk: nothing is sent to anybody. */
import type { DemoResult } from './demo/result.ts';
import { DISCOVER_SCHEMA } from './discover/schema.ts';
import type { Operation } from './operation.ts';

export const demo: Operation<DemoResult> = {
  name: 'demo',
  summary: 'a small network in memory: Epson printers answer a broadcast; nothing is sent',
  description:
    'Runs the real ENPC machines on a simulated network: three printers answer, one is deaf, and one\n' +
    'link loses 40 % of what crosses it. Then everybody is asked by SNMP, DNS-SD, WSD and IPP as well, as\n' +
    '"portolan discover" does, and what they say becomes devices. At the end a page is sent to a virtual printer by\n' +
    'ESC/P over IP (TCP 621), and shown as it comes out. The same seed tells the same story.',
  examples: [
    { command: 'portolan demo', shows: 'the story' },
    { command: 'portolan demo --seed 7', shows: 'another one' },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'seed',
      summary: 'where all chance comes from',
      type: 'integer',
      minimum: 0,
      maximum: 2 ** 32 - 1,
      default: 3289,
      placeholder: 'N',
    },
  ],
  output: {
    type: 'object',
    required: ['seed', 'took', 'hosts', 'conversation', 'devices', 'coverage'],
    properties: {
      seed: { type: 'integer' },
      took: { type: 'number' },
      hosts: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'address', 'loss', 'deaf'],
          properties: {
            name: { type: 'string' },
            address: { type: 'string' },
            loss: { type: 'number' },
            deaf: { type: 'boolean' },
            device: { type: 'object', required: ['model', 'mac', 'answers'] },
          },
        },
      },
      conversation: {
        type: 'array',
        items: { type: 'object', required: ['at', 'from', 'to', 'message', 'fate', 'copy'] },
      },
      devices: DISCOVER_SCHEMA.properties.devices,
      coverage: DISCOVER_SCHEMA.properties.coverage,
      printed: {
        type: 'object',
        required: ['from', 'to', 'address', 'port', 'model', 'bytes', 'pages', 'text'],
      },
    },
  },
  async run(input, context) {
    const { runDemo } = await import('./demo/run.ts');
    return runDemo(input['seed'] as number, context);
  },
  items: ({ hosts }) => hosts,
  rows: ({ hosts }) =>
    hosts.map(({ name, address, loss, deaf, device }) => ({
      host: name,
      address,
      loss,
      deaf,
      model: device?.model ?? '',
      mac: device?.mac ?? '',
      answers: device?.answers ?? 0,
    })),
};
