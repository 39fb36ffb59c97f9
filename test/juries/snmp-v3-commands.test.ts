/**
 * The jury on `portolan status` and `portolan discover` as a user of SNMP 3: Net-SNMP's agent, which plays a printer and
 * has no other version, beside avahi and CUPS's virtual printer on one host, and one that has version 2c too on another
 * address. Over a cable between two network namespaces of this test's own. Needs root and iproute2.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import { copyBuilt, plainEnvironment, run, type Built, type Ended } from '../support/built.ts';
import { end, startIn } from '../support/daemons.ts';
import { connect } from '../support/links.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { house, HOUSE_NEEDS, writeHouse } from '../support/printer-house.ts';
import { PLAYED_PRINTER } from '../support/snmpd.ts';
import { until } from '../support/waiting.ts';

const ASKING = `portolan-v3-a-${process.pid}`;
const ASKED = `portolan-v3-p-${process.pid}`;
const NETWORK = '10.93.1.0/27';
/** With version 3 alone. */
const THIRD = '10.93.1.9';
/** With version 2c too. */
const BOTH = '10.93.1.10';
const COMMUNITY = 'jury';
const IPP_PORT = 8631;

const missing = HOUSE_NEEDS.find((command) => !isInstalled(command));
const reason = noNamespace() ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury Net-SNMP, the commands in version 3: ${reason}`);

const PASSWORDS = {
  PORTOLAN_AUTH_PASSWORD: 'the first secret',
  PORTOLAN_PRIV_PASSWORD: 'another secret',
};
/** `reader` may read what is encrypted, `clear` has no privacy at all. */
const AGENT = [
  `createUser reader SHA-256 "${PASSWORDS.PORTOLAN_AUTH_PASSWORD}" AES "${PASSWORDS.PORTOLAN_PRIV_PASSWORD}"`,
  'rouser reader priv',
  `createUser clear SHA-256 "${PASSWORDS.PORTOLAN_AUTH_PASSWORD}"`,
  'rouser clear auth',
  'sysName jury',
  'sysDescr A jury of version 3',
  'sysLocation Shelf 3',
  ...PLAYED_PRINTER,
];

const asUser = (user: string) =>
  ['--snmp', '3', '--user', user, '--auth', 'sha256', '--priv', 'aes'] as const;
const BY_SNMP = ['--only', 'snmp'] as const;

let built: Built;
const children: ChildProcess[] = [];

const inside = (...words: readonly string[]) =>
  ['netns', 'exec', ASKING, process.execPath, built.command].concat(words);
const portolan = (words: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  run('ip', inside(...words), { env: { ...PASSWORDS, ...env } });

async function discovered(...words: readonly string[]): Promise<DiscoverResult> {
  const { code, out, err } = await portolan(['discover', ...words, ...asUser('reader'), '--json']);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as DiscoverResult;
}

/** Starts a program that keeps what Net-SNMP's agent remembers in a folder of the test. */
function start(state: string, ...command: readonly string[]): void {
  const kept = `SNMP_PERSISTENT_DIR=${join(built.folder, state)}`;
  children.push(startIn(ASKED, ['env', kept, ...command]));
}

beforeAll(async () => {
  if (reason) return;
  built = copyBuilt();
  for (const name of [ASKING, ASKED]) makeNamespace(name);
  connect(
    { namespace: ASKING, device: 'v0', addresses: ['10.93.1.1/27'] },
    { namespace: ASKED, device: 'v0', addresses: [`${THIRD}/27`] },
  );
  // Linux answers on every link for all of its addresses; avahi is to know of one.
  tool('ip', '-n', ASKED, 'addr', 'add', `${BOTH}/32`, 'dev', 'lo');
  writeHouse(built.folder, { host: 'jury', families: ['ipv4'] });
  const configure = (file: string, address: string, ...more: readonly string[]): string => {
    const lines = [`agentaddress udp:${address}:161`, ...AGENT, ...more, ''];
    writeFileSync(join(built.folder, file), lines.join('\n'));
    return join(built.folder, file);
  };
  // The one that the house starts.
  configure('snmpd.conf', THIRD);
  start('third', 'sh', '-c', house(built.folder, IPP_PORT));
  const both = configure('both.conf', BOTH, `rocommunity ${COMMUNITY}`);
  const log = join(built.folder, 'both.log');
  start('both', 'snmpd', '-f', '-Lf', log, '-C', '-c', both, '-p', `${both}.pid`);
  const listens = (filter: string) => inNamespace(ASKED, 'ss', ...filter.split(' ')).trim();
  await until(() => listens(`-Htln sport = :${IPP_PORT}`) !== '');
  await until(() => listens('-Huln sport = :161').split('\n').length === 2);
  // avahi makes sure that nobody else has the name before it answers to it (RFC 6762, section 8.1).
  const isAnnounced = ['discover', THIRD, '--only', 'dnssd', '--wait', '1'];
  await until(async () => (await portolan(isAnnounced)).code === 0);
}, 60_000);

afterAll(() => {
  if (reason) return;
  children.forEach(end);
  for (const name of [ASKING, ASKED]) removeNamespace(name);
  built.remove();
});

describe.skipIf(reason)('status as a user of SNMP 3', () => {
  it('shows what it shows in version 2c', async () => {
    const words = ['status', BOTH, ...BY_SNMP];
    const second = await portolan([...words, '--community', COMMUNITY]);
    const third = await portolan([...words, ...asUser('reader')]);
    expect([second.code, third.code]).toEqual([0, 0]);
    expect(third.out).toBe(second.out);
    for (const word of ['Black Toner', 'Waste bottle', '4,711', 'Shelf 3']) {
      expect(third.out).toContain(word);
    }
  }, 30_000);

  it('hears of an agent without version 2c nothing but as that user', async () => {
    expect((await portolan(['status', THIRD, ...BY_SNMP, '--wait', '1'])).code).toBe(3);
    expect((await portolan(['status', THIRD, ...BY_SNMP, ...asUser('reader')])).code).toBe(0);
  }, 30_000);
});

describe.skipIf(reason)('who may not read', () => {
  const NOT: readonly [what: string, user: string, env: Record<string, string>, says: string][] = [
    [
      'with a wrong password',
      'reader',
      { PORTOLAN_AUTH_PASSWORD: 'not the secret' },
      'the authentication password of "reader" is wrong',
    ],
    ['with a name that is unknown', 'nobody', {}, 'it knows no user "nobody"'],
    ['with a level that the user lacks', 'clear', {}, 'it has no authPriv for the user "clear"'],
    [
      'with a wrong privacy password',
      'reader',
      { PORTOLAN_PRIV_PASSWORD: 'not the secret' },
      'it has SNMP 3, and does not answer "reader": most often the privacy password',
    ],
  ];
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

  it.each(NOT)(
    'is told why by status, %s',
    async (_, user, env, says) => {
      const { code, err } = await portolan(['status', THIRD, ...BY_SNMP, ...asUser(user)], env);
      expect(code).toBe(3);
      expect(plain(err)).toContain(says);
    },
    30_000,
  );

  it.each(NOT)(
    'is told why by discover, %s',
    async (_, user, env, says) => {
      for (const whom of [THIRD, NETWORK]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, as a person would
        const ended = await portolan(['discover', whom, ...BY_SNMP, ...asUser(user)], env);
        expect([whom, ended.code]).toEqual([whom, 3]);
        expect(plain(ended.out)).toContain(says);
        expect(ended.err).toContain('who answered tells this user nothing');
      }
    },
    60_000,
  );

  it('is no reason to fail where another protocol tells', async () => {
    const { code, out } = await portolan(['discover', THIRD, ...asUser('nobody')]);
    expect(code).toBe(0);
    expect(plain(out)).toContain('it knows no user "nobody"');
  }, 30_000);
});

describe.skipIf(reason)('discover as a user of SNMP 3', () => {
  it('finds by calling the link who has no other version, once it was heard by DNS-SD', async () => {
    const { devices } = await discovered();
    expect(devices).toMatchObject([
      {
        addresses: expect.arrayContaining([THIRD]) as string[],
        location: 'Shelf 3',
        printer: { state: 'printing' },
      },
    ]);
    expect(devices[0]!.seenBy).toEqual(expect.arrayContaining(['snmp', 'dnssd']));
  }, 30_000);

  it('finds it in a sweep of its network, by nothing else', async () => {
    const { devices, coverage } = await discovered(NETWORK, ...BY_SNMP);
    expect(coverage.hosts).toMatchObject({ count: 30, position: 120, total: 120 });
    const found = devices.map(({ addresses, location, printer }) => [
      ...addresses,
      location,
      printer?.supplies.map(({ name }) => name),
    ]);
    const told = ['Shelf 3', ['Black Toner', 'Waste bottle']];
    expect(found.toSorted()).toEqual([BOTH, THIRD].map((address) => [address, ...told]));
    expect(devices.map(({ seenBy }) => seenBy)).toEqual([['snmp'], ['snmp']]);
  }, 30_000);

  it.each<[how: string, words: readonly string[], env: Record<string, string>, isSaid: boolean]>([
    ['that was a word', ['--community', 'shelf'], {}, true],
    ['of the environment', [], { PORTOLAN_COMMUNITY: 'shelf' }, false],
  ])(
    'goes on with a community %s',
    async (_, words, env, isSaid) => {
      const child = spawn(
        'ip',
        inside('discover', '10.93.0.0/20', ...BY_SNMP, ...words, '--json'),
        {
          stdio: ['ignore', 'pipe', 'ignore'],
          env: plainEnvironment(env),
        },
      );
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      setTimeout(() => child.kill('SIGINT'), 2000);
      await once(child, 'close');
      const { again } = (JSON.parse(out) as DiscoverResult).coverage.hosts!;
      expect(again).toContain('portolan discover 10.93.0.0/20');
      expect(again!.includes(' --community shelf ')).toBe(isSaid);
      expect(out.includes('shelf')).toBe(isSaid);
    },
    30_000,
  );
});
