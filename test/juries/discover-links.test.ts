/**
 * `portolan discover` on a machine with links of every kind, and through a large subnet with two hundred devices in it,
 * in network namespaces of this test's own: what the kernel makes of links without broadcast is the judge. Needs root
 * and iproute2.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult, FoundDevice } from '../../src/app/discover/result.ts';
import { TM_M30II } from '../../src/protocols/enpc/description.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { bundled, type Bundled } from '../support/bundled.ts';
import { end, startIn } from '../support/daemons.ts';
import { connect } from '../support/links.ts';
import {
  inNamespace,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const ASKER = `portolan-links-a-${process.pid}`;
const LAB = `portolan-links-l-${process.pid}`;
const HALL = `portolan-links-h-${process.pid}`;
const FAR = `portolan-links-f-${process.pid}`;
const NAMES = [ASKER, LAB, HALL, FAR];

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: jury of discoveries on many links: ${reason}`);

const IN_LAB = ['10.93.1.10', '10.93.1.11', '10.93.1.12'];
/** Behind a cable with two addresses, and behind one where each end knows but the other's. */
const IN_PAIR = '10.93.3.1';
const AT_PEER = '10.93.4.2';
const HALL_SUBNET = '10.93.16.0/20';
/** Scattered over 4,094 addresses. */
const IN_HALL = Array.from({ length: 200 }, (_, i) => {
  const place = 2 + ((i * 1499) % 4000);
  return `10.93.${16 + (place >> 8)}.${place & 255}`;
});

const deviceAt = (address: string, number: number) => ({
  ...TM_M30II,
  address,
  mac: `00:00:5e:00:53:${number.toString(16).padStart(2, '0')}`,
});

const children: ChildProcess[] = [];
let script: Bundled;
let built: Built;

/** What `ip` is to run. */
const words = (...given: readonly string[]): string[] =>
  `netns exec ${ASKER} ${process.execPath} ${built.command} discover --only enpc --json`
    .split(' ')
    .concat(given);

async function discovered(...given: readonly string[]): Promise<DiscoverResult> {
  const { code, out, err } = await run('ip', words(...given));
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as DiscoverResult;
}

const addressesOf = ({ devices }: DiscoverResult): string[] =>
  devices.flatMap(({ addresses }) => addresses).toSorted();

/** A cable of the asker's, of which the other end is far away. */
function link(name: string, own: readonly string[], other?: readonly string[]): void {
  const far = `${name}-far`;
  const peer = ['peer', 'name', far, 'netns', FAR];
  tool('ip', '-n', ASKER, 'link', 'add', name, 'type', 'veth', ...peer);
  tool('ip', '-n', ASKER, 'addr', 'add', ...own, 'dev', name);
  if (!other) return;
  tool('ip', '-n', FAR, 'addr', 'add', ...other, 'dev', far);
  tool('ip', '-n', FAR, 'link', 'set', far, 'up');
}

/** Links that cannot call everybody, each for a reason of its own. */
function makeOddLinks(): void {
  link('pair0', ['10.93.3.0/31'], [`${IN_PAIR}/31`]);
  link('peer0', ['10.93.4.1', 'peer', AT_PEER], [AT_PEER, 'peer', '10.93.4.1']);
  link('off0', ['10.93.6.1/24', 'brd', '+']);
  link('cut0', ['10.93.7.1/24', 'brd', '+']);
  tool('ip', '-n', ASKER, 'tuntap', 'add', 'tun0', 'mode', 'tun');
  tool('ip', '-n', ASKER, 'addr', 'add', '10.93.5.1/24', 'dev', 'tun0');
  for (const name of ['pair0', 'peer0', 'tun0', 'cut0']) {
    tool('ip', '-n', ASKER, 'link', 'set', name, 'up');
  }
}

async function startDevices(namespace: string, addresses: readonly string[], first: number) {
  const devices = addresses.map((address, i) => deviceAt(address, first + i));
  const peer = [process.execPath, script.file, 'devices', JSON.stringify(devices)];
  children.push(startIn(namespace, peer));
  const open = () => inNamespace(namespace, 'ss', '-Huln', 'sport', '=', ':3289').split('\n');
  // One for each, one for what is said to everybody, and the end of the last line.
  await until(() => open().length >= addresses.length + 2);
}

