/** A small network in memory, on which the real machines talk: nothing is sent to anybody. */
import { never } from '../core/signal.ts';
import type { Machine } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import { converse } from '../platform/run.ts';
import type { LinkQuality } from '../platform/simulated/link.ts';
import { createNetwork, type Crossing, type Network } from '../platform/simulated/network.ts';
import { discovery } from '../protocols/enpc/client.ts';
import type { EnpcDescription } from '../protocols/enpc/description.ts';
import type { EnpcDevice } from '../protocols/enpc/device.ts';
import { responder } from '../protocols/enpc/server.ts';
import { ENPC_PORT } from '../protocols/enpc/vocabulary.ts';
import { decode } from '../protocols/enpc/wire.ts';
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
}

/** Who asks, and the addresses of RFC 5737, which belong to nobody. */
const ASKER = 'laptop';
const ASKER_ADDRESS = '192.0.2.2';
const BROADCAST = '192.0.2.255';

interface Part {
  readonly name: string;
  readonly address: string;
  readonly link?: Partial<LinkQuality>;
  /** Absent for the deaf one: it is on the network, and nothing listens there. */
  readonly printer?: EnpcDescription;
}

const NETWORK = { netmask: '255.255.255.0', gateway: '192.0.2.1', dhcp: true } as const;

const CAST: readonly Part[] = [
  {
    name: 'till',
    address: '192.0.2.10',
    link: { delay: 2, jitter: 3 },
    printer: {
      kind: 'receipt',
      model: 'TM-m30II',
      card: 'UB-E1C',
      mac: '00:00:5e:00:53:10',
      address: '192.0.2.10',
      ...NETWORK,
    },
  },
  {
    name: 'kitchen',
    address: '192.0.2.11',
    link: { loss: 0.4, delay: 8, jitter: 20 },
    printer: {
      kind: 'receipt',
      model: 'TM-T88V',
      card: 'UB-E03',
      identity: Uint8Array.of(0x05, 0x20, 0x02, 0x64),
      mac: '00:00:5e:00:53:11',
      address: '192.0.2.11',
      ...NETWORK,
    },
  },
  {
    name: 'office',
    address: '192.0.2.12',
    link: { delay: 1, jitter: 1, duplication: 0.2 },
    printer: {
      kind: 'inkjet',
      model: 'XP-432 435 Series',
      deviceId: 'MFG:EPSON;CMD:ESCPL2,BDC,D4,END4;MDL:XP-432 435 Series;CLS:PRINTER;',
      mac: '00:00:5e:00:53:12',
      address: '192.0.2.12',
      ...NETWORK,
    },
  },
  { name: 'attic', address: '192.0.2.13' },
];

export const demo: Operation<DemoResult> = {
  name: 'demo',
  summary: 'a small network in memory: Epson printers answer a broadcast; nothing is sent',
  description:
    'Runs the real ENPC machines on a simulated network: three printers answer, one is deaf, and one\n' +
    'link loses 40 % of what crosses it. The same seed tells the same story.',
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
    required: ['seed', 'took', 'hosts', 'conversation'],
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
    },
  },
  async run(input) {
    const seed = input['seed'] as number;
    const network = createNetwork({ seed });
    const devices = await discover(network);
    return {
      seed,
      took: Math.round(network.clock.now()),
      hosts: CAST.map((part) => hostOf(part, devices)),
      conversation: network.transcript.map(crossingOf),
    };
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

/** Switches the printers on, and lets the laptop ask. */
async function discover(network: Network): Promise<readonly EnpcDevice[]> {
  for (const { name, address, link = {}, printer } of CAST) {
    const host = network.host(name, { addresses: [address], link });
    if (printer) void converse(asDatagramMachine(printer), host, SERVING);
  }
  const laptop = network.host(ASKER, { addresses: [ASKER_ADDRESS] });
  let found: readonly EnpcDevice[] = [];
  const client = discovery({
    targets: [{ address: BROADCAST, port: ENPC_PORT }],
    mayAsk: (address) => CAST.some((part) => part.address === address),
  });
  await network.run(
    converse(client, laptop, {
      broadcast: true,
      signal: never,
      tell(event) {
        if (event.kind === 'finished') found = event.devices;
      },
    }),
  );
  return found;
}

const SERVING = { port: ENPC_PORT, signal: never, tell: () => {} } as const;

/** A responder that nobody tells of its print port: only datagrams move it. */
function asDatagramMachine(printer: EnpcDescription) {
  const machine = responder(printer);
  return machine satisfies Machine<unknown, never, unknown>;
}

function hostOf({ name, address, link, printer }: Part, devices: readonly EnpcDevice[]): DemoHost {
  const device = devices.find((known) => known.address === address);
  const answers = Object.values(device?.answers ?? {});
  return {
    name,
    address,
    loss: link?.loss ?? 0,
    deaf: printer === undefined,
    ...(device && {
      device: {
        model: device.model ?? '',
        mac: device.mac ?? '',
        answers: answers.filter((answer) => answer?.kind === 'answered').length,
      },
    }),
  };
}

function crossingOf(crossing: Crossing): DemoCrossing {
  const decoded = decode(crossing.bytes);
  return {
    at: Math.round(crossing.at),
    from: crossing.from.host,
    to: crossing.to.host ?? crossing.to.address,
    message: decoded.ok ? decoded.message.title : decoded.error.message,
    fate: crossing.fate,
    copy: crossing.copy ?? false,
  };
}
