// Runs in a network namespace of its own: restarts services a thousand times, then changes three of them, and
// prints what the baseline said to each as one line of JSON.
//
//   node test/e2e/baseline-inside.mjs DIST FOLDER RESTARTS
//
// DIST: the built package. FOLDER: for whatever is kept, readable by all.
import { execFile, spawn } from 'node:child_process';
import { chownSync, cpSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [, , dist, folder, restarts] = process.argv;
const NOBODY = 65_534;
const state = join(folder, 'state');
process.env.XDG_STATE_HOME = state;

const library = await import(pathToFileURL(join(dist, 'index.js')).href);
const platform = library.nodePlatform({ dataFolder: pathToFileURL(join(dist, 'data/')) });
const diff = library.OPERATIONS.find(({ name }) => name === 'baseline diff');
const context = {
  platform,
  atlas: library.openAtlasOf(platform),
  signal: new AbortController().signal,
  emit() {},
};

/** The built command, to its end. */
const command = (words, { as, env = {} } = {}) =>
  new Promise((resolve) => {
    const program = [process.execPath, join(dist, 'portolan.cjs'), 'baseline', ...words];
    const whole = as
      ? ['setpriv', `--reuid=${as}`, `--regid=${as}`, '--clear-groups', ...program]
      : program;
    execFile(whole[0], whole.slice(1), { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

/** A drift as a line of the test. */
const told = ({ kind, severity, port, transport }) =>
  [kind, severity, port && `${port}/${transport}`].filter(Boolean).join(' ');
const now = async (words = [], options = {}) => {
  const { code, out, err } = await command(['diff', '--json', ...words], options);
  return { code, err, drifts: out === '' ? undefined : JSON.parse(out).drifts.map(told) };
};

const script = fileURLToPath(new URL('./baseline-service.pl', import.meta.url));
const copy = join(folder, 'other-service.pl');
cpSync(script, copy);

/** Each with a number of workers and sockets of its own at every start. */
const SERVICES = {
  web: { transport: 'tcp', port: 7001, addresses: ['0.0.0.0', '::'] },
  pool: { transport: 'tcp', port: 7002, addresses: ['127.0.0.1'], most: 4 },
  names: { transport: 'udp', port: 7003, addresses: ['127.0.0.1', '::1'] },
  local: { transport: 'tcp', port: 7004, addresses: ['127.0.0.1'] },
};
const running = new Map();
let chance = 1;
const random = (below) => {
  chance = (chance * 48_271) % 2_147_483_647;
  return chance % below;
};

async function start(name, service = SERVICES[name], file = script) {
  const { transport, port, addresses, most = 1 } = service;
  const sockets = 1 + random(most);
  const words = [file, transport, sockets, random(4), port, ...addresses].map(String);
  const child = spawn('perl', words, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  running.set(name, child);
  await once(child.stdout, 'data');
}

async function stop(name) {
  const child = running.get(name);
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

async function restart(name) {
  await stop(name);
  await start(name);
}

/** A thousand restarts, two at a time; the baseline is asked after each pair. */
async function restartAll() {
  const names = Object.keys(SERVICES);
  const said = [];
  let asked = 0;
  for (let count = 0; count < Number(restarts); count += 2) {
    await Promise.all([0, 1].map((more) => restart(names[(count + more) % names.length])));
    const { drifts } = await diff.run({}, context);
    said.push(...drifts.map(told));
    if (count % 50 === 0) {
      const { drifts: lines } = await now();
      said.push(...lines.map((line) => `command: ${line}`));
      asked += 1;
    }
  }
  return { said, asked };
}

/** A service in a network namespace of its own: not this machine's, and not to be seen by everybody. */
const apart = spawn('unshare', ['--net', 'perl', script, 'tcp', '1', '0', '7005', '0.0.0.0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
await once(apart.stdout, 'data');

const report = {};
for (const name of Object.keys(SERVICES)) await start(name);
report.saved = (await command(['save'])).code;
report.file = (await command(['save', '--file', join(folder, 'portolan.baseline.json')])).code;
report.restarts = await restartAll();

// A widened bind, another program on the same port, and one that vanished.
await stop('local');
await start('local', { ...SERVICES.local, addresses: ['0.0.0.0'] });
await stop('pool');
await start('pool', SERVICES.pool, copy);
await stop('names');
report.changed = await now();
report.byFile = await now(['--file', join(folder, 'portolan.baseline.json')]);
report.failOn = await now(['--fail-on', 'wider,new']);
report.failOnOther = await now(['--fail-on', 'moved']);
report.failOnVerdict = await now(['--fail-on', 'stranger']);

// Another user cannot see whose the sockets are.
const theirs = join(folder, 'theirs');
cpSync(state, theirs, { recursive: true });
for (const path of ['', ...readdirSync(theirs, { recursive: true })]) {
  chownSync(join(theirs, path), NOBODY, NOBODY);
}
const asNobody = { as: NOBODY, env: { XDG_STATE_HOME: theirs } };
report.nobody = await now(['--strict'], asNobody);
report.nobodySays = (await command(['diff'], asNobody)).out;
const locked = { as: NOBODY, env: { XDG_STATE_HOME: state } };
report.notTheirs = await command(['diff'], locked);

// Accepted one by one, then all; taken back; and what was seen to go comes again.
report.acceptOne = (await command(['accept', '7004'])).code;
report.afterOne = await now();
report.acceptNothing = await command(['accept', '9']);
report.acceptAll = (await command(['accept'])).code;
report.afterAll = await now();
report.undo = (await command(['undo'])).code;
report.afterUndo = await now();
report.again = (await command(['accept'])).code;
report.leftOut = (await command(['diff'])).out;
await start('names');
report.back = await now();
apart.kill('SIGKILL');
await once(apart, 'exit');
report.apart = await now();
report.apartToo = await now(['--everywhere']);

for (const child of running.values()) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It was stopped before.
  }
}
console.log(JSON.stringify(report));
process.exit(0);
