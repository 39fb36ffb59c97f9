/**
 * The jury on captures: tcpdump captures real conversations in a network namespace (Net-SNMP over a link so narrow that
 * answers come in fragments, Avahi, and ipptool with ippeveprinter), editcap makes each variant of each format of it, and
 * Wireshark's dissectors say which packets have which messages. Needs root and iproute2.
 */
import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode, type DecodeResult, type ReadableMessage } from '../../src/app/decode.ts';
import { readInput, type RawInput } from '../../src/app/parameters.ts';
import { fromHex } from '../../src/core/bytes/hex.ts';
import { never } from '../../src/core/signal.ts';
import { nodePlatform } from '../../src/platform/node/platform.ts';
import { end, startIn } from '../support/daemons.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { shippedAtlas } from '../support/shipped.ts';
import { until } from '../support/waiting.ts';

const NAMESPACE = `portolan-cap-${process.pid}`;
const PORT = 8631;
const NEEDS =
  'tcpdump tshark editcap mergecap snmpd snmpbulkget ippeveprinter ipptool avahi-daemon dbus-daemon xxd od hexdump';
const missing = NEEDS.split(' ').find((command) => !isInstalled(command));
const reason = noNamespace() ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury tcpdump, tshark and editcap on captures: ${reason}`);

let folder: string;
const file = (name: string) => join(folder, name);

/** Everybody who talks, with a /run of their own. */
const house = () =>
  [
    'mount -t tmpfs none /run',
    'mkdir -p /run/dbus /run/avahi-daemon',
    'dbus-daemon --system --nofork --nopidfile &',
    'until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done',
    `avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${file('avahi.conf')} &`,
    'until [ -S /run/avahi-daemon/socket ]; do sleep 0.05; done',
    `snmpd -f -Lf /dev/null -C -c ${file('snmpd.conf')} -p ${file('snmpd.pid')} &`,
    'sleep 0.3',
    `exec ippeveprinter -r off -p ${PORT} -d ${folder} -k -M Portolan -m 'Test 1' 'Lab printer'`,
  ].join('\n');

const ask = (words: string) =>
  inNamespace(NAMESPACE, ...(words.split(' ') as [string, ...string[]]));

/** How many packets of a capture that may still be growing pass a filter. */
const packets = (name: string, filter: string): number =>
  spawnSync('tcpdump', ['-nr', file(name), filter], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean).length;

/** Is the capture still growing? tcpdump writes each packet at once. */
async function settled(name: string): Promise<void> {
  let length = -1;
  await until(() => {
    const before = length;
    length = statSync(file(name)).size;
    return before === length && length > 24;
  });
}

async function run(name: string, raw: RawInput = {}): Promise<DecodeResult> {
  const platform = nodePlatform({ dataFolder: new URL('../../dist/data/', import.meta.url) });
  const input = readInput(decode.parameters, { protocol: 'auto', input: file(name), ...raw });
  return decode.run(input, { platform, atlas: shippedAtlas(), signal: never, emit() {} });
}

/** What Wireshark reads: a list of fields for each packet that a filter passes. */
function shark(name: string, filter: string, ...fields: string[]): string[][] {
  const words = ['-r', file(name), '-d', `tcp.port==${PORT},http`, '-Y', filter, '-T', 'fields'];
  const wanted = fields.flatMap((field) => ['-e', field]);
  return execFileSync('tshark', [...words, ...wanted], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

const ofProtocol = ({ messages }: DecodeResult, name: string) =>
  messages.filter(({ protocol }) => protocol === name);

/** Seconds since 1970 with nine digits, as Wireshark writes them. */
function epoch(time: string): string {
  const [, whole, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time)!;
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction.padEnd(9, '0')}`;
}

const valueOf = ({ fields }: ReadableMessage, name: string) =>
  fields.find((field) => field.name === name)?.value;

/** All that must not depend on the format, which may have fewer digits of time. */
const told = ({ messages, coverage }: DecodeResult) => ({
  messages: messages.map(({ packet, ...rest }) => {
    const { time = '', ...place } = packet!;
    return { ...rest, ...place, time: epoch(time).slice(0, -3) };
  }),
  packets: coverage.packets,
  skipped: coverage.skipped,
});

