// What following a machine costs: `portolan watch` beside 500 listeners, idle and beside clients that open and
// close UDP sockets all the time; CPU time by /proc/PID/stat, and how soon a change is a line.
// node bench/watch.mjs [SECONDS]; Linux, root (it makes namespaces of its own).
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../dist/portolan.cjs', import.meta.url));
const seconds = Number(process.argv[2] ?? 60);
const LISTENERS = 500;
/** Ticks of a second, as /proc counts CPU time. */
const HERTZ = Number(spawnSync('getconf', ['CLK_TCK']).stdout) || 100;

if (process.env.PORTOLAN_BENCH_INSIDE === undefined) {
  const words = ['--net', '--pid', '--fork', '--kill-child', '--mount', '--mount-proc'];
  const inside = spawnSync(
    'unshare',
    [...words, process.execPath, fileURLToPath(import.meta.url), String(seconds)],
    { stdio: 'inherit', env: { ...process.env, PORTOLAN_BENCH_INSIDE: '1' } },
  );
  process.exit(inside.status ?? 1);
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

/** CPU time of a process and all its threads, in seconds. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / HERTZ;
}

async function openListeners() {
  const servers = [];
  for (let i = 0; i < LISTENERS; i++) {
    const server = createServer().listen(10_000 + i, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  return servers;
}

/** Opens and closes UDP sockets, 50 a second, at ports that the system hands out. */
function openClients() {
  const state = { isOn: true };
  const run = async () => {
    while (state.isOn) {
      const socket = createSocket('udp4').bind(0, '127.0.0.1');
      await once(socket, 'listening');
      await pause(20);
      socket.close();
    }
  };
  void run();
  return () => (state.isOn = false);
}

/** What a watch takes of a core, in per cent, and how soon it says what happens. */
async function measure(name, words, around = () => () => {}) {
  const state = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  const child = spawn(process.execPath, [command, 'watch', '--fresh', '--ndjson', ...words], {
    env: { ...process.env, XDG_STATE_HOME: state },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const rows = [];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    for (const line of text.split('\n').filter(Boolean)) rows.push({ at: Date.now(), line });
  });
  await pause(5000);
  const stop = around();
  const before = cpu(child.pid);
  await pause(seconds * 1000);
  const used = ((cpu(child.pid) - before) / seconds) * 100;
  const rss = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1] / 1024;
  const quiet = rows.length;
  const waits = [];
  const opened = [];
  for (let i = 0; i < 10; i++) {
    await pause(700 + i * 41);
    const server = createServer().listen(9000 + i, '127.0.0.1');
    await once(server, 'listening');
    opened.push(server);
    const begun = Date.now();
    const isIt = ({ line }) => line.includes(`"port":${9000 + i},`);
    for (let n = 0; n < 500 && !rows.some(isIt); n++) await pause(10);
    waits.push((rows.find(isIt)?.at ?? Infinity) - begun);
  }
  stop();
  for (const server of opened) server.close();
  child.kill('SIGINT');
  await once(child, 'close');
  rmSync(state, { recursive: true, force: true });
  console.log(
    `| ${name} | ${used.toFixed(2)} % of a core | under 1 % | ${used < 1 ? 'yes' : '**no**'} | ` +
      `${median(waits)} ms (most: ${Math.max(...waits)}) | ${quiet} | ${rss.toFixed(0)} MB |`,
  );
}

spawnSync('ip', ['link', 'set', 'lo', 'up']);
const servers = await openListeners();
console.log(`Over ${seconds} s each, ${LISTENERS} listeners, node ${process.version}\n`);
console.log(
  '| what | CPU | target | holds | from a door to its line | rows that were none | memory |',
);
console.log('|---|---|---|---|---|---|---|');
await measure('nothing happens', []);
await measure('clients open and close 50 UDP sockets a second', [], openClients);
for (const server of servers) server.close();
process.exit(0);
