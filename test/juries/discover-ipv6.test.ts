/**
 * `portolan discover` by IPv6 among machines that are not ours, in network namespaces of this test's own: a host that
 * is heard by both versions of IP, and one on a link without IPv4. Avahi, wsdd, Net-SNMP and CUPS's virtual printer
 * answer. Needs root and iproute2.
 */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { end, startIn } from '../support/daemons.ts';
import { connect } from '../support/links.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
} from '../support/namespace.ts';
import { house, HOUSE_NEEDS, writeHouse } from '../support/printer-house.ts';
import { pause, until } from '../support/waiting.ts';

const ASKER = `portolan-six-a-${process.pid}`;
const BOTH = `portolan-six-b-${process.pid}`;
const SIX = `portolan-six-c-${process.pid}`;
const NAMES = [ASKER, BOTH, SIX];

const missing = [...HOUSE_NEEDS, 'wsdd'].find((command) => !isInstalled(command));
const reason = noNamespace() ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury of discoveries by IPv6: ${reason}`);

const PRINTER = '10.94.1.7';
const IPP_PORT = 8631;

const children: ChildProcess[] = [];
const folders: string[] = [];
let built: Built;

async function discovered(...words: readonly string[]): Promise<DiscoverResult> {
  const command = ['netns', 'exec', ASKER, process.execPath, built.command];
  const { code, out, err } = await run('ip', [...command, 'discover', '--json', ...words]);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as DiscoverResult;
}

/** The link's own address of a namespace, with the zone that the asker has for it. */
function linkLocal(name: string, zone: string): string {
  const text = inNamespace(name, 'ip', '-6', '-o', 'addr', 'show', 'dev', 'v0', 'scope', 'link');
  const [, address = ''] = /inet6 (fe80:[^/]+)/.exec(text) ?? [];
  return `${address}%${zone}`;
}

function furnish(name: string, families: readonly ('ipv4' | 'ipv6')[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-six-'));
  folders.push(folder);
  const host = families.length > 1 ? 'both' : 'six';
  writeHouse(folder, { host, families });
  // One of its own: wsdd makes it of the machine's.
  const wsdd = `wsdd -s -i v0 -n ${host} -U ${randomUUID()} ${families.length > 1 ? '' : '-6'} &`;
  children.push(startIn(name, ['sh', '-c', house(folder, IPP_PORT, wsdd)]));
}

beforeAll(async () => {
  if (reason) return;
  built = copyBuilt();
  for (const name of NAMES) makeNamespace(name);
  connect(
    { namespace: ASKER, device: 'both0', addresses: ['10.94.1.1/24'] },
    { namespace: BOTH, device: 'v0', addresses: [`${PRINTER}/24`] },
  );
  connect(
    { namespace: ASKER, device: 'six0', addresses: [] },
    { namespace: SIX, device: 'v0', addresses: [] },
  );
  // An address of a link is this machine's for good after a second or two: RFC 4862, section 5.4.
  const isReady = (name: string) =>
    !inNamespace(name, 'ip', '-6', 'addr', 'show', 'tentative').includes('inet6');
  await until(() => NAMES.every(isReady));
  furnish(BOTH, ['ipv4', 'ipv6']);
  furnish(SIX, ['ipv6']);
  const isUp = (name: string) => (filter: string) =>
    inNamespace(name, 'ss', ...filter.split(' ')).trim() !== '';
  for (const listens of [BOTH, SIX].map(isUp)) {
    await until(() => listens(`-Htln sport = :${IPP_PORT}`));
    await until(() => listens('-Huln sport = :161'));
    await until(() => listens('-Huln sport = :3702'));
  }
  // avahi asks three times whether a name is taken before it gives it: RFC 6762, section 8.1.
  await pause(2000);
}, 60_000);

afterAll(() => {
  if (reason) return;
  children.forEach(end);
  for (const name of NAMES) removeNamespace(name);
  for (const folder of folders) rmSync(folder, { recursive: true });
  built.remove();
});

describe.skipIf(reason)('a discovery by IPv6', () => {
  let result: DiscoverResult;
  beforeAll(async () => {
    result = await discovered();
  }, 60_000);

  it('makes one device of a host that answers by both versions of IP', () => {
    const there = result.devices.filter(({ links }) => links.includes('both0'));
    expect(there).toHaveLength(1);
    const [device] = there;
    const [six] = linkLocal(BOTH, 'both0').split('%');
    expect(device!.addresses.toSorted()).toEqual([PRINTER, six].toSorted());
    expect(device!.seenBy).toEqual(['ipp', 'snmp', 'dnssd', 'wsd']);
  });

  it('finds a host on a link without IPv4, and asks it for more', () => {
    const there = result.devices.filter(({ links }) => links.includes('six0'));
    expect(there).toHaveLength(1);
    expect(there[0]!.addresses).toEqual([linkLocal(SIX, 'six0').split('%')[0]]);
    expect(there[0]!.seenBy).toEqual(['ipp', 'snmp', 'dnssd', 'wsd']);
    expect(result.devices).toHaveLength(2);
  });

  it('says by what each link was asked', () => {
    const { interfaces, unusable } = result.coverage;
    expect(interfaces).toMatchObject([
      { interface: 'both0', subnet: '10.94.1.0/24', by: ['enpc', 'snmp', 'dnssd', 'wsd'] },
      { interface: 'six0', subnet: 'fe80::/64', by: ['dnssd', 'wsd'] },
    ]);
    expect(interfaces.map(({ ipv6 }) => ipv6?.replace(/.*%/, ''))).toEqual(['both0', 'six0']);
    expect(unusable).toEqual([
      { interface: 'six0', by: ['enpc', 'snmp'], why: 'has no IPv4 address' },
    ]);
  });
});

describe.skipIf(reason)('a host of IPv6 that is named', () => {
  it('is asked by everything but ENPC', async () => {
    const address = linkLocal(SIX, 'six0');
    const { devices, coverage } = await discovered(address);
    expect(devices).toHaveLength(1);
    // wsdd hears its group alone.
    expect(devices[0]!.seenBy).toEqual(['ipp', 'snmp', 'dnssd']);
    expect(coverage.hosts!.each).toMatchObject([{ address, answered: true }]);
    expect(coverage.hosts!.each![0]!.asked[0]).toMatchObject({ by: 'enpc', end: 'left out' });
  }, 60_000);

  it('may stand beside one of IPv4', async () => {
    const { devices } = await discovered(linkLocal(SIX, 'six0'), PRINTER, '--only', 'snmp');
    expect(devices.map(({ seenBy }) => seenBy)).toEqual([['snmp'], ['snmp']]);
  }, 60_000);
});
