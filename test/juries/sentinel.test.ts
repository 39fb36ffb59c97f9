/**
 * The jury: tcpdump captures every packet between a sentinel and those who knock, in network namespaces that
 * belong to this test alone, and tshark reads both that capture and the sentinel's own. Needs root and iproute2.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnockEvent, SentinelEvent } from '../../src/app/sentinel/event.ts';
import { copyBuilt, ended, plainEnvironment, type Built, type Ended } from '../support/built.ts';
import {
  inNamespace,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { pause, until } from '../support/waiting.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [GUARD, KNOCKER] = [`portolan-g${process.pid}`, `portolan-k${process.pid}`];
const HERE = { ipv4: '10.97.0.1', ipv6: 'fd97::1' };
const THERE = { ipv4: '10.97.0.2', ipv6: 'fd97::2' };
const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);

const reason = noNamespace('tcpdump --version', 'tshark --version');
if (reason) console.log(`LEFT OUT: jury tshark and tcpdump of the sentinel: ${reason}`);

/** A namespace for each side, and a cable between them. */
function connect(): void {
  for (const name of [GUARD, KNOCKER]) makeNamespace(name);
  tool(
    'ip',
    '-n',
    GUARD,
    'link',
    'add',
    'v0',
    'type',
    'veth',
    'peer',
    'name',
    'v0',
    'netns',
    KNOCKER,
  );
  for (const [name, side] of [
    [GUARD, HERE],
    [KNOCKER, THERE],
  ] as const) {
    tool('ip', '-n', name, 'address', 'add', `${side.ipv4}/24`, 'dev', 'v0');
    tool('ip', '-n', name, 'address', 'add', `${side.ipv6}/64`, 'dev', 'v0', 'nodad');
    tool('ip', '-n', name, 'link', 'set', 'v0', 'up');
  }
}

