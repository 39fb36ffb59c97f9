/**
 * Our client and our responders on real sockets, each on a machine of its own: a crowd of devices behind one cable, a
 * sweep, two subnets. The kernel judges what of that arrives, and tcpdump what was said. Needs root, iproute2 and
 * tcpdump.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TM_M30II, type ReceiptDescription } from '../../src/protocols/enpc/description.ts';
import type { KnownDevice } from '../../src/protocols/enpc/telling-apart.ts';
import { bundled, type Bundled } from '../support/bundled.ts';
import { end } from '../support/daemons.ts';
import { connect, withNamespaces, type End } from '../support/links.ts';
import { noNamespace, tool } from '../support/namespace.ts';
import { pause } from '../support/waiting.ts';

const reason = noNamespace('tcpdump --version');
if (reason) console.log(`LEFT OUT: ENPC on real sockets: ${reason}`);

const ASKER = `portolan-ask-${process.pid}`;
const CROWD = `portolan-crowd-${process.pid}`;

let script: Bundled | undefined;
beforeAll(async () => {
  if (!reason) script = await bundled(fileURLToPath(new URL('./enpc-peer.ts', import.meta.url)));
}, 60_000);
afterAll(() => script?.remove());

const peer = (namespace: string, mode: string, given: unknown): string[] => [
  'netns',
  'exec',
  namespace,
  process.execPath,
  script!.file,
  mode,
  JSON.stringify(given),
];

const printerAt = (address: string, number: number): ReceiptDescription => ({
  ...TM_M30II,
  address,
  netmask: '255.255.0.0',
  gateway: '10.78.0.1',
  mac: `00:00:5e:00:54:${number.toString(16).padStart(2, '0')}`,
});

interface Told {
  readonly devices: readonly KnownDevice[];
  /** Milliseconds from the first greeting to the end, and to each device's first answer. */
  readonly took: number;
  readonly found: readonly number[];
  readonly turnedAway: number;
}

/** Asks in the asker's namespace. */
function ask(mode: string, given: unknown): Told {
  const { stdout } = spawnSync('ip', peer(ASKER, mode, given), {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { devices, took, turnedAway } = lines.at(-1);
  const found = lines.flatMap(({ found, after }) => (found ? [after] : []));
  return { devices, took, found, turnedAway };
}

/** Devices behind cables, and what `use` makes of them. */
async function behind<T>(
  cables: readonly (readonly [Omit<End, 'namespace'>, Omit<End, 'namespace'>])[],
  devices: readonly ReceiptDescription[],
  use: () => T | Promise<T>,
): Promise<T> {
  return withNamespaces([ASKER, CROWD], async () => {
    for (const [here, there] of cables) {
      connect({ namespace: ASKER, ...here }, { namespace: CROWD, ...there });
    }
    const crowd = spawn('ip', peer(CROWD, 'devices', devices), {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      await once(crowd.stdout!, 'data');
      crowd.stdout!.resume();
      return await use();
    } finally {
      end(crowd);
    }
  });
}

const addresses = Array.from({ length: 200 }, (_, i) => `10.78.0.${i + 10}`);
const CABLE = [
  { device: 'here', addresses: ['10.78.0.2/16'] },
  { device: 'there', addresses: addresses.map((address) => `${address}/16`) },
] as const;
const PRINTERS = addresses.map(printerAt);

describe.skipIf(reason)('two hundred devices on one network', () => {
  it(
    'are found and asked everything in three seconds, each once',
    { timeout: 60_000 },
    async () => {
      const told = await behind([CABLE], PRINTERS, () => ask('discover', ['10.78.255.255']));
      expect(new Set(told.devices.map(({ mac }) => mac)).size).toBe(200);
      expect(told.devices).toHaveLength(200);
      expect(told.devices.every(({ card, network }) => card === 'UB-E1C' && network)).toBe(true);
      expect(told.devices.filter((device) => device.conflict)).toEqual([]);
      expect(told.found).toHaveLength(200);
      expect(told.took).toBeLessThan(3000);
    },
  );

  it('are found by a sweep of their subnet too', { timeout: 60_000 }, async () => {
    const options = { words: ['10.78.0.0/24'], perSecond: 500 };
    const { devices, took } = await behind([CABLE], PRINTERS, () => ask('sweep', options));
    expect(devices.map(({ address }) => address).toSorted()).toEqual(addresses.toSorted());
    // Those that answered are passed over, and cost their time all the same.
    expect(took).toBeLessThan(1.1 * 4532);
  });
});

describe.skipIf(reason)('a device with addresses in two subnets', () => {
  it('answers from the one that was asked', { timeout: 60_000 }, async () => {
    const cables = [
      [
        { device: 'one', addresses: ['10.78.0.2/24'] },
        { device: 'oneb', addresses: ['10.78.0.9/24'] },
      ],
      [
        { device: 'two', addresses: ['10.79.0.2/24'] },
        { device: 'twob', addresses: ['10.79.0.9/24'] },
      ],
    ] as const;
    const there = { ...printerAt('10.79.0.9', 1), netmask: '255.255.255.0' };
    const { devices } = await behind(cables, [there], () => {
      // By the first cable to the address on the second: the kernel alone would answer from 10.78.0.9.
      tool(
        'ip',
        '-n',
        ASKER,
        'route',
        'add',
        '10.79.0.9/32',
        'via',
        '10.78.0.9',
        'src',
        '10.78.0.2',
      );
      return ask('discover', ['10.79.0.9']);
    });
    expect(devices).toMatchObject([{ address: '10.79.0.9', model: 'TM-m30II' }]);
    expect(devices).toHaveLength(1);
  });
});

describe.skipIf(reason)('everything that a discovery says', () => {
  it('is probes and verified queries to 3289', { timeout: 60_000 }, async () => {
    const capture = join(script!.folder, 'all.pcap');
    await behind([CABLE], PRINTERS.slice(0, 3), async () => {
      const options = ['-i', 'here', '-w', capture, '-U', '--immediate-mode', '-Z', 'root'];
      const tcpdump = spawn('ip', ['netns', 'exec', ASKER, 'tcpdump', ...options], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await once(tcpdump.stderr!, 'data');
      ask('discover', ['10.78.255.255']);
      await pause(300);
      tcpdump.kill('SIGINT');
      await once(tcpdump, 'exit');
    });
    const count = (filter: string): number =>
      spawnSync('tcpdump', ['-n', '-r', capture, filter], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(Boolean).length;
    const ours = 'src host 10.78.0.2 and ip';
    expect(count(ours)).toBeGreaterThan(15);
    expect(count(`${ours} and not (udp dst port 3289)`)).toBe(0);
    // The letter is the sixth byte behind the eight of UDP: P or Q.
    expect(count(`${ours} and not (udp[13] = 0x50 or udp[13] = 0x51)`)).toBe(0);
    // Functions 0014 and 0020 were never seen on a wire.
    expect(count(`${ours} and (udp[16:2] = 0x14 or udp[16:2] = 0x20)`)).toBe(0);
  });
});
