// The ground that sweeps are measured on: network namespaces of the benchmark's own, a router that throws everything
// away, a link with live devices, and who counts what arrives. Removed however the benchmark ends.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { node, portolan, root } from './turns.mjs';

const PREFIX = 'portolan-sweep';
const [HERE, ROUTER, LINK] = ['here', 'router', 'link'].map(
  (name) => `${PREFIX}-${name}-${process.pid}`,
);

/** Through the router: nobody is there, and nobody says so. */
export const FAR = '10.97.0.0/16';
export const FAR_SMALL = '10.97.7.0/24';
export const FAR_HOSTS = 65_534;
/** On a link of ours. */
export const NEAR = '10.98.0.0/16';
export const NEAR_HOSTS = 65_534;
export const LIVE = 200;

/** Live hosts, scattered over the /16. */
const liveHosts = Array.from({ length: LIVE }, (_, i) => {
  const place = (i * 40_503 + 517) % 65_536;
  return `10.98.${place >> 8}.${(place & 255) % 253 || 7}`;
});
const shopHosts = Array.from({ length: LIVE }, (_, i) => `10.99.${i >> 6}.${10 + (i & 63)}`);

const ip = (...words) => execFileSync('ip', words, { encoding: 'utf8', stdio: 'pipe' });
export const isInstalled = (command) =>
  spawnSync('which', [command], { stdio: 'ignore' }).status === 0;

/** What is measured needs it; undefined when it is to be had. */
export const noGround = () =>
  process.platform === 'linux' && process.getuid() === 0
    ? undefined
    : 'network namespaces need root on Linux';

/** Processes in the namespaces, which end with the benchmark. */
const running = new Set();

function cable(device, addresses, name, peer, peers) {
  ip('-n', HERE, 'link', 'add', device, 'type', 'veth', 'peer', 'name', peer, 'netns', name);
  ip('-n', HERE, 'addr', 'add', addresses, 'brd', '+', 'dev', device);
  const batch = peers.map((address) => `addr add ${address} brd + dev ${peer}`).join('\n');
  execFileSync('ip', ['-n', name, '-batch', '-'], { input: batch });
  ip('-n', HERE, 'link', 'set', device, 'up');
  ip('-n', name, 'link', 'set', peer, 'up');
}

