/**
 * `portolan printer` before those who know printers, on a machine of its own with a cable to another: our own discovery,
 * Net-SNMP, CUPS's ipptool and ippfind, avahi, SANE. Wireshark reads every packet. Needs root, iproute2 and all of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import type { Ended } from '../support/built.ts';
import { isInstalled, noNamespace } from '../support/namespace.ts';
import { pause } from '../support/waiting.ts';
import {
  dissected,
  farewell,
  MAC,
  OWN,
  packets,
  PRINTER,
  PrinterGround,
} from './printer-ground.ts';

const UUID = 'cfe92100-67c4-11d4-a45f-00005e005342';

const NEEDS =
  'snmpwalk snmpd avahi-daemon avahi-browse dbus-daemon ippfind ipptool scanimage tshark'.split(
    ' ',
  );
const missing = NEEDS.find((command) => !isInstalled(command));
const reason = noNamespace('tcpdump --version') ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury of the virtual printer: ${reason}`);

let ground: PrinterGround;

/** avahi beside the asker, on a bus of its own. */
function startAvahi(): void {
  const { folder } = ground.built;
  const bus = `<busconfig><type>system</type><listen>unix:path=${folder}/bus</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>`;
  writeFileSync(join(folder, 'bus.conf'), bus);
  const server = '[server]\nhost-name=asker\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=v1\n';
  const quiet = '[publish]\npublish-workstation=no\npublish-hinfo=no\n';
  writeFileSync(join(folder, 'avahi.conf'), server + quiet);
  const environment = `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${folder}/bus`;
  const start = (...command: readonly string[]) =>
    ground.start(ground.asker, ['env', environment, ...command]);
  start('dbus-daemon', `--config-file=${folder}/bus.conf`, '--nofork', '--nopidfile');
  start(
    'sh',
    '-c',
    `until [ -S ${folder}/bus ]; do sleep 0.05; done
     mount -t tmpfs none /run && mkdir /run/avahi-daemon
     exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${folder}/avahi.conf`,
  );
}

