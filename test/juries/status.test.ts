/**
 * The jury on `portolan status`: the built command asks Net-SNMP's agent, which plays a printer, and CUPS's virtual
 * printer, which Avahi announces, on one host; snmpget and ipptool say what it should have heard, and tcpdump what it
 * said. Over a pair of virtual interfaces between two network namespaces of this test's own. Needs root and iproute2.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusResult } from '../../src/app/status/result.ts';
import { bundled, type Bundled } from '../support/bundled.ts';
import { copyBuilt, run, type Built, type Ended } from '../support/built.ts';
import { end, startIn } from '../support/daemons.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { PLAYED_PRINTER } from '../support/snmpd.ts';
import { pause, until } from '../support/waiting.ts';

const NAMESPACE = `portolan-status-${process.pid}`;
const ASKING = `${NAMESPACE}-asks`;
/** Of the block that is kept for measurements between networks (RFC 2544). */
const HERE = '198.18.5.1';
const THERE = '198.18.5.2';
/** A receipt printer of ours: what it is asked is what tcpdump judges. */
const TILL = {
  kind: 'receipt',
  model: 'TM-m30II',
  card: 'UB-E1C',
  mac: '00:00:5e:00:53:11',
  address: '198.18.5.3',
  netmask: '255.255.255.0',
  gateway: HERE,
  dhcp: false,
};
const LINK = 'link0';
const COMMUNITY = 'jury';
const NEEDS = 'snmpd snmpget ippeveprinter ipptool avahi-daemon dbus-daemon tcpdump'.split(' ');
const absent = NEEDS.find((command) => !isInstalled(command));
const reason = noNamespace() ?? (absent && `${absent} is not installed`);
if (reason) console.log(`LEFT OUT: jury snmpget, ipptool and tcpdump on status: ${reason}`);

const AGENT = [
  `agentaddress udp:${THERE}:161`,
  `rocommunity ${COMMUNITY} ${HERE}`,
  'sysName jury',
  'sysLocation Shelf 3',
  ...PLAYED_PRINTER,
].join('\n');

/** What starts both, with everything that the printer wants around it. */
const house = (folder: string) =>
  [
    'mount -t tmpfs none /run',
    'mkdir -p /run/dbus /run/avahi-daemon',
    'dbus-daemon --system --nofork --nopidfile &',
    'until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done',
    `avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${folder}/avahi.conf &`,
    'until [ -S /run/avahi-daemon/socket ]; do sleep 0.05; done',
    'sleep 0.3',
    `snmpd -f -Lf ${folder}/log -C -c ${folder}/snmpd.conf -p ${folder}/pid &`,
    `exec ippeveprinter -p 631 -d ${folder} -k -M Portolan -m 'Test 1' -l 'Shelf 3' 'Lab printer'`,
  ].join('\n');

/** Where bytes come out as print. */
const PRINT_PORTS = 'dst port 515 or dst port 621 or dst port 9999 or dst portrange 9100-9116';

let built: Built;
let script: Bundled;
let peers: ChildProcess;
let till: ChildProcess;

function portolan(...words: readonly string[]): Promise<Ended> {
  const command = [process.execPath, built.command, 'status', ...words];
  return run('ip', ['netns', 'exec', ASKING, ...command]);
}