beforeAll(async () => {
  if (reason) return;
  built = copyBuilt();
  script = await bundled(fileURLToPath(new URL('enpc-peer.ts', import.meta.url)));
  for (const name of NAMES) makeNamespace(name);
  connect(
    { namespace: ASKER, device: 'lab0', addresses: ['10.93.1.1/24'] },
    { namespace: LAB, device: 'v0', addresses: IN_LAB.map((address) => `${address}/24`) },
  );
  connect(
    { namespace: ASKER, device: 'hall0', addresses: ['10.93.16.1/20'] },
    { namespace: HALL, device: 'v0', addresses: IN_HALL.map((address) => `${address}/20`) },
  );
  makeOddLinks();
  await startDevices(LAB, IN_LAB, 200);
  await startDevices(FAR, [IN_PAIR, AT_PEER], 210);
  await startDevices(HALL, IN_HALL, 0);
}, 60_000);

afterAll(() => {
  if (reason) return;
  children.forEach(end);
  for (const name of NAMES) removeNamespace(name);
  script.remove();
  built.remove();
});

describe.skipIf(reason)('a discovery on links of every kind', () => {
  let result: DiscoverResult;
  beforeAll(async () => {
    result = await discovered();
  }, 60_000);

  it('names each that cannot call everybody, with its reason', () => {
    const { unusable } = result.coverage;
    expect(Object.fromEntries(unusable.map(({ interface: name, why }) => [name, why]))).toEqual({
      pair0: 'has a subnet without a broadcast address (/31)',
      peer0: 'has a subnet without a broadcast address (/32)',
      tun0: 'has no connection',
      off0: 'is switched off',
      cut0: 'has no connection',
    });
    expect(unusable.flatMap(({ by }) => by)).toEqual(unusable.map(() => 'enpc'));
  });

  it('finds everybody on the others all the same, each once and on its link', () => {
    const on = (name: string) => ({
      devices: result.devices.filter(({ links }) => links.join() === name),
    });
    expect(addressesOf({ ...result, ...on('lab0') })).toEqual(IN_LAB.toSorted());
    expect(addressesOf({ ...result, ...on('hall0') })).toEqual(IN_HALL.toSorted());
    expect(result.devices).toHaveLength(IN_LAB.length + IN_HALL.length);
    // What it takes where nothing else goes on is in the benchmark.
    expect(result.took).toBeLessThan(15_000);
  });

  it('finds by its address who cannot be called', async () => {
    const found = await discovered(IN_PAIR, AT_PEER);
    expect(addressesOf(found)).toEqual([IN_PAIR, AT_PEER]);
  }, 60_000);
});

describe.skipIf(reason)('an address without a route', () => {
  it('is told of as such, at once', async () => {
    const { out } = await run('ip', words('10.94.0.1'));
    const { coverage, took } = JSON.parse(out) as DiscoverResult;
    expect(coverage.hosts!.each).toMatchObject([
      { asked: [{ by: 'enpc', end: 'left out', why: 'this machine has no route to it' }] },
    ]);
    expect(took).toBeLessThan(2000);
  });
});

describe.skipIf(reason)('a sweep of a large subnet of one’s own', () => {
  it('that is interrupted and gone on with loses nobody, and finds nobody twice', async () => {
    const child = spawn('ip', words(HALL_SUBNET, '--rate', '2000'), {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    setTimeout(() => child.kill('SIGINT'), 4000);
    await once(child, 'close');
    const first = JSON.parse(out) as DiscoverResult;
    const { position, total, again } = first.coverage.hosts!;
    expect(first.coverage.interrupted).toBe(true);
    expect(total).toBe(4 * 4094);
    expect(first.devices.length).toBeGreaterThan(0);
    expect(first.devices.length).toBeLessThan(IN_HALL.length);

    const [, , ...rest] = again!.split(' ');
    expect(rest).toContain(`${position}`);
    const second = await discovered(...rest.filter((word) => !['--only', 'enpc'].includes(word)));
    expect(second.coverage.hosts).toMatchObject({ position: total, total });
    // Some 4,000 absent neighbours, asked for once: 256 a second, of one table for all who use it.
    expect(second.took).toBeLessThan(80_000);
    for (const { devices } of [first, second]) {
      expect(new Set(devices.map(({ mac }) => mac)).size).toBe(devices.length);
    }
    const both = [...first.devices, ...second.devices];
    const namesOf = (devices: readonly Pick<FoundDevice, 'mac' | 'addresses'>[]) =>
      [...new Set(devices.map(({ mac, addresses }) => `${mac} ${addresses.join()}`))].toSorted();
    const there = namesOf(
      IN_HALL.map((address, i) => ({ ...deviceAt(address, i), addresses: [address] })),
    );
    expect(namesOf(both)).toEqual(there);
    // Who answered just before the end was not asked what it is, and is asked after it.
    expect(namesOf(both.filter(({ model }) => model === TM_M30II.model))).toEqual(there);
  }, 120_000);
});
