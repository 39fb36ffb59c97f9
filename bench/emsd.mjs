// node bench/emsd.mjs [turns] [seconds]: how many messages a second a message centre takes of 200 devices, each of them on the
// disk before it is acknowledged, beside how often this disk can be made to keep something in the same run. The centre is
// killed at the end of each turn, and what was acknowledged is looked for in its spool.
//
// What bounds it first is the protocol: a device has 256 reference numbers, each held for 26 seconds with the usual timers.
// In a short run the first 256 of each are free.
import { execFileSync, fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { nodePlatform } from '../dist/index.js';
import { DEFAULT_TIMERS, mostPerSecond } from '../dist/esro.js';
import { median, node, portolan, root } from './turns.mjs';

const TURNS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 5);
const DEVICES = 200;
const FIRST = 401_001;
const RECIPIENTS = 501_001;
const PASSWORD = 'a password';
/** Every device is checked by scrypt once. */
const WARM_UP = 8000;

const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
const rate = (number) => Math.round(number).toLocaleString('en');

/** How often a second 4 KB are written and made to stay. */
function disk() {
  const file = openSync(join(folder, 'disk'), 'w');
  const bytes = new Uint8Array(4096);
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < 2000; count++) {
    writeSync(file, bytes);
    fdatasyncSync(file);
  }
  const perSecond = (1000 * count) / (performance.now() - began);
  closeSync(file);
  return perSecond;
}

/** One subscriber made by the command; the others have his password's hash. */
function makeUsers() {
  const path = join(folder, 'users');
  const env = { ...process.env, PORTOLAN_EMSD_PASSWORD: PASSWORD };
  execFileSync(node, [portolan, 'emsd', 'user', '1', '--users', path, '--set-password'], { env });
  const [, hash] = /(password=scrypt:\S+)/.exec(readFileSync(path, 'utf8'));
  const numbers = [FIRST, RECIPIENTS].flatMap((first) =>
    Array.from({ length: DEVICES }, (_, i) => first + i),
  );
  writeFileSync(path, numbers.map((number) => `${number} ${hash}\n`).join(''));
  return path;
}

async function freePort() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function turn(users, load, index) {
  const port = await freePort();
  const spool = join(folder, `spool-${index}`);
  const words = ['emsd', 'serve', '--spool', spool, '--users', users, '--port', String(port)];
  const centre = spawn(node, [portolan, ...words, '--rate', '1000000', '--ndjson'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const devices = fork(load);
  devices.send({
    centre: { address: '127.0.0.1', port },
    devices: DEVICES,
    first: FIRST,
    to: RECIPIENTS,
    password: PASSWORD,
    warmUp: WARM_UP,
    milliseconds: SECONDS * 1000,
  });
  const [said] = await Promise.race([once(devices, 'message'), once(centre, 'exit')]);
  if (!said?.acknowledged) throw new Error(`the centre ended: ${said}`);
  centre.kill('SIGKILL');
  await once(centre, 'exit');
  const store = await nodePlatform({
    dataFolder: pathToFileURL(`${root}dist/data/`),
  }).records.open(spool, 'spool');
  const kept = new Set(
    (await store.list('message')).map(
      ({ facts: { id } }) => `${id.submissionTime}.${id.messageNumber}`,
    ),
  );
  await store.close();
  const lost = said.acknowledged.filter((id) => !kept.has(id));
  return { ...said, kept: kept.size, lost: lost.length };
}

try {
  const file = join(folder, 'emsd-load.mjs');
  const built = await rolldown({ input: `${root}bench/emsd-load.ts`, platform: 'node' });
  await built.write({ file, format: 'esm' });
  const users = makeUsers();
  const disks = [];
  const turns = [];
  for (let i = 0; i < TURNS; i++) {
    disks.push(disk());
    const result = await turn(users, file, i);
    turns.push(result);
    for (const why of new Set(result.failures)) {
      console.error(`${result.failures.filter((other) => other === why).length} x ${why}`);
    }
  }
  const perSecond = median(turns.map((each) => each.perSecond));
  const acknowledged = turns.map((each) => each.acknowledged.length);
  const lost = turns.reduce((sum, each) => sum + each.lost, 0);
  const twice = turns.reduce(
    (sum, each) => sum + each.acknowledged.length - new Set(each.acknowledged).size,
    0,
  );
  const holds = perSecond > 500 && lost === 0 && twice === 0;
  console.log(
    `| \`portolan emsd serve\` takes messages of ${DEVICES} devices, each on the disk before it is acknowledged | ` +
      `${rate(perSecond)} a second; of ${acknowledged.join(', ')} acknowledged ${lost} lost after kill -9, ${twice} numbers given twice ` +
      `(the reference numbers of ${DEVICES} devices allow ${rate(DEVICES * mostPerSecond(DEFAULT_TIMERS))} in the long run) | ` +
      `the disk: 4 KB written and synced ${rate(median(disks))} times a second |  | over 500 a second, none lost | ${holds ? 'yes' : '**no**'} |`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