async function asked(...words: readonly string[]): Promise<StatusResult> {
  const { code, out, err } = await portolan(...words, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as StatusResult;
}

/** What Net-SNMP's own tool hears: the bare value. */
const snmpget = (oid: string): string => {
  const words = ['-v2c', '-c', COMMUNITY, '-Oqv', THERE, oid];
  return inNamespace(ASKING, 'snmpget', ...words).trim();
};

/** The same of CUPS's: the values of an attribute, between commas. */
function ipptool(name: string): string {
  const file = join(built.folder, 'attributes.test');
  writeFileSync(
    file,
    `{ OPERATION Get-Printer-Attributes GROUP operation-attributes-tag
       ATTR charset attributes-charset utf-8
       ATTR naturalLanguage attributes-natural-language en
       ATTR uri printer-uri $uri
       ATTR keyword requested-attributes ${name} }`,
  );
  const words = ['netns', 'exec', ASKING, 'ipptool', '-tv', `ipp://${THERE}/ipp/print`, file];
  const { stdout } = spawnSync('ip', words, { encoding: 'utf8' });
  const line = new RegExp(`^ {8}${name} \\((?:1setOf )?[\\w|]+\\) = (.*)$`, 'm').exec(stdout);
  return line?.[1] ?? `nothing in ${stdout}`;
}

const percents = ({ devices }: StatusResult) =>
  devices[0]!.printer!.supplies.map(({ name, level }) =>
    level.kind === 'percent' ? [name, level.percent] : [name, level.words],
  );

describe.skipIf(reason)('a printer of Net-SNMP and CUPS', () => {
  beforeAll(async () => {
    built = copyBuilt();
    script = await bundled(fileURLToPath(new URL('./enpc-peer.ts', import.meta.url)));
    const conf = `[server]\nhost-name=jury-printer\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=${LINK}\n`;
    writeFileSync(join(built.folder, 'avahi.conf'), conf);
    writeFileSync(join(built.folder, 'snmpd.conf'), AGENT);
    makeNamespace(NAMESPACE);
    makeNamespace(ASKING);
    const pair = ['type', 'veth', 'peer', 'name', LINK, 'netns', ASKING];
    tool('ip', '-n', NAMESPACE, 'link', 'add', LINK, ...pair);
    for (const [place, address] of [
      [NAMESPACE, THERE],
      [ASKING, HERE],
    ] as const) {
      tool('ip', '-n', place, 'addr', 'add', `${address}/24`, 'dev', LINK);
      tool('ip', '-n', place, 'link', 'set', LINK, 'up');
    }
    // Linux answers on every link for all of its addresses; Avahi is to know of one.
    tool('ip', '-n', NAMESPACE, 'addr', 'add', `${TILL.address}/32`, 'dev', 'lo');
    till = startIn(NAMESPACE, [process.execPath, script.file, 'devices', JSON.stringify([TILL])]);
    // The kernel takes up to a second to say that a new link is in use.
    await until(() => tool('ip', '-n', ASKING, '-br', 'link', 'show', LINK).includes(' UP '));
    peers = startIn(NAMESPACE, ['sh', '-c', house(built.folder)]);
    await until(() => {
      const tcp = inNamespace(NAMESPACE, 'ss', '-Htln', 'sport = :631');
      const udp = inNamespace(NAMESPACE, 'ss', '-Huln', 'sport = :161');
      return tcp.trim() !== '' && udp.trim() !== '';
    });
    // Avahi makes sure that nobody else has the name before it answers to it (RFC 6762, section 8.1).
    await until(async () => (await portolan(THERE, '--only', 'dnssd', '--wait', '1')).code === 0);
  });
  afterAll(() => {
    end(peers);
    end(till);
    removeNamespace(NAMESPACE);
    removeNamespace(ASKING);
    built.remove();
    script.remove();
  });

  it('says by SNMP what snmpget hears', async () => {
    const result = await asked(THERE, '--only', 'snmp', '--community', COMMUNITY);
    const textOf = (oid: string) => JSON.parse(snmpget(oid)) as string;
    const name = (row: number) => textOf(`1.3.6.1.2.1.43.11.1.1.6.1.${row}`);
    const level = (row: number) => Number(snmpget(`1.3.6.1.2.1.43.11.1.1.9.1.${row}`));
    expect(percents(result)).toEqual([1, 2].map((row) => [name(row), level(row)]));
    expect(result.devices).toMatchObject([
      {
        name: textOf('1.3.6.1.2.1.1.5.0'),
        location: textOf('1.3.6.1.2.1.1.6.0'),
        model: textOf('1.3.6.1.2.1.25.3.2.1.3.1'),
        printer: {
          state: 'printing',
          counters: [{ name: 'pages', count: Number(snmpget('1.3.6.1.2.1.43.10.2.1.4.1.1')) }],
        },
        findings: ['low'],
      },
    ]);
  });

  it('says by IPP what ipptool hears', async () => {
    const result = await asked(THERE, '--only', 'ipp');
    const names = ipptool('printer-supply-description').split(',');
    const levels = [...ipptool('printer-supply').matchAll(/;level=(\d+);/g)].map(([, level]) =>
      Number(level),
    );
    expect(names.length).toBeGreaterThan(1);
    expect(percents(result)).toEqual(names.map((name, i) => [name, levels[i]]));
    expect(result.devices).toMatchObject([
      {
        name: ipptool('printer-info'),
        location: ipptool('printer-location'),
        deviceId: ipptool('printer-device-id'),
        printer: { state: ipptool('printer-state') },
      },
    ]);
  });

  it('is one device by all three, who agree but for its name', async () => {
    const result = await asked(THERE, '--community', COMMUNITY);
    expect(result.devices).toMatchObject([
      {
        maker: 'Portolan',
        model: 'Test 1',
        location: 'Shelf 3',
        contradictions: [{ about: 'name' }],
      },
    ]);
    expect(result.devices[0]!.seenBy).toEqual(['ipp', 'snmp', 'dnssd']);
    expect(result.devices[0]!.addresses[0]).toBe(THERE);
  });

  it('is found by the name that Avahi gave it, by our own question for that', async () => {
    const result = await asked('jury-printer.local', '--only', 'ipp');
    expect(result.hosts).toMatchObject([{ host: 'jury-printer.local', address: THERE }]);
  });

  it('fails a check when a supply is low, and none when it is not', async () => {
    const words = [THERE, '--only', 'snmp', '--community', COMMUNITY, '--fail-on', 'low'];
    expect((await portolan(...words)).code).toBe(1);
    expect((await portolan(...words, '--low', '6')).code).toBe(0);
  });

  it('hears nothing with a wrong word, and says which is missing', async () => {
    const { code, err } = await portolan(THERE, '--only', 'snmp', '--wait', '1');
    expect(code).toBe(3);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('does not answer by SNMP (UDP 161)');
  });

  it('is asked by probes and queries alone, and at no print port, in every packet', async () => {
    const capture = join(built.folder, 'all.pcap');
    const options = ['-i', LINK, '-w', capture, '-U', '--immediate-mode', '-Z', 'root'];
    const tcpdump = spawn('ip', ['netns', 'exec', ASKING, 'tcpdump', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(tcpdump.stderr!, 'data');
    const { devices } = await asked(THERE, TILL.address, '--community', COMMUNITY);
    expect(devices).toMatchObject([
      { model: 'Test 1' },
      { model: TILL.model, mac: TILL.mac, printer: { state: 'idle' } },
    ]);
    // CUPS's printer answers at every address of its host.
    expect(devices[1]!.seenBy).toEqual(['enpc', 'ipp']);
    await pause(300);
    tcpdump.kill('SIGINT');
    await once(tcpdump, 'exit');
    const seen = (filter: string) => {
      const { stdout } = spawnSync('tcpdump', ['-n', '-r', capture, filter], { encoding: 'utf8' });
      return stdout.split('\n').filter(Boolean).length;
    };
    expect(seen(PRINT_PORTS)).toBe(0);
    // Byte 5 of an ENPC packet is its letter; UDP's header has eight bytes.
    expect(seen('udp dst port 3289 and (udp[13] = 0x50 or udp[13] = 0x51)')).toBeGreaterThan(15);
    expect(seen('udp dst port 3289 and udp[13] != 0x50 and udp[13] != 0x51')).toBe(0);
    expect(seen('udp dst port 161')).toBeGreaterThan(5);
    expect(seen('tcp dst port 631')).toBeGreaterThan(2);
  });
});