function makeGround() {
  removeLeftOvers();
  for (const name of [HERE, ROUTER, LINK]) {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }
  cable('r0', '10.96.0.1/24', ROUTER, 'r1', ['10.96.0.2/24']);
  cable(
    'l0',
    '10.98.0.1/16',
    LINK,
    'l1',
    liveHosts.map((address) => `${address}/32`),
  );
  cable(
    's0',
    '10.99.3.1/22',
    LINK,
    's1',
    shopHosts.map((address) => `${address}/22`),
  );
  ip('-n', HERE, 'route', 'add', FAR, 'via', '10.96.0.2');
  ip('netns', 'exec', ROUTER, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  ip('-n', ROUTER, 'route', 'add', 'blackhole', FAR);
  ip('-n', LINK, 'route', 'add', NEAR, 'dev', 'l1');
}

const removeNamespaces = (names) =>
  names.forEach((name) => spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' }));

/** Of benchmarks that were killed. */
function removeLeftOvers() {
  const names = ip('netns', 'list').split('\n');
  const ours = names.flatMap((line) => /^portolan-sweep-\w+-(\d+)/.exec(line) ?? []);
  const isGone = (pid) => spawnSync('kill', ['-0', pid], { stdio: 'ignore' }).status !== 0;
  for (let i = 0; i < ours.length; i += 2) if (isGone(ours[i + 1])) removeNamespaces([ours[i]]);
}

function removeGround() {
  for (const child of running) child.kill('SIGKILL');
  removeNamespaces([HERE, ROUTER, LINK]);
}

/** Does `work` on the ground, which is removed when it ends, fails, or is interrupted. */
export async function onGround(work) {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-sweep-'));
  const clean = () => {
    removeGround();
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = () => process.exit(130);
  process.once('exit', clean);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupted);
  try {
    makeGround();
    return await work({
      sender: await bundle('bench/sweep-sender.ts', folder),
      devices: await bundle('bench/sweep-devices.ts', folder),
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, interrupted);
    process.off('exit', clean);
    clean();
  }
}

async function bundle(entry, folder) {
  const input = fileURLToPath(new URL(entry, `file://${root}`));
  const built = await rolldown({ input, platform: 'node' });
  const file = join(folder, `${entry.replaceAll(/\W/g, '-')}.mjs`);
  await built.write({ file, format: 'esm' });
  return file;
}

/** Starts a process in a namespace, and waits for its first word. */
async function started(name, ...words) {
  const child = spawn('ip', ['netns', 'exec', name, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended`);
  return child;
}

async function end(child) {
  child.stdin.end();
  if (child.exitCode === null) await once(child, 'exit');
}

/**
 * Does `work` while 200 devices live on a link of ours: at the /16's scattered addresses, half of them speaking SNMP
 * alone, or all in a shop.
 */
export async function amongDevices({ devices }, where, work) {
  const [kinds, addresses] = where === 'shop' ? ['enpc', shopHosts] : ['both', liveHosts];
  const child = await started(LINK, node, devices, kinds, '10.99.3.255', ...addresses);
  try {
    return await work();
  } finally {
    await end(child);
  }
}

/** Runs a command in our namespace to its end: what it wrote, the milliseconds that it took, the most memory it had. */
export async function runHere(...words) {
  const child = spawn('ip', ['netns', 'exec', HERE, ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.add(child);
  let [out, peak] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  const looking = setInterval(() => (peak = mostMemory(child.pid) ?? peak), 50);
  const began = performance.now();
  await once(child, 'close');
  const took = performance.now() - began;
  clearInterval(looking);
  running.delete(child);
  return { out, took, peak };
}

/** Of a process so far, in bytes; undefined when it is gone. */
function mostMemory(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return 1024 * kilobytes;
  } catch {
    return undefined;
  }
}

/** A sweep by the sender's parts alone. */
export async function sweepAlone({ sender }, order) {
  const whole = JSON.stringify({ port: 3289, careful: true, listen: 500, ...order });
  return JSON.parse((await runHere(node, sender, whole)).out);
}

/** The real command, as a person would run it; `whole` is the time of the process, `peak` its memory. */
export async function discover(...words) {
  const { out, took, peak } = await runHere(node, portolan, 'discover', ...words, '--json');
  if (out === '') throw new Error(`portolan discover ${words.join(' ')} failed`);
  return { ...JSON.parse(out), whole: took, peak };
}

/** Datagrams that the kernel threw away in our namespace: for a full queue, or a full table of neighbours. */
export function lostHere() {
  const lines = ip('netns', 'exec', HERE, 'cat', '/proc/net/snmp').split('\n');
  const [names, numbers] = lines.filter((line) => line.startsWith('Udp:'));
  return Number(numbers.split(' ')[names.split(' ').indexOf('SndbufErrors')]);
}

/** Writes when the router's counter first moved, when it last did, and by how much, looking every other millisecond. */
const WATCHER = `
const { openSync, readSync } = require('node:fs');
const file = openSync('/sys/class/net/r1/statistics/rx_packets');
const room = Buffer.alloc(32);
const count = () => Number(room.toString('latin1', 0, readSync(file, room, 0, 32, 0)));
const start = count();
let before = start, first, last, pauses = 0;
setInterval(() => {
  const now = count();
  if (now === before) return;
  const at = performance.now();
  if (last !== undefined && at - last > 300) pauses += at - last;
  last = at;
  if (now - start > 50) first ??= { at: last, count: now };
  before = now;
}, 2);
console.log('ready');
process.stdin.on('data', () => console.log(JSON.stringify({
  arrived: before - start, took: last - first?.at - pauses, counted: before - first?.count, pauses,
})));
process.stdin.on('end', () => process.exit());
`;

/**
 * Runs something in our namespace and gives what the router saw of it: how many arrived, and how many a second, the
 * pauses between passes left out.
 */
export async function seenByRouter(run) {
  const watcher = await started(ROUTER, node, '-e', WATCHER);
  const ask = async () => {
    watcher.stdin.write('?');
    return JSON.parse(String((await once(watcher.stdout, 'data'))[0]));
  };
  const result = await run(ask);
  const seen = await ask();
  await end(watcher);
  return { result, ...seen, rate: (seen.counted / seen.took) * 1000 };
}

/** masscan has a stack of its own, and would wait for a while after the last packet. */
export async function masscan(ask) {
  const [{ address: router }] = JSON.parse(ip('-j', '-n', ROUTER, 'link', 'show', 'r1'));
  const words = `${FAR} -pU:3289 --rate 10000000 -e r0 --source-ip 10.96.0.1 --router-mac ${router}`;
  const child = spawn('ip', ['netns', 'exec', HERE, 'masscan', ...words.split(' ')], {
    stdio: 'ignore',
  });
  running.add(child);
  const ended = once(child, 'exit');
  for (let patience = 0; patience < 300; patience++) {
    await new Promise((resolve) => void setTimeout(resolve, 100));
    if ((await ask()).arrived >= FAR_HOSTS) break;
  }
  child.kill('SIGKILL');
  await ended;
  running.delete(child);
}
