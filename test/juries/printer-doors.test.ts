/**
 * Where a virtual printer can be had: on its own machine alone unless told, without rights, and beside somebody who has a
 * port already. Needs root, iproute2, tcpdump and Net-SNMP.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import { end } from '../support/daemons.ts';
import { inNamespace, isInstalled, noNamespace } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';
import { farewell, MAC, packets, PRINTER, PrinterGround } from './printer-ground.ts';

const missing = ['snmpget', 'snmpd'].find((command) => !isInstalled(command));
const reason = noNamespace('tcpdump --version') ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury of the virtual printer's doors: ${reason}`);

let ground: PrinterGround;

beforeAll(async () => {
  if (reason) return;
  ground = new PrinterGround('pd');
  await ground.ready();
}, 60_000);

afterAll(() => ground?.remove());

describe.skipIf(reason)('a printer that nobody let out', () => {
  it('is found on its own machine, and says nothing on the cable', async () => {
    const file = await ground.captured('loopback.pcap', async () => {
      const printer = await ground.stand([]);
      const { devices } = await ground.discovered(PRINTER, '--wait', '1');
      expect(devices).toEqual([]);
      const inside = await ground.at(
        ground.host,
        process.execPath,
        ground.built.command,
        'discover',
        '127.0.0.1',
        '--json',
      );
      const own = JSON.parse(inside.out) as DiscoverResult;
      expect(own.devices.map(({ seenBy }) => seenBy)).toEqual([
        ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      ]);
      await farewell(printer);
    });
    // What is refused is refused by the kernel: ICMP, and resets.
    expect(packets(file, `udp and src host ${PRINTER}`)).toBe(0);
  }, 60_000);
});

const noUser = reason ?? (isInstalled('setpriv') ? undefined : 'setpriv is not installed');

describe.skipIf(noUser)('an ordinary user', () => {
  const AS = 'setpriv --reuid 65534 --regid 65534 --clear-groups'.split(' ');

  it('gets what may be had, and is told what helps', async () => {
    // Nobody has a folder where jobs could be kept.
    const words = ['--listen', 'v0', '--mac', MAC, '--no-spool'];
    const printer = await ground.stand(words, AS);
    const { devices } = await ground.discovered();
    expect(devices[0]).toMatchObject({ mac: MAC, seenBy: ['enpc', 'dnssd', 'wsd'] });
    const { refused, err, opened } = await farewell(printer);
    expect(opened.map(({ name }) => name)).toEqual(['metadata', 'raw', 'enpc', 'dnssd', 'wsd']);
    expect(refused.map(({ transport, port }) => `${transport}/${port}`)).toEqual([
      'tcp/631',
      'tcp/621',
      'udp/161',
    ]);
    expect(err).toContain('may not be opened by this user');
    expect(err).toContain('--ports ipp=1631,escp=1621,snmp=1161');
    const command = /portolan (printer .* --ports \S+)/.exec(err)![1]!;
    const again = await ground.stand(command.split(' ').slice(1), AS);
    const port = await ground.at(
      ground.asker,
      ...'snmpget -v1 -c public -Oqv'.split(' '),
      `${PRINTER}:1161`,
      '1.3.6.1.2.1.1.1.0',
    );
    expect(port.out).toContain('Portolan virtual printer');
    expect((await farewell(again)).refused).toEqual([]);
  }, 60_000);

  it('with --strict is told by the exit code', async () => {
    const { code } = await ground.at(
      ground.host,
      ...AS,
      process.execPath,
      ground.built.command,
      ...'printer --strict --for 1 --json'.split(' '),
    );
    expect(code).toBe(4);
  }, 60_000);
});

describe.skipIf(reason)('a port that somebody has', () => {
  it('is said with who that is, though Net-SNMP would share it', async () => {
    const conf = join(ground.built.folder, 'snmpd.conf');
    writeFileSync(conf, 'agentaddress udp:0.0.0.0:161\nrocommunity public\nsysName theirs\n');
    const files = [
      '-Lf',
      join(ground.built.folder, 'snmpd.log'),
      '-p',
      join(ground.built.folder, 'snmpd.pid'),
    ];
    const theirs = ground.start(ground.host, ['snmpd', '-f', '-C', '-c', conf, ...files]);
    await until(() => inNamespace(ground.host, 'ss', '-Huln', 'sport = :161').trim() !== '');
    const printer = await ground.stand(['--listen', 'v0', '--by', 'enpc,snmp']);
    const name = await ground.at(
      ground.asker,
      ...'snmpget -v2c -c public -Oqv'.split(' '),
      PRINTER,
      '1.3.6.1.2.1.1.5.0',
    );
    expect(name.out).toContain('theirs');
    const { refused } = await farewell(printer);
    end(theirs);
    expect(refused).toMatchObject([{ by: 'snmp', transport: 'udp', port: 161 }]);
    expect(refused[0]!.why).toContain('taken by snmpd');
  }, 60_000);
});
