/**
 * Whether what we send is sent: by a link whose neighbours do not answer, and by one that is too slow for us. The
 * kernel's own counters and tcpdump are the judges. Needs root, iproute2 and tcpdump.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../bench/sweep-sender.ts';
import {
  inNamespace,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { pause } from '../support/waiting.ts';

const HERE = `portolan-sweeper-${process.pid}`;
const THERE = `portolan-swept-${process.pid}`;
const reason = noNamespace('tcpdump --version');
if (reason) console.log(`LEFT OUT: jury of sweeps: ${reason}`);

/** Twice as many as the kernel has places for: 2,046 neighbours, of which these answer. */
const SUBNET = '10.82.8.0/21';
const LIVE = Array.from({ length: 40 }, (_, i) => `10.82.${8 + (i % 8)}.${7 + i * 6}`);

/** Each address answers whatever it is sent, from port 4000. */
const ANSWERERS = `
const { createSocket } = require('node:dgram');
let open = 0;
const addresses = process.argv.slice(1);
for (const address of addresses) {
  const socket = createSocket('udp4');
  socket.on('message', (_, { port, address }) => socket.send('here', port, address));
  socket.bind(4000, address, () => ++open === addresses.length && console.log('ready'));
}
process.stdin.on('end', () => process.exit()).resume();
`;

const folder = mkdtempSync(join(tmpdir(), 'portolan-sweep-'));
const sender = join(folder, 'sender.mjs');
let answerers: ChildProcess;

interface Outcome {
  readonly sent: number;
  readonly took: number;
  readonly heard: number;
  readonly unsent: Readonly<Record<string, number>>;
}

async function sweep(order: Partial<Order>): Promise<Outcome> {
  const whole = { port: 4000, perSecond: null, careful: true, listen: 1000, ...order };
  const child = spawn(
    'ip',
    ['netns', 'exec', HERE, 'timeout', '60', process.execPath, sender, JSON.stringify(whole)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as Outcome;
}

/** The destinations of what `run` sends, as tcpdump sees them arrive at the other end, each as often as it comes. */
async function arrivals(run: () => Promise<Outcome>): Promise<[Outcome, string[]]> {
  const file = join(folder, 'arrivals.pcap');
  const words = ['netns', 'exec', THERE, 'tcpdump', '-ni', 'v1', '-w', file, 'udp'];
  const dump = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(dump.stderr, 'data');
  const outcome = await run();
  // What came last is handed to tcpdump within a second.
  await pause(1_200);
  dump.kill('SIGINT');
  await once(dump, 'exit');
  const lines = tool('tcpdump', '-nr', file).trim().split('\n');
  return [outcome, lines.map((line) => / > ([\d.]+)\.4000:/.exec(line)?.[1] ?? line)];
}

beforeAll(async () => {
  if (reason) return;
  const input = fileURLToPath(new URL('../../bench/sweep-sender.ts', import.meta.url));
  const built = await rolldown({ input, platform: 'node' });
  await built.write({ file: sender, format: 'esm' });
  for (const name of [HERE, THERE]) makeNamespace(name);
  tool('ip', 'link', 'add', 'v0', 'netns', HERE, 'type', 'veth', 'peer', 'v1', 'netns', THERE);
  tool('ip', '-n', HERE, 'addr', 'add', '10.82.8.1/21', 'dev', 'v0');
  tool('ip', '-n', HERE, 'link', 'set', 'v0', 'up');
  tool('ip', '-n', THERE, 'link', 'set', 'v1', 'up');
  for (const address of LIVE) tool('ip', '-n', THERE, 'addr', 'add', `${address}/32`, 'dev', 'v1');
  tool('ip', '-n', THERE, 'route', 'add', SUBNET, 'dev', 'v1');
  answerers = spawn('ip', ['netns', 'exec', THERE, process.execPath, '-e', ANSWERERS, ...LIVE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(answerers.stdout!, 'data');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  if (reason) return;
  answerers.stdin!.end();
  await once(answerers, 'exit');
  for (const name of [HERE, THERE]) removeNamespace(name);
});

describe.skipIf(reason)('a sweep', () => {
  it('of a link with more absent neighbours than the kernel has places for finds all that are there', async () => {
    const { sent, heard, took } = await sweep({ targets: SUBNET });
    expect(sent).toBe(2046);
    expect(heard).toBe(LIVE.length);
    // 768 at once; for the others' places the first have to be given up, twice. Longer where others use the table.
    expect(took).toBeGreaterThan(6000);
    expect(took).toBeLessThan(40_000);
  });

  it('through a queue that is far too slow loses nothing, and notices that it would', async () => {
    tool('ip', '-n', HERE, 'route', 'add', '10.83.0.0/22', 'via', LIVE[0]!);
    tool('ip', '-n', THERE, 'route', 'add', 'blackhole', '10.83.0.0/22');
    inNamespace(THERE, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    // 2,000 datagrams a second, and room for some fifty.
    const shape = 'root tbf rate 1mbit burst 1600 limit 3000';
    inNamespace(HERE, 'tc', 'qdisc', 'add', 'dev', 'v0', ...shape.split(' '));
    const targets = '10.83.0.0/22';
    const [{ sent, unsent }, places] = await arrivals(() => sweep({ targets, listen: 1500 }));
    expect(sent).toBe(1022);
    expect(new Set(places).size).toBe(1022);
    const unsentHere = unsent['no room'] ?? 0;
    expect(unsentHere).toBeGreaterThan(0);
    const dropped = /dropped (\d+)/.exec(
      inNamespace(HERE, 'tc', '-s', 'qdisc', 'show', 'dev', 'v0'),
    )?.[1];
    // What waited for the router's address and then found the queue full, the kernel does not count.
    expect(unsentHere).toBeLessThanOrEqual(Number(dropped));
  });
});