/** Of CUPS's own file for printers of IPP 1.1: what asks of one that takes no jobs. */
function writeSuite(): string {
  const whole = readFileSync('/usr/share/cups/ipptool/ipp-1.1.test', 'utf8');
  const [head = '', ...tests] = whole.split(/^(?=\{$)/m);
  const applies = /NAME "RFC 8011 section (?:4\.1\.|4\.2:|4\.2\.5:)/;
  // It has neither Print-Job, Validate-Job, Cancel-Job, Get-Job-Attributes nor Get-Jobs.
  const ofJobs = /^\s*EXPECT operations-supported .*WITH-VALUE 0x000[2489a] .*$/gm;
  const kept = tests.filter((one) => applies.test(one)).map((one) => one.replace(ofJobs, ''));
  const file = join(ground.built.folder, 'suite.test');
  writeFileSync(file, [head, ...kept].join('\n'));
  return file;
}

const beside = (...words: readonly string[]): Promise<Ended> =>
  ground.at(
    ground.asker,
    'env',
    `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${ground.built.folder}/bus`,
    ...words,
  );

beforeAll(async () => {
  if (reason) return;
  ground = new PrinterGround('pr');
  startAvahi();
  await ground.ready();
}, 60_000);

afterAll(() => ground?.remove());

const DESCRIPTION = Object.entries({
  name: 'Küche & Bad',
  model: 'ET-2760 Series',
  serial: 'X1YZ000042',
  mac: MAC,
  location: 'Hall',
  pages: '4711',
  ink: 'black=64,cyan=55,magenta=81,yellow=7',
  paper: 'low',
}).flatMap(([name, value]) => [`--${name}`, value]);

describe.skipIf(reason)('an inkjet', () => {
  let result: DiscoverResult;
  let told: Awaited<ReturnType<typeof farewell>>;
  let capture: string;
  const asked: Record<string, Ended> = {};

  beforeAll(async () => {
    capture = await ground.captured('inkjet.pcap', async () => {
      const printer = await ground.stand([...DESCRIPTION, '--listen', 'v0']);
      result = await ground.discovered();
      asked['status'] = await ground.ask('status', PRINTER, '--json');
      asked['walk'] = await ground.at(
        ground.asker,
        ...'snmpwalk -v2c -c public -On'.split(' '),
        PRINTER,
        '1.3.6.1.2.1',
      );
      asked['bulk'] = await ground.at(
        ground.asker,
        ...'snmpbulkwalk -v2c -c public -On'.split(' '),
        PRINTER,
        '1.3.6.1.2.1.43',
      );
      asked['set'] = await ground.at(
        ground.asker,
        ...'snmpset -v2c -c public -t 1 -r 0'.split(' '),
        PRINTER,
        ...'1.3.6.1.2.1.1.5.0 s mine'.split(' '),
      );
      const uri = `ipp://${PRINTER}/ipp/print`;
      asked['ipptool'] = await ground.at(
        ground.asker,
        'ipptool',
        '-tv',
        uri,
        'get-printer-attributes.test',
      );
      asked['chunked'] = await ground.at(
        ground.asker,
        'ipptool',
        '-tvC',
        uri,
        'get-printer-attributes.test',
      );
      asked['suite'] = await ground.at(
        ground.asker,
        ...'ipptool -I -t -f /etc/hostname'.split(' '),
        uri,
        writeSuite(),
      );
      asked['print'] = await ground.at(
        ground.asker,
        'ipptool',
        '-tv',
        '-f',
        '/etc/hostname',
        uri,
        'print-job.test',
      );
      asked['browse'] = await beside('avahi-browse', '-rpt', '_ipp._tcp');
      asked['ippfind'] = await beside('ippfind', '-T', '3', '_ipp._tcp', '--print');
      told = await farewell(printer);
      await pause(1200);
      asked['gone'] = await beside('avahi-browse', '-rpt', '_ipp._tcp');
    });
  }, 120_000);

  it('is one device for five witnesses, who agree', () => {
    expect(result.devices).toHaveLength(1);
    expect(result.devices[0]).toMatchObject({
      name: 'Küche & Bad',
      kinds: ['printer', 'scanner'],
      maker: 'Epson',
      model: 'ET-2760 Series',
      serial: 'X1YZ000042',
      mac: MAC,
      uuids: [UUID],
      location: 'Hall',
      addresses: [PRINTER],
      hosts: ['epson005342.local'],
      seenBy: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      contradictions: [],
      exposed: false,
    });
    const { printer } = result.devices[0]!;
    expect(printer!.supplies.map(({ colour, level, low }) => [colour, level, low])).toEqual([
      ['black', { kind: 'percent', percent: 64 }, false],
      ['cyan', { kind: 'percent', percent: 55 }, false],
      ['magenta', { kind: 'percent', percent: 81 }, false],
      ['yellow', { kind: 'percent', percent: 7 }, true],
    ]);
    expect(printer!.counters).toMatchObject([{ count: 4711 }]);
    expect(printer!.disputed).toEqual([]);
  });

  it('is the same for status', () => {
    const { devices } = JSON.parse(asked['status']!.out) as DiscoverResult;
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({
      serial: 'X1YZ000042',
      seenBy: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      contradictions: [],
    });
  });

  it('is walked through by Net-SNMP, which cannot change it', () => {
    const { code, out } = asked['walk']!;
    expect(code).toBe(0);
    expect(out).toContain('.1.3.6.1.2.1.43.5.1.1.17.1 = STRING: "X1YZ000042"');
    expect(out).toContain('.1.3.6.1.2.1.43.10.2.1.4.1.1 = Counter32: 4711');
    expect(out).toContain('.1.3.6.1.2.1.1.6.0 = STRING: "Hall"');
    const rows = (text: string) =>
      text.split('\n').filter((line) => line.startsWith('.1.3.6.1.2.1.43.'));
    expect(rows(out).length).toBeGreaterThan(30);
    expect(rows(asked['bulk']!.out)).toEqual(rows(out));
    expect(asked['set']!.code).not.toBe(0);
    expect(asked['set']!.err).toContain('notWritable');
  });

  it('passes what ipptool asks of a printer, in one piece and in chunks', () => {
    for (const name of ['ipptool', 'chunked']) {
      expect([name, asked[name]!.code]).toEqual([name, 0]);
      expect(asked[name]!.out).toContain('[PASS]');
      expect(asked[name]!.out).toContain('marker-levels (1setOf integer) = 64,55,81,7');
    }
  });

  it('passes what ipptool asks of one that takes no jobs by IPP 1.1', () => {
    const { code, out } = asked['suite']!;
    expect(out.match(/\[[A-Z]+\]/g)).toEqual(Array.from({ length: 10 }, () => '[PASS]'));
    expect(code).toBe(0);
  });

  it('prints nothing', () => {
    const { code, out } = asked['print']!;
    expect(code).not.toBe(0);
    expect(out).toContain('server-error-operation-not-supported');
  });

  it('is found by avahi and ippfind, and gone for them when it says farewell', () => {
    const found = asked['browse']!.out.split('\n').filter((line) => line.startsWith('='));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`;EPSON005342.local;${PRINTER};631;`);
    expect(found[0]).toContain(`"UUID=${UUID}"`);
    expect(asked['ippfind']!.out).toContain('ipp://EPSON005342.local:631/ipp/print');
    expect(asked['gone']!.out).toBe('');
  });

  it('says no packet in which Wireshark finds a fault', () => {
    const own = `ip.src == ${PRINTER}`;
    for (const protocol of ['snmp', 'mdns', 'ipp', 'http', 'xml']) {
      expect([
        protocol,
        dissected(capture, `${own} && ${protocol}`, 'frame.number').length > 0,
      ]).toEqual([protocol, true]);
    }
    expect(dissected(capture, `${own} && _ws.malformed`, 'frame.number')).toEqual([]);
    const errors = `${own} && _ws.expert.severity == "Error"`;
    expect(dissected(capture, errors, '_ws.expert.message')).toEqual([]);
  });

  it('speaks to who asked, and to the groups of its link, and to nobody else', () => {
    const own = `(udp or tcp) and src host ${PRINTER}`;
    const known = [OWN, '224.0.0.251', '239.255.255.250']
      .map((to) => `dst host ${to}`)
      .join(' or ');
    expect(packets(capture, `${own} and (${known})`)).toBeGreaterThan(50);
    expect(packets(capture, `${own} and not (${known})`)).toBe(0);
    // Its farewells: RFC 6762, section 10.1; WS-Discovery 1.1, section 4.2.
    const farewells = dissected(
      capture,
      `ip.src == ${PRINTER} && mdns && dns.resp.ttl == 0`,
      'dns.resp.ttl',
    );
    expect(farewells.length).toBeGreaterThan(0);
    const bye = dissected(capture, `ip.src == ${PRINTER} && frame contains "/Bye<"`, 'udp.dstport');
    expect(bye).toEqual(['3702']);
  });

  it('tells who asked what, without a flood', () => {
    const by = new Set(told.events.flatMap((one) => (one.event === 'asked' ? one.by : [])));
    expect(by).toEqual(new Set(['enpc', 'snmp', 'dnssd', 'wsd', 'ipp']));
    expect(told.events).toContainEqual(
      expect.objectContaining({
        by: 'ipp',
        message: 'Request: Get-Printer-Attributes',
        outcome: 'answered',
      }),
    );
    expect(told.events).toContainEqual(
      expect.objectContaining({ by: 'ipp', message: 'Request: Print-Job', outcome: 'refused' }),
    );
    const asked = told.answered + told.refusedQuestions + told.ignored + told.limited;
    expect(asked).toBeGreaterThan(200);
    expect(told.events.length).toBeLessThan(asked / 2);
    expect(told).toMatchObject({ refused: [], strangers: 0, user: 'nobody' });
    // Where it stands, and nothing more.
    expect(told.err).toMatch(/^portolan: a printer at .*\nportolan: jobs are kept in .*\n$/);
  });
});

