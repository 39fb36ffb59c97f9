/**
 * ENPC's client against devices that answer with recorded bytes and nothing else: what real ones were heard to say,
 * unchanged. What was never recorded of a device, it does not answer.
 */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import type { DatagramMachine } from '../../src/core/machine.ts';
import { never } from '../../src/core/signal.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { discovery, type DiscoveryEvent } from '../../src/protocols/enpc/client.ts';
import type { EnpcDevice } from '../../src/protocols/enpc/device.ts';
import readOnly from '../../src/protocols/enpc/vectors/read-only.json' with { type: 'json' };
import replies from '../../src/protocols/enpc/vectors/replies.json' with { type: 'json' };
import requests from '../../src/protocols/enpc/vectors/requests.json' with { type: 'json' };
import { ENPC_PORT } from '../../src/protocols/enpc/vocabulary.ts';

/** The bytes of the fact sheet's example of that number. */
function recorded(number: string): string {
  const all = [...requests, ...replies, ...readOnly];
  const found = all.filter(({ name }) => name.includes(`(${number})`));
  if (found.length !== 1) throw new Error(`${found.length} vectors are called ${number}`);
  return toHex(fromHex(found[0]!.hex));
}

const VARIANT = toHex(
  fromHex(requests.find(({ name }) => name === 'query receipt card variant')!.hex),
);
const SECURE = toHex(fromHex(requests.find(({ name }) => name === 'query secure print')!.hex));

/** Which request each device was heard to answer, and with what. */
const DEVICES = [
  {
    name: 'TM-m30II',
    address: '192.0.2.10',
    answers: [
      ['A1', 'R3'],
      ['A3', 'R3'],
      ['A6', 'R6a'],
      ['A7', 'R7a'],
      ['A8', 'R8a'],
    ],
  },
  {
    name: 'TM-T88V',
    address: '192.0.2.11',
    answers: [
      ['A4', 'R4b'],
      ['A6', 'R6b'],
      ['A7', 'R7b'],
      [VARIANT, 'R7c'],
      ['A8', 'R8b'],
      ['A9', 'R9a'],
      [SECURE, 'R10'],
    ],
  },
  { name: 'XP-432', address: '192.0.2.12', answers: [['A5', 'R5']] },
] as const;

/** Answers with the recorded bytes, and is silent about all else. */
function tape(answers: readonly (readonly [string, string])[]): DatagramMachine<null, never> {
  const bytes = new Map(
    answers.map(([request, reply]) => [
      request.length > 3 ? request : recorded(request),
      fromHex(recorded(reply)),
    ]),
  );
  return {
    start: () => ({ state: null, actions: [] }),
    step: (state, input) => {
      const reply = input.kind === 'received' ? bytes.get(toHex(input.bytes)) : undefined;
      if (!reply || input.kind !== 'received') return { state, actions: [] };
      return { state, actions: [{ kind: 'send', to: input.from, bytes: reply }] };
    },
    wakeAt: () => undefined,
  };
}

async function discoverThem(): Promise<{ devices: readonly EnpcDevice[]; took: number }> {
  const network = createNetwork({ seed: 1 });
  for (const { name, address, answers } of DEVICES) {
    const host = network.host(name, { addresses: [address] });
    void converse(tape(answers), host, { port: ENPC_PORT, signal: never, tell() {} });
  }
  const client = network.host('client', { addresses: ['192.0.2.2'] });
  const events: DiscoveryEvent[] = [];
  const machine = discovery({
    targets: [{ address: '192.0.2.255', port: ENPC_PORT }],
    mayAsk: (address) => address.startsWith('192.0.2.'),
  });
  const tell = (event: DiscoveryEvent) => void events.push(event);
  await network.run(converse(machine, client, { broadcast: true, signal: never, tell }));
  const last = events.at(-1);
  return { devices: last?.kind === 'finished' ? last.devices : [], took: network.clock.now() };
}

describe('devices that answer as they were recorded', () => {
  it('are found and described', async () => {
    const { devices, took } = await discoverThem();
    // Three functions were not recorded of the TM-m30II; each silence of a part that is there lasts 1.4 seconds.
    expect(took).toBeLessThan(5000);
    expect(devices.toSorted((a, b) => (a.address < b.address ? -1 : 1))).toMatchObject([
      {
        address: '192.0.2.10',
        mac: '00:00:5e:00:53:01',
        model: 'TM-m30II',
        name: 'UB-E005301ENSN',
        card: 'UB-E1C',
        network: { address: '192.0.2.10', netmask: '255.255.255.0', gateway: '192.0.2.1' },
        status: { busy: false, sensors: { offline: false, errors: [] } },
        answers: { 'port holder': { kind: 'silent' } },
      },
      {
        address: '192.0.2.11',
        mac: '00:00:5e:00:53:02',
        model: 'TM-T88V',
        card: 'UB-E03',
        network: { address: '192.0.2.11', dhcp: true },
        status: { busy: false },
        holder: null,
        answers: { 'secure print': { kind: 'refused', result: 0xffff } },
      },
      {
        address: '192.0.2.12',
        model: 'XP-432 435 Series',
        serial: 'X1YZ00000',
        answers: { 'printer identity': { kind: 'answered' } },
      },
    ]);
  });
});
