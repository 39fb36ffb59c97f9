/**
 * `portolan discover` among hosts that answer wrongly, in network namespaces of this test's own, on real sockets:
 * each is told apart from the others, and an honest device is found beside them. Needs root and iproute2.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import { TM_M30II, XP_432 } from '../../src/protocols/enpc/description.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { bundled, type Bundled } from '../support/bundled.ts';
import { end, startIn } from '../support/daemons.ts';
import { connect } from '../support/links.ts';
import { inNamespace, makeNamespace, noNamespace, removeNamespace } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const ASKER = `portolan-host-a-${process.pid}`;
const HONEST = `portolan-host-b-${process.pid}`;
const HOSTILE = `portolan-host-c-${process.pid}`;
const NAMES = [ASKER, HONEST, HOSTILE];

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: jury of hostile answers: ${reason}`);

const INKJET = '10.95.1.10';
const TWINS = ['10.95.1.11', '10.95.1.12'] as const;
const WRONG = {
  refuser: '10.95.2.20',
  swapper: '10.95.2.21',
  cutter: '10.95.2.22',
  mirror: '10.95.2.23',
  flooder: '10.95.2.24',
  stranger: '203.0.113.66',
};

const children: ChildProcess[] = [];
const scripts: Bundled[] = [];
let built: Built;

const portolan = (...words: readonly string[]) =>
  run('ip', ['netns', 'exec', ASKER, process.execPath, built.command, 'discover', ...words]);

async function peer(name: string, file: string, ...words: readonly string[]): Promise<void> {
  const script = await bundled(fileURLToPath(new URL(file, import.meta.url)));
  scripts.push(script);
  const child = startIn(name, [process.execPath, script.file, ...words]);
  children.push(child);
  child.on('error', () => {});
  await until(() => inNamespace(name, 'ss', '-Huln', 'sport', '=', ':3289').trim() !== '');
}

beforeAll(async () => {
  if (reason) return;
  built = copyBuilt();
  for (const name of NAMES) makeNamespace(name);
  connect(
    { namespace: ASKER, device: 'good0', addresses: ['10.95.1.1/24'] },
    {
      namespace: HONEST,
      device: 'v0',
      addresses: [INKJET, ...TWINS].map((address) => `${address}/24`),
    },
  );
  connect(
    { namespace: ASKER, device: 'bad0', addresses: ['10.95.2.1/24'] },
    {
      namespace: HOSTILE,
      device: 'v0',
      addresses: Object.values(WRONG).map((address) => `${address}/24`),
    },
  );
  const [one, other] = TWINS;
  const devices = [
    { ...XP_432, address: INKJET },
    { ...TM_M30II, address: one },
    { ...TM_M30II, address: other, model: 'TM-T88V' },
  ];
  await peer(HONEST, 'enpc-peer.ts', 'devices', JSON.stringify(devices));
  await peer(HOSTILE, 'hostile-peer.ts', JSON.stringify(WRONG));
  inNamespace(HOSTILE, 'ip', 'route', 'add', '10.95.1.0/24', 'via', '10.95.2.1');
}, 60_000);

afterAll(() => {
  if (reason) return;
  children.forEach(end);
  for (const name of NAMES) removeNamespace(name);
  for (const script of scripts) script.remove();
  built.remove();
});

describe.skipIf(reason)('among hosts that answer wrongly', () => {
  let result: DiscoverResult;
  let text: string;
  beforeAll(async () => {
    const few = Object.values(WRONG).filter((address) => address !== WRONG.stranger);
    const words = [INKJET, ...TWINS, ...few, '--only', 'enpc'];
    result = JSON.parse((await portolan(...words, '--json')).out) as DiscoverResult;
    text = (await portolan(...words)).out;
  }, 60_000);
  const at = (address: string) =>
    result.devices.filter(({ addresses }) => addresses.includes(address));

  it('the honest one is found, whole', () => {
    expect(at(INKJET)).toMatchObject([{ model: 'XP-432 435 Series', mac: XP_432.mac }]);
    expect(result.took).toBeLessThan(20_000);
  });

  it('two with one MAC address stay two, and each knows of the other', () => {
    const [one, other] = TWINS;
    expect([...at(one), ...at(other)]).toMatchObject([
      { model: 'TM-m30II', contradictions: [{ about: 'mac', kind: 'shared' }] },
      { model: 'TM-T88V', contradictions: [{ about: 'mac', kind: 'shared' }] },
    ]);
    expect(text.match(/disputed/g)!.length).toBeGreaterThanOrEqual(2);
  });

  it('one that answers result ffff to every query is there, and says nothing of itself', () => {
    const [device, ...more] = at(WRONG.refuser);
    expect(more).toEqual([]);
    expect(device).toMatchObject({ seenBy: ['enpc'], serial: null, model: null });
  });

  it.each([
    ['answers cut short', WRONG.cutter],
    ['questions sent back', WRONG.mirror],
    ['ten thousand broken answers a second', WRONG.flooder],
  ])('%s make no device, and what could not be read is counted', (_, address) => {
    expect(at(address)).toEqual([]);
    expect(result.coverage.unreadable).toBeGreaterThan(0);
    const host = result.coverage.hosts!.each!.find((one) => one.address === address);
    expect(host).toMatchObject({ answered: false });
    expect(text).toContain('could not be read');
  });

  it('of one that writes lengths little endian nothing is believed but that it is there', () => {
    // A length of nothing is the same either way round.
    expect(at(WRONG.swapper)).toMatchObject([{ model: null, mac: null, serial: null }]);
  });

  it('who was never asked is not believed', () => {
    expect(at(WRONG.stranger)).toEqual([]);
    expect(JSON.stringify(result)).not.toContain(WRONG.stranger);
  });
});

describe.skipIf(reason)('a call to everybody, the same hosts among them', () => {
  it('finds who is honest, each once', async () => {
    const { out } = await portolan('--only', 'enpc', '--json');
    const { devices, took } = JSON.parse(out) as DiscoverResult;
    const honest = devices.filter(({ links }) => links.includes('good0'));
    expect(honest.map(({ addresses }) => addresses[0]).toSorted()).toEqual([INKJET, ...TWINS]);
    expect(took).toBeLessThan(20_000);
  }, 60_000);
});
