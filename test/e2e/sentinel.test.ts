/** The built sentinel as people run it: on real ports, as root and as nobody, killed, with a full disk. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnockEvent, SentinelEvent } from '../../src/app/sentinel/event.ts';
import type { SentinelLogResult } from '../../src/app/sentinel/log.ts';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';
import { pause, until } from '../support/waiting.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRoot) console.log('LEFT OUT: the sentinel as root: needs root, on Linux');

const lowestForAll = isRoot
  ? Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  : 1024;

let built: Built;
beforeAll(() => {
  built = copyBuilt();
  // Where the store and the peers' names come from.
  symlinkSync(join(ROOT, 'node_modules'), join(built.folder, 'node_modules'));
});
afterAll(() => built.remove());

let homes = 0;
/** A state folder of its own, for whom it belongs to alone. */
function freshState(): string {
  homes += 1;
  const folder = join(built.folder, `state${homes}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** A port that nobody has, by either transport, on IPv4 or IPv6. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Running {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
  /** What it has said so far. */
  said(): string;
  /** Waits until it has said so. */
  says(what: string | RegExp): Promise<void>;
}

function start(program: string, words: readonly string[], env: Record<string, string>): Running {
  const child = spawn(program, words, { env: plainEnvironment(env), stdio: 'pipe' });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  return {
    child,
    end: ended(child),
    said: () => text,
    says: (what) => until(() => (typeof what === 'string' ? text.includes(what) : what.test(text))),
  };
}

/** Posts a sentinel; `words` after its name. Give it a port last. */
async function post(words: string, state: string, env: Record<string, string> = {}) {
  const running = start(process.execPath, [built.command, 'sentinel', ...words.split(' ')], {
    XDG_STATE_HOME: state,
    ...env,
  });
  const port = Number(/\d+$/.exec(words)![0]);
  await Promise.race([
    until(() => isOpen(port)),
    running.end.then(({ err }) => Promise.reject(new Error(err))),
  ]);
  // Open, but perhaps not yet at home.
  await pause(300);
  return running;
}

/** Whether somebody has the UDP port. */
async function isOpen(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return false;
  } catch {
    return true;
  } finally {
    socket.close();
  }
}

async function sendTo(
  port: number,
  payload: string | Uint8Array,
  host = '127.0.0.1',
): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  await new Promise((resolve) => {
    socket.send(payload, port, host, resolve);
  });
  socket.close();
}

/** Connects, says something, and gives what came back until the other side ended it. */
async function callAt(port: number, words: string, leave = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (words !== '') socket.write(words);
  if (leave) socket.end();
  await new Promise((resolve) => {
    socket.on('close', resolve);
  });
  return heard;
}

const events = (out: string) =>
  out
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as SentinelEvent);
const knocks = (out: string) =>
  events(out).filter((one): one is KnockEvent => one.event === 'knock');

async function log(state: string, ...words: string[]): Promise<SentinelLogResult> {
  const { out } = await run(
    process.execPath,
    [built.command, 'sentinel', 'log', '--json', ...words],
    {
      env: { XDG_STATE_HOME: state },
    },
  );
  return JSON.parse(out) as SentinelLogResult;
}

describe('portolan sentinel', () => {
  it('tells each knock at once as a line of JSON, answers nothing, and ends with 0 when it is told', async () => {
    const port = await freePort();
    const state = freshState();
    const sentinel = await post(`--ndjson ${port}`, state);
    await sendTo(port, Buffer.from('4550534f4e510300000000000000', 'hex'));
    await sentinel.says('"enpc"');
    expect(await callAt(port, 'GET / HTTP/1.0\r\n\r\n', true)).toBe('');
    await sentinel.says('"http"');
    await sendTo(port, 'odd', '::1');
    await sentinel.says('"::1"');
    sentinel.child.kill('SIGINT');
    const { code, out, err } = await sentinel.end;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(
      knocks(out).map(({ transport, said, length }) => [transport, said?.protocol, length]),
    ).toEqual([
      ['udp', 'enpc', 14],
      ['tcp', 'http', 18],
      ['udp', undefined, 3],
    ]);
    const { total, callers } = await log(state);
    expect(total).toBe(3);
    expect(callers.map(({ source }) => source)).toEqual(['127.0.0.1', '::1']);
  });

  it.skipIf(process.platform !== 'linux')('knows who broke off at once', async () => {
    const port = await freePort();
    const sentinel = await post(`--ndjson ${port}`, freshState());
    const socket = connect(port, '127.0.0.1');
    const own: number[] = [];
    socket.once('connect', () => {
      own.push(socket.localPort!);
      socket.resetAndDestroy();
    });
    await sentinel.says('"reset"');
    sentinel.child.kill('SIGTERM');
    const { out } = await sentinel.end;
    expect(knocks(out)).toMatchObject([
      { source: { address: '127.0.0.1', port: own[0] }, ended: 'reset', length: 0 },
    ]);
  });

  it('is one whole document, also when it is interrupted', async () => {
    const port = await freePort();
    const sentinel = await post(`--json --listen 127.0.0.1 ${port}`, freshState());
    await sendTo(port, 'x');
    await sentinel.says('"knock"');
    sentinel.child.kill('SIGINT');
    const { code, out } = await sentinel.end;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      events: [{ event: 'knock', text: 'x' }],
      opened: [{ transport: 'tcp', port, address: '127.0.0.1' }, { transport: 'udp' }],
      knocks: 1,
    });
  });

  it('speaks to people, and passes nothing on that commands a terminal', async () => {
    const port = await freePort();
    const sentinel = await post(`--for 3 ${port}`, freshState());
    await callAt(port, '\x1b[31mred\x1b]0;title\x07\r\n\x9b2J', true);
    const { code, out } = await sentinel.end;
    expect(code).toBe(0);
    expect(out).toContain('Only programs on this machine can knock');
    expect(out).toContain('".[31mred.]0;title...');
    expect(out).toContain('1 knock from 1 source.');
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('ends a connection that says enough, and one that stays too long', async () => {
    const port = await freePort();
    const sentinel = await post(`--ndjson --stay 1 --bytes 64 --for 20 ${port}`, freshState());
    expect(await callAt(port, 'y'.repeat(5000))).toBe('');
    const begun = performance.now();
    expect(await callAt(port, '')).toBe('');
    expect(performance.now() - begun).toBeLessThan(3000);
    await sentinel.says('"late"');
    sentinel.child.kill('SIGINT');
    const { out } = await sentinel.end;
    expect(knocks(out)).toMatchObject([
      { ended: 'enough', text: 'y'.repeat(64) },
      { ended: 'late' },
    ]);
  });

  it('says who has a port, and stands behind the others', async () => {
    const [taken, port] = [await freePort(), await freePort()];
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    try {
      const words = `--for 1 --strict --listen 127.0.0.1 tcp/${taken} tcp/${port}`;
      const sentinel = start(process.execPath, [built.command, 'sentinel', ...words.split(' ')], {
        XDG_STATE_HOME: freshState(),
      });
      const { code, out, err } = await sentinel.end;
      expect(err).toContain(`tcp/${taken} on 127.0.0.1 is taken by `);
      expect(err).toContain(`(process ${process.pid}`);
      expect(out).toContain(`tcp/${port}`);
      expect(code).toBe(4);
    } finally {
      server.close();
    }
  });

  it.each([
    ['in its own work', 'Date.prototype.toISOString = broken'],
    ['out of a timer', 'setTimeout(broken)'],
  ])('ends at once, with 70, by a bug %s', async (_, breaks) => {
    const port = await freePort();
    const plant = join(built.folder, 'plant.cjs');
    writeFileSync(
      plant,
      `const broken = () => { throw new TypeError('planted'); };
       setTimeout(() => { ${breaks}; }, 600).unref();`,
    );
    const begun = performance.now();
    const words = `--listen 127.0.0.1 --for 40 ${port}`;
    const sentinel = await post(words, freshState(), { NODE_OPTIONS: `--require ${plant}` });
    await pause(600);
    await sendTo(port, 'x').catch(() => {});
    const { code, err } = await sentinel.end;
    expect(code).toBe(70);
    expect(err).toMatch(/this is a bug in Portolan[^]*TypeError: planted/);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('loses nothing that it told when it is killed', async () => {
    const state = freshState();
    const told: string[] = [];
    for (let round = 0; round < 6; round++) {
      const port = await freePort();
      const sentinel = await post(
        `--ndjson --rate 6000 --rate-all 6000 --listen 127.0.0.1 ${port}`,
        state,
      );
      const sending = (async () => {
        for (let i = 0; i < 60; i++) {
          await sendTo(port, `knock ${round} ${i}`);
          await pause(3);
        }
      })();
      await sentinel.says(new RegExp(`knock ${round} ${5 + 7 * round}"`));
      await pause(Math.random() * 30);
      sentinel.child.kill('SIGKILL');
      await sending;
      const { out } = await sentinel.end;
      told.push(...knocks(out).map(({ text }) => text));
    }
    const { events: kept } = await log(state, '--limit', '1000');
    const texts = new Set(kept.map((one) => one.event === 'knock' && one.text));
    expect(told.length).toBeGreaterThan(60);
    expect(told.filter((text) => !texts.has(text))).toEqual([]);
  });

  it('writes a capture that only its owner may read, and never over a file that is there', async () => {
    const port = await freePort();
    const file = join(freshState(), 'knocks.pcapng');
    if (isRoot) chmodSync(join(file, '..'), 0o755);
    const sentinel = await post(`--pcap ${file} --ndjson ${port}`, freshState());
    await sendTo(port, 'captured');
    await sentinel.says('captured');
    sentinel.child.kill('SIGINT');
    await sentinel.end;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'latin1')).toContain('captured');
    const again = await run(process.execPath, [
      built.command,
      'sentinel',
      String(port),
      '--pcap',
      file,
    ]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('it is there already, and is left alone');
  });
});

