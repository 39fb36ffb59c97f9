// What a sweep of a network costs, counted where it arrives: in network namespaces of its own, by the counters of the
// interface at the other end. Needs root and iproute2; masscan and nmap are the peers where they are installed.
// Alone: node bench/sweep.mjs. The /16 on a link takes four and a half minutes.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { median, node, root } from './turns.mjs';

const [HERE, ROUTER, LINK] = ['here', 'router', 'link'].map(
  (name) => `portolan-sweep-${name}-${process.pid}`,
);
/** Through the router: nobody is there, and nobody says so. */
const FAR = '10.97.0.0/16';
const FAR_HOSTS = 65_534;
/** On a link of ours. */
const NEAR = '10.98.0.0/16';
const LIVE = 200;
const PORT = 4000;

const ip = (...words) => execFileSync('ip', words, { encoding: 'utf8', stdio: 'pipe' });
const within = (name, ...words) => ip('netns', 'exec', name, ...words);
const isInstalled = (command) => spawnSync('which', [command], { stdio: 'ignore' }).status === 0;

/** Live hosts, scattered over the /16. */
const liveHosts = Array.from({ length: LIVE }, (_, i) => {
  const place = (i * 40_503 + 517) % 65_536;
  return `10.98.${place >> 8}.${(place & 255) % 253 || 7}`;
});

