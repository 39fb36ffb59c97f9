/** A small network in memory, on which the real machines talk: nothing is sent to anybody. */
import type { Millis } from '../core/units.ts';
import type { Crossing } from '../platform/simulated/network.ts';
import type { DiscoverCoverage, FoundDevice } from './discover/result.ts';
import { DISCOVER_SCHEMA } from './discover/schema.ts';
import type { Operation } from './operation.ts';

/** A host of the demonstration, and how it fared. */
export interface DemoHost {
  readonly name: string;
  readonly address: string;
  /** The share of datagrams that its link loses, 0 to 1. */
  readonly loss: number;
  /** Whether it answers at all. */
  readonly deaf: boolean;
  /** What was learned of it; absent when it was not found. */
  readonly device?: {
    readonly model: string;
    readonly mac: string;
    readonly answers: number;
  };
}

/** One datagram of the conversation. */
export interface DemoCrossing {
  /** Milliseconds since the beginning. */
  readonly at: Millis;
  readonly from: string;
  /** A host's name; each receiver of a broadcast has an entry of its own. */
  readonly to: string;
  readonly message: string;
  readonly fate: Crossing['fate'];
  readonly copy: boolean;
}

export interface DemoResult {
  readonly seed: number;
  /** How long the discovery took, in virtual milliseconds. */
  readonly took: Millis;
  readonly hosts: readonly DemoHost[];
  readonly conversation: readonly DemoCrossing[];
  /** What `portolan discover` then makes of all that they say, by every protocol. */
  readonly devices: readonly FoundDevice[];
  readonly coverage: DiscoverCoverage;
}

export const demo: Operation<DemoResult> = {
  name: 'demo',
  summary: 'a small network in memory: Epson printers answer a broadcast; nothing is sent',
  description:
    'Runs the real ENPC machines on a simulated network: three printers answer, one is deaf, and one\n' +
    'link loses 40 % of what crosses it. Then everybody is asked by SNMP, DNS-SD, WSD and IPP as well, as\n' +
    '"portolan discover" does, and what they say becomes devices. The same seed tells the same story.',
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