describe.skipIf(!isRoot)('as root', () => {
  const status = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8');
  const line = (pid: number, name: string) =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status(pid))![1]!.split(/\s+/).filter(Boolean);

  it('becomes nobody, keeps what it sees in a folder that nobody may enter, and root reads it', async () => {
    const port = await freePort();
    const state = freshState();
    const sentinel = await post(`--ndjson ${port}`, state);
    const pid = sentinel.child.pid!;
    expect(line(pid, 'Uid')).toEqual(Array(4).fill('65534'));
    expect(line(pid, 'Gid')).toEqual(Array(4).fill('65534'));
    expect(line(pid, 'Groups')).toEqual(['65534']);
    expect(line(pid, 'CapEff')).toEqual(['0000000000000000']);
    for (let i = 0; i < 20; i++) await sendTo(port, `as nobody ${i}`);
    await sentinel.says('as nobody 19');
    expect((await log(state)).total).toBe(20);
    sentinel.child.kill('SIGINT');
    expect(await sentinel.end).toMatchObject({ code: 0, err: '' });
    expect((await log(state)).total).toBe(20);
    expect(statSync(join(state, 'portolan/portolan.db')).uid).toBe(0);
  });

  it('becomes who called sudo, in whose own home it is kept', async () => {
    const port = await freePort();
    // She may not read where Portolan is installed, nor the folder of the one whose rights are given up.
    const place = mkdtempSync(join(tmpdir(), 'portolan-ann-'));
    chmodSync(place, 0o755);
    chmodSync(built.folder, 0o700);
    try {
      const home = join(place, 'ann');
      const own = `mkdir -p "$0" && chown 4711:4712 "$0" && cp /etc/passwd "$1" && \\
        echo "ann:x:4711:4712::$0:/bin/sh" >> "$1" && mount --bind "$1" /etc/passwd && \\
        exec env -u XDG_STATE_HOME HOME=/root SUDO_UID=4711 SUDO_GID=4712 "$2" "$3" sentinel --ndjson --for 4 "$4"`;
      const passwd = join(place, 'passwd');
      const words = [
        '-m',
        'sh',
        '-c',
        own,
        home,
        passwd,
        process.execPath,
        built.command,
        String(port),
      ];
      const sentinel = start('unshare', words, {});
      await until(() => isOpen(port));
      await pause(300);
      await sendTo(port, 'hello ann');
      await sentinel.says('hello ann');
      expect(await sentinel.end).toMatchObject({ code: 0, err: '' });
      const kept = statSync(join(home, '.local/state/portolan/portolan.db'));
      expect([kept.uid, kept.gid]).toEqual([4711, 4712]);
    } finally {
      chmodSync(built.folder, 0o755);
      rmSync(place, { recursive: true });
    }
  });

  // Some machines let everybody have every port.
  it.skipIf(lowestForAll <= 259)(
    'says what to do when it is not and would have to be',
    async () => {
      const rights = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
      const words = [process.execPath, built.command, 'sentinel', '259', '--for', '1'];
      const { code, err } = await run('setpriv', rights.concat(words));
      expect(code).toBe(3);
      expect(err).toContain('tcp/259, udp/259 may not be opened by this user');
      expect(err).toContain('sudo portolan sentinel 259');
      expect(err).toContain('sudo setcap cap_net_bind_service=+ep');
      expect(err).toContain('sudo sysctl net.ipv4.ip_unprivileged_port_start=259');
    },
  );

  it('goes on with lines when the disk is full, and says so', async () => {
    const port = await freePort();
    const place = join(built.folder, 'small');
    mkdirSync(place);
    const mounted = `mount -t tmpfs -o size=400k tmpfs "$0" && exec "$1" "$2" sentinel --ndjson --rate 6000 "$3"`;
    const words = ['-m', 'sh', '-c', mounted, place, process.execPath, built.command, String(port)];
    const sentinel = start('unshare', words, { XDG_STATE_HOME: place });
    await until(() => isOpen(port));
    await pause(300);
    await sendTo(port, 'before');
    await sentinel.says('before');
    // The disk as the sentinel sees it, filled to the last byte.
    const disk = `/proc/${sentinel.child.pid}/root${place}`;
    expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(10_000_000))).toThrow('ENOSPC');
    for (let i = 0; i < 40; i++) await sendTo(port, `full ${i} ${'x'.repeat(200)}`);
    await sentinel.says('full 39');
    sentinel.child.kill('SIGINT');
    const { code, out, err } = await sentinel.end;
    expect(code).toBe(0);
    expect(knocks(out)).toHaveLength(41);
    expect(err).toMatch(
      /what comes now is told and not kept: the store .* cannot be used: the disk is full/,
    );
    expect(
      err
        .trim()
        .split('\n')
        .filter((text) => text.includes('told and not kept')),
    ).toHaveLength(1);
  });
});