describe.skipIf(reason)('a sentinel between two namespaces', () => {
  let built: Built;
  let dump: ChildProcess | undefined;
  let told: SentinelEvent[];
  let ending: Ended;
  let seen: string;
  let own: string;
  /** What the knockers heard. */
  let answers: string;

  beforeAll(async () => {
    built = copyBuilt();
    symlinkSync(join(ROOT, 'node_modules'), join(built.folder, 'node_modules'));
    chmodSync(built.folder, 0o777);
    [seen, own] = [join(built.folder, 'seen.pcap'), join(built.folder, 'own.pcapng')];
    connect();
    dump = await listening(
      spawn('ip', [
        'netns',
        'exec',
        GUARD,
        'tcpdump',
        '-i',
        'v0',
        '-U',
        '--immediate-mode',
        '-Z',
        'root',
        '-w',
        seen,
      ]),
    );
    const words = `sentinel 621 641 3289 --listen any --stay 2 --pcap ${own} --ndjson`.split(' ');
    const sentinel = spawn(
      'ip',
      ['netns', 'exec', GUARD, process.execPath, built.command, ...words],
      {
        env: plainEnvironment({ XDG_STATE_HOME: join(built.folder, 'state') }),
      },
    );
    const end = ended(sentinel);
    await opened();
    const knock = join(ROOT, 'test/juries/knock.mjs');
    const addresses = [HERE.ipv4, HERE.ipv6];
    answers = inNamespace(KNOCKER, process.execPath, knock, ...addresses);
    // Some packets may still be on their way to who writes them down.
    await pause(500);
    sentinel.kill('SIGINT');
    ending = await end;
    told = ending.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as SentinelEvent);
    const over = once(dump, 'exit');
    dump.kill('SIGINT');
    await over;
  });

  afterAll(() => {
    dump?.kill('SIGKILL');
    for (const name of [GUARD, KNOCKER]) removeNamespace(name);
    built.remove();
  });

  const knocks = () => told.filter((one): one is KnockEvent => one.event === 'knock');
  /** The packets of a capture as rows of fields. */
  const fields = (file: string, filter: string, ...names: string[]) =>
    tool(
      'tshark',
      '-r',
      file,
      ...CHECKSUMS,
      '-Y',
      filter,
      '-T',
      'fields',
      ...names.flatMap((name) => ['-e', name]),
    )
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'));
  const fromGuard = `(ip.src == ${HERE.ipv4} || ipv6.src == ${HERE.ipv6})`;

  it('heard them all', () => {
    expect(ending).toMatchObject({ code: 0, err: '' });
    expect(
      knocks()
        .map(({ transport }) => transport)
        .toSorted(),
    ).toEqual([...Array<string>(10).fill('tcp'), ...Array<string>(14).fill('udp')]);
    const sources = new Set(knocks().map(({ source }) => source.address));
    expect([...sources].toSorted()).toEqual([THERE.ipv4, THERE.ipv6]);
  });

  it('said nothing: no datagram, no byte in any segment, no ICMP for the knocks', () => {
    expect(fields(seen, `${fromGuard} && (udp || tcp.len > 0)`, 'frame.number')).toEqual([]);
    // Neighbours find each other by ICMPv6; all else would be an answer.
    expect(
      fields(seen, `${fromGuard} && (icmp || (icmpv6 && icmpv6.type < 128))`, 'frame.number'),
    ).toEqual([]);
    expect(answers).toBe('');
    // The witness was awake.
    expect(fields(seen, 'udp && !icmp', 'udp.length')).toHaveLength(14);
    expect(fields(seen, `${fromGuard} && tcp.flags.syn == 1`, 'frame.number')).toHaveLength(10);
  });

  it('ends with a reset whom it sends away, and orderly who leaves', () => {
    const resets = fields(
      seen,
      `${fromGuard} && tcp.flags.reset == 1 && tcp.srcport != 0`,
      'tcp.srcport',
    );
    expect(resets.map(([port]) => port).toSorted()).toEqual([
      '621',
      '621',
      '641',
      '641',
      '641',
      '641',
    ]);
    expect(fields(seen, `${fromGuard} && tcp.flags.fin == 1`, 'tcp.srcport')).toEqual([
      ['621'],
      ['621'],
    ]);
  });

  it('writes a capture that tshark reads without complaint', () => {
    const rows = fields(
      own,
      '_ws.malformed || ip.checksum_bad.expert || tcp.checksum_bad.expert || udp.checksum.bad',
      'frame.number',
    );
    expect(rows).toEqual([]);
    expect(tool('tshark', '-r', own, ...CHECKSUMS, '-q', '-z', 'expert,error')).not.toMatch(/\d/);
    expect(tool('tcpdump', '-nr', own).trim().split('\n').length).toBeGreaterThan(50);
    expect(readFileSync(own, 'latin1')).toContain('Reconstructed by portolan sentinel');
  });

  it('has in it what the wire had', () => {
    const names = ['udp.srcport', 'udp.dstport', 'udp.length'];
    expect(fields(own, 'udp', ...names).toSorted()).toEqual(
      fields(seen, 'udp && !icmp', ...names).toSorted(),
    );
    const short = (file: string) =>
      fields(file, 'udp && udp.length < 200 && !icmp', 'udp.srcport', 'udp.payload').toSorted();
    expect(short(own)).toEqual(short(seen));
    const requests = (file: string) =>
      fields(file, 'http.request', 'tcp.srcport', 'http.request.uri').toSorted();
    expect(requests(own)).toHaveLength(2);
    expect(requests(own)).toEqual(requests(seen));
  });

  it('has the times at which it came', () => {
    const times = (file: string) =>
      new Map(
        fields(file, 'udp && !icmp && udp.length == 22', 'udp.srcport', 'frame.time_epoch').map(
          ([port, time]) => [port, Number(time)],
        ),
      );
    const wire = times(seen);
    expect(wire.size).toBe(2);
    for (const [port, time] of times(own))
      expect(Math.abs(time - wire.get(port)!)).toBeLessThan(0.5);
  });

  /** Until the sentinel's last port is open. */
  async function opened(): Promise<void> {
    await until(() => inNamespace(GUARD, 'cat', '/proc/self/net/udp6').includes(':0CD9 '), 20_000);
    await pause(300);
  }
});

/** A capture that has begun. */
async function listening(child: ChildProcess): Promise<ChildProcess> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(said)));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('listening on')) resolve();
    });
  });
  return child;
}