function makeGround() {
  for (const name of [HERE, ROUTER, LINK]) {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }
  ip('-n', HERE, 'link', 'add', 'r0', 'type', 'veth', 'peer', 'r1', 'netns', ROUTER);
  ip('-n', HERE, 'link', 'add', 'l0', 'type', 'veth', 'peer', 'l1', 'netns', LINK);
  ip('-n', HERE, 'addr', 'add', '10.96.0.1/24', 'dev', 'r0');
  ip('-n', ROUTER, 'addr', 'add', '10.96.0.2/24', 'dev', 'r1');
  ip('-n', HERE, 'addr', 'add', '10.98.0.1/16', 'dev', 'l0');
  for (const [name, device] of [
    [HERE, 'r0'],
    [ROUTER, 'r1'],
    [HERE, 'l0'],
    [LINK, 'l1'],
  ]) {
    ip('-n', name, 'link', 'set', device, 'up');
  }
  ip('-n', HERE, 'route', 'add', FAR, 'via', '10.96.0.2');
  within(ROUTER, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  ip('-n', ROUTER, 'route', 'add', 'blackhole', FAR);
  const addresses = liveHosts.map((address) => `addr add ${address}/32 dev l1`).join('\n');
  execFileSync('ip', ['-n', LINK, '-batch', '-'], { input: addresses });
  ip('-n', LINK, 'route', 'add', '10.98.0.0/16', 'dev', 'l1');
}

function removeGround() {
  for (const name of [HERE, ROUTER, LINK]) spawnSync('ip', ['netns', 'del', name]);
}

/** Each of the live hosts answers whatever it is sent. */
const ANSWERERS = `
const { createSocket } = require('node:dgram');
let open = 0;
const addresses = process.argv.slice(2);
for (const address of addresses) {
  const socket = createSocket('udp4');
  socket.on('message', (_, { port, address }) => socket.send('here', port, address));
  socket.bind(Number(process.argv[1]), address, () => ++open === addresses.length && console.log('ready'));
}
process.stdin.on('end', () => process.exit()).resume();
`;

/** Writes when the router's counter first moved, when it last did, and by how much, looking every other millisecond. */
const WATCHER = `
const { openSync, readSync } = require('node:fs');
const file = openSync('/sys/class/net/r1/statistics/rx_packets');
const room = Buffer.alloc(32);
const count = () => Number(room.toString('latin1', 0, readSync(file, room, 0, 32, 0)));
const start = count();
let before = start, first, last;
setInterval(() => {
  const now = count();
  if (now === before) return;
  last = performance.now();
  if (now - start > 50) first ??= { at: last, count: now };
  before = now;
}, 2);
console.log('ready');
process.stdin.on('data', () => console.log(JSON.stringify({
  arrived: before - start, took: last - first?.at, counted: before - first?.count,
})));
process.stdin.on('end', () => process.exit());
`;

async function helper(name, code, ...words) {
  const child = spawn('ip', ['netns', 'exec', name, node, '-e', code, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function end(child) {
  child.stdin.end();
  if (child.exitCode === null) await once(child, 'exit');
}

/** Runs something in our namespace and gives what the router saw of it. */
async function seenByRouter(run) {
  const watcher = await helper(ROUTER, WATCHER);
  const result = await run(async () => {
    watcher.stdin.write('?');
    return JSON.parse(String((await once(watcher.stdout, 'data'))[0]));
  });
  watcher.stdin.write('?');
  const seen = JSON.parse(String((await once(watcher.stdout, 'data'))[0]));
  await end(watcher);
  return { ...result, ...seen, rate: (seen.counted / seen.took) * 1000 };
}

async function bundle(folder) {
  const input = fileURLToPath(new URL('bench/sweep-sender.ts', `file://${root}`));
  const built = await rolldown({ input, platform: 'node' });
  const file = join(folder, 'sender.mjs');
  await built.write({ file, format: 'esm' });
  return file;
}

const sweep = (sender, order) =>
  JSON.parse(
    within(
      HERE,
      node,
      sender,
      JSON.stringify({ port: PORT, careful: true, listen: 500, ...order }),
    ),
  );

/** masscan has a stack of its own, and would wait for a while after the last packet. */
async function masscan(ask) {
  const [{ address: router }] = JSON.parse(ip('-j', '-n', ROUTER, 'link', 'show', 'r1'));
  const words = `${FAR} -pU:${PORT} --rate 10000000 -e r0 --source-ip 10.96.0.1 --router-mac ${router}`;
  const child = spawn('ip', ['netns', 'exec', HERE, 'masscan', ...words.split(' ')], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  for (let patience = 0; patience < 300; patience++) {
    await new Promise((resolve) => void setTimeout(resolve, 100));
    if ((await ask()).arrived >= FAR_HOSTS) break;
  }
  child.kill('SIGKILL');
  await ended;
  return {};
}

async function unthrottled(sender) {
  const [ours, theirs] = [[], []];
  let arrived = Infinity;
  for (let round = 0; round < 7; round++) {
    const run = await seenByRouter(async () => sweep(sender, { targets: FAR, perSecond: null }));
    arrived = Math.min(arrived, run.arrived);
    ours.push(run.rate);
    if (isInstalled('masscan')) theirs.push((await seenByRouter(masscan)).rate);
  }
  const rate = median(ours);
  const peer = theirs.length > 0 ? median(theirs) : undefined;
  return {
    what: 'a /16 through a router, as fast as can be: datagrams a second where they arrive',
    ours: `${Math.round(rate)} a second; ${arrived} of ${FAR_HOSTS} arrived in the worst run`,
    peer: peer ? `\`masscan\`, which has a stack of its own: ${Math.round(peer)} a second` : '',
    ratio: peer && rate / peer,
    target: 'over 50,000 a second, all arrived',
    holds: rate > 50_000 && arrived >= FAR_HOSTS,
  };
}

async function atRate(sender, perSecond, rounds) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await seenByRouter(async () => sweep(sender, { targets: FAR, perSecond })));
  }
  const rate = median(runs.map((run) => run.rate));
  const arrived = Math.min(...runs.map((run) => run.arrived));
  return {
    what: `a /16 through a router at ${perSecond} datagrams a second, where they arrive`,
    ours: `${rate.toFixed(1)} a second; ${arrived} of ${FAR_HOSTS} arrived in the worst run`,
    peer: `what was asked for: ${perSecond}`,
    ratio: rate / perSecond,
    target: 'within 5 %, all arrived',
    holds: Math.abs(rate / perSecond - 1) < 0.05 && arrived >= FAR_HOSTS,
  };
}

const seconds = (time) => `${(time / 1000).toFixed(1)} s`;

/** The kernel has 1024 places for neighbours that do not answer, each for 3 s: nobody who asks it is faster. */
const IDEAL = ((FAR_HOSTS - LIVE) / 1024) * 3000;

function onLink(sender) {
  const { took, heard, unsent } = sweep(sender, { targets: NEAR, perSecond: null, listen: 2000 });
  return {
    what: `a /16 on a link, ${LIVE} hosts of ${FAR_HOSTS} there, each asked once`,
    ours: `${seconds(took)}, ${heard} found, ${unsent['no room'] ?? 0} lost on this machine`,
    peer: `the kernel's table of neighbours, never idle: ${seconds(IDEAL)}`,
    ratio: took / IDEAL,
    target: 'all found, none lost',
    holds: heard === LIVE && !unsent['no room'],
  };
}

/** What comes of it when nobody counts neighbours. */
function careless(sender) {
  const order = { targets: '10.98.0.0/20', perSecond: 2000, careful: false, listen: 4000 };
  const { heard, unsent, took } = sweep(sender, order);
  const there = liveHosts.filter((address) => Number(address.split('.')[2]) < 16).length;
  return {
    what: 'a /20 on a link at 2,000 a second, neighbours not counted (for comparison)',
    ours: `${seconds(took)}, ${heard} of ${there} found, ${unsent['no room'] ?? 0} lost and noticed`,
    peer: '',
    ratio: undefined,
    target: '',
    holds: undefined,
  };
}

function small(sender) {
  const times = Array.from({ length: 5 }, (_, round) => {
    const targets = `10.98.${100 + round}.0/24`;
    return sweep(sender, { targets, perSecond: null, listen: 0 }).took;
  });
  return {
    what: 'a /24 on a link, nearly nobody there, each asked once',
    ours: `the last one after ${median(times).toFixed(1)} ms`,
    peer: '',
    ratio: undefined,
    target: 'under 100 ms: the schedule, and not the sending, is what takes time',
    holds: median(times) < 100,
  };
}

function nmapOnLink() {
  const began = performance.now();
  const said = within(HERE, 'nmap', '-sn', '-n', '10.98.0.0/20');
  const [, up] = /\((\d+) hosts? up\)/.exec(said) ?? [];
  return { took: performance.now() - began, up: Number(up) };
}

function besideNmap(sender) {
  const { took, heard } = sweep(sender, { targets: '10.98.0.0/20', perSecond: null, listen: 0 });
  const theirs = isInstalled('nmap') ? nmapOnLink() : undefined;
  return {
    what: 'a /20 on a link, as any user',
    ours: `${seconds(took)}, ${heard} found`,
    // It sees itself too.
    peer: theirs
      ? `\`nmap -sn -n\`, as root, asking for addresses itself: ${seconds(theirs.took)}, ${theirs.up - 1} found`
      : '',
    ratio: theirs && took / theirs.took,
    target: '',
    holds: undefined,
  };
}

/** Rows for the table of results; none, and a line that says so, where there can be no ground. */
export async function sweepRows() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    console.warn('LEFT OUT: sweeps, because network namespaces need root on Linux');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'portolan-sweep-'));
  let hosts;
  try {
    makeGround();
    hosts = await helper(LINK, ANSWERERS, String(PORT), ...liveHosts);
    const sender = await bundle(folder);
    return [
      await unthrottled(sender),
      await atRate(sender, 5000, 3),
      await atRate(sender, 20_000, 3),
      small(sender),
      onLink(sender),
      besideNmap(sender),
      careless(sender),
    ];
  } finally {
    if (hosts) await end(hosts);
    removeGround();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, ours, peer, ratio, target, holds } of await sweepRows()) {
    const times = ratio === undefined ? '' : `${ratio.toFixed(2)} x`;
    console.log(`${what}\n    ${ours} | ${peer} | ${times} | ${target} | ${holds ?? ''}`);
  }
}