describe.skipIf(reason)('tcpdump, Wireshark and editcap', () => {
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portolan-captures-'));
    writeFileSync(file('avahi.conf'), '[server]\nuse-ipv6=no\nallow-interfaces=lo\n');
    writeFileSync(file('snmpd.conf'), 'rocommunity public\nagentaddress udp:127.0.0.1:161\n');
    makeNamespace(NAMESPACE);
    // Long answers come in fragments, and streams in many segments.
    tool('ip', '-n', NAMESPACE, 'link', 'set', 'lo', 'mtu', '600', 'multicast', 'on');
    const captures = [
      ['lo.pcap', '-i', 'lo'],
      ['any.pcap', '-i', 'any', '-y', 'LINUX_SLL2'],
      ['any1.pcap', '-i', 'any', '-y', 'LINUX_SLL'],
    ];
    for (const [name, ...words] of captures) {
      // Of slots for packets of any length there would be eight.
      const room = ['-s', '65535', '-B', '65536'];
      const where = [...room, '-U', '--immediate-mode', '-n', '-w', file(name!), '-Z', 'root'];
      running.push(startIn(NAMESPACE, ['tcpdump', ...words, ...where]));
    }
    await until(() => captures.every(([name]) => statSync(file(name!), { throwIfNoEntry: false })));
    running.push(startIn(NAMESPACE, ['sh', '-c', house()]));
    await until(() => inNamespace(NAMESPACE, 'ss', '-Htln', `sport = :${PORT}`).trim() !== '');
    await until(() => inNamespace(NAMESPACE, 'ss', '-Huln', 'sport = :161').trim() !== '');
    ask('snmpget -v1 -c public 127.0.0.1 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0');
    ask('snmpbulkget -v2c -c public -Cr40 127.0.0.1 1.3.6.1.2.1.1');
    ask(`ipptool -tv ipp://127.0.0.1:${PORT}/ipp/print get-printer-attributes.test`);
    ask(`ipptool -t ipp://127.0.0.1:${PORT}/ipp/print get-jobs.test`);
    // avahi asks three times whether its name is taken, and only then tells it (RFC 6762, section 8).
    await until(() => captures.every(([name]) => packets(name!, 'udp port 5353') > 3));
    for (const [name] of captures) await settled(name!);
    running.forEach(end);
  });
  afterAll(() => {
    running.forEach(end);
    removeNamespace(NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
  });

  it('the same messages of SNMP, in the same packets, times and ends, fragments and all', async () => {
    const own = ofProtocol(await run('lo.pcap'), 'snmp').map((message) => {
      const { number, time, from, to } = message.packet!;
      const names = message.fields.filter(({ name }) => name === 'name').map(({ value }) => value);
      return [
        `${number}`,
        epoch(time!),
        from.address,
        `${from.port}`,
        to.address,
        `${to.port}`,
        `${valueOf(message, 'request id')}`,
        names.join(),
      ];
    });
    const fields = ['frame.number', 'frame.time_epoch', 'ip.src', 'udp.srcport', 'ip.dst'];
    const more = ['udp.dstport', 'snmp.request_id', 'snmp.name'];
    expect(own).toEqual(shark('lo.pcap', 'snmp', ...fields, ...more));
    expect(own).toHaveLength(4);
    expect(shark('lo.pcap', 'ip.flags.mf==1', 'frame.number').length).toBeGreaterThan(1);
  });

  it('the same messages of multicast DNS', async () => {
    const own = ofProtocol(await run('lo.pcap'), 'dnssd').map(({ packet, bytes }) => [
      `${packet!.number}`,
      `${bytes.length / 2}`,
    ]);
    const theirs = shark('lo.pcap', 'mdns', 'frame.number', 'udp.length');
    expect(own).toEqual(theirs.map(([number, length]) => [number, `${Number(length) - 8}`]));
    expect(own.length).toBeGreaterThan(1);
  });

  it('the same messages of IPP, at the ends of the same streams', async () => {
    const own = ofProtocol(await run('lo.pcap'), 'ipp');
    const codes = own.map((message) => {
      const code = Number(valueOf(message, 'operation') ?? valueOf(message, 'status'));
      return [`${message.packet!.number}`, `0x${code.toString(16).padStart(4, '0')}`];
    });
    const filter = 'ipp';
    const names = ['frame.number', 'ipp.operation_id', 'ipp.status_code'];
    const theirs = shark('lo.pcap', filter, ...names).map(([number, operation, status]) => [
      number,
      `0x${Number(operation || status)
        .toString(16)
        .padStart(4, '0')}`,
    ]);
    expect(codes).toEqual(theirs);
    expect(own.filter(({ error }) => error)).toEqual([]);
    expect(own.length).toBeGreaterThanOrEqual(4);
  });

  it.each(['pcap', 'nsecpcap', 'pcapng'])('editcap -F %s changes nothing', async (format) => {
    tool('editcap', '-F', format, file('lo.pcap'), file(`lo.${format}`));
    expect(told(await run(`lo.${format}`))).toEqual(told(await run('lo.pcap')));
  });

  it.each(['any.pcap', 'any1.pcap'])('%s, cooked by Linux, has the same messages', async (name) => {
    const bytes = async (one: string) =>
      (await run(one)).messages.map((message) => message.bytes).toSorted();
    const [cooked, plain] = [await bytes(name), await bytes('lo.pcap')];
    expect(plain.filter((one) => !cooked.includes(one))).toEqual([]);
  });

  it('mergecap puts interfaces of several link types into one file', async () => {
    tool('mergecap', '-F', 'pcapng', '-w', file('both.pcapng'), file('lo.pcap'), file('any.pcap'));
    const { coverage } = await run('both.pcapng', { protocol: 'snmp' });
    expect(coverage.messages).toBeGreaterThanOrEqual(4);
    expect(coverage.packets).toBe(shark('both.pcapng', 'frame', 'frame.number').length);
  });

  it('a modified format is refused, with the way to one that is not', async () => {
    tool('editcap', '-F', 'modpcap', file('lo.pcap'), file('lo.mod'));
    await expect(run('lo.mod')).rejects.toThrow('editcap FILE new.pcapng');
  });

  it('what editcap cut off is missing, and no error', async () => {
    tool('editcap', '-s', '70', file('lo.pcap'), file('cut.pcapng'));
    const { messages, coverage } = await run('cut.pcapng', { protocol: 'snmp' });
    expect(messages.every(({ packet }) => (packet!.missing ?? 0) > 0)).toBe(true);
    expect([messages.length > 0, coverage.errors]).toEqual([true, 0]);
  });

  it.each(['-x', '-xx', '-X', '-XX'])(
    'tcpdump %s prints packets that are found again',
    async (flag) => {
      const dump = execFileSync('tcpdump', ['-n', flag, '-r', file('lo.pcap'), 'udp port 161'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      writeFileSync(file('dump.txt'), dump);
      const own = await run('lo.pcap', { protocol: 'snmp' });
      const [first, second] = (await run('dump.txt', { protocol: 'snmp' })).messages;
      expect([first!.bytes, second!.bytes]).toEqual(
        own.messages.slice(0, 2).map(({ bytes }) => bytes),
      );
    },
  );

  it.each(['xxd', 'xxd -g1', 'xxd -p', 'xxd -i', 'hexdump -C', 'od -tx1', 'od -A x -tx1z'])(
    '%s prints a message that is read again',
    async (line) => {
      const [message] = (await run('lo.pcap', { protocol: 'ipp' })).messages;
      writeFileSync(file('message.bin'), fromHex(message!.bytes));
      const [command, ...words] = line.split(' ');
      writeFileSync(file('message.txt'), tool(command!, ...words, file('message.bin')));
      const { messages } = await run('message.txt', { protocol: 'ipp' });
      expect(messages).toMatchObject([{ bytes: message!.bytes }]);
      expect(readFileSync(file('message.txt'), 'utf8')).not.toBe('');
    },
  );
});