describe.skipIf(reason)('SANE', () => {
  /** What the driver tells of itself while it looks for scanners. */
  const scanned = async (): Promise<string> => {
    const folder = join(ground.built.folder, 'sane');
    mkdirSync(join(folder, 'dll.d'), { recursive: true });
    writeFileSync(join(folder, 'dll.conf'), 'epson2\n');
    writeFileSync(join(folder, 'epson2.conf'), 'net autodiscovery\n');
    // The driver writes to the system's log where standard error is a socket, as Node's pipes are.
    const err = openSync(join(folder, 'debug'), 'w');
    const child = spawn('ip', ['netns', 'exec', ground.asker, 'scanimage', '-L'], {
      env: { PATH: process.env['PATH']!, SANE_CONFIG_DIR: folder, SANE_DEBUG_EPSON2: '32' },
      stdio: ['ignore', 'ignore', err],
      timeout: 60_000,
    });
    await once(child, 'close');
    closeSync(err);
    return readFileSync(join(folder, 'debug'), 'utf8');
  };

  it('takes the answer of one that was told to give it', async () => {
    const printer = await ground.stand([
      '--listen',
      PRINTER,
      '--by',
      'enpc',
      '--probe-reply',
      'zeroes',
    ]);
    expect(await scanned()).toContain(`response from ${PRINTER}`);
    const { events } = await farewell(printer);
    expect(events).toContainEqual(
      expect.objectContaining({ message: 'Probe: inkjets and scanners', outcome: 'answered' }),
    );
  }, 90_000);

  it('hears nothing of one that was not', async () => {
    const printer = await ground.stand(['--listen', PRINTER, '--by', 'enpc']);
    expect(await scanned()).not.toContain('response from');
    await farewell(printer);
  }, 90_000);
});

describe.skipIf(reason)('a receipt printer', () => {
  it('is one device for ENPC and SNMP, out of paper', async () => {
    const printer = await ground.stand([
      '--kind',
      'receipt',
      '--paper',
      'out',
      '--mac',
      MAC,
      '--listen',
      'v0',
    ]);
    const { devices } = await ground.discovered();
    await farewell(printer);
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({
      kinds: ['printer'],
      model: 'TM-m30II',
      mac: MAC,
      seenBy: ['enpc', 'snmp'],
      contradictions: [],
    });
    expect(devices[0]!.printer!.alerts).toContainEqual(
      expect.objectContaining({ severity: 'critical', words: 'out of paper' }),
    );
  }, 60_000);
});
