// Runs inside namespaces of its own (network, processes, mounts): nobody else's doors open and close in here.
// node watch-inside.mjs COMMAND STORY: plays a story with real programs, prints what came of it as JSON.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

const [command, story] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'portolan-watch-'));
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** A program that listens until it is ended; perl starts in no time. */
const DOOR = `use Socket; $| = 1; my ($address, $port) = @ARGV;
  socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($s, sockaddr_in($port, inet_aton($address))) or die "$!"; listen($s, 5); print "open\\n"; sleep 600`;

/** One that starts its listener again and again: port, how often, seed. */
const RESTARTED = `use Socket; $| = 1; my ($port, $times, $seed) = @ARGV; srand($seed);
  for (1 .. $times) {
    my $child = fork();
    if (!$child) {
      socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
      bind($s, sockaddr_in($port, INADDR_ANY)) or die "$!"; listen($s, 5);
      # The first one waits until it has been seen.
      my $stays = $_ == 1 ? 3 : $_ == $times ? 600 : 0.01 + rand(0.05);
      select(undef, undef, undef, $stays); exit 0;
    }
    last if $_ == $times; waitpid($child, 0); select(undef, undef, undef, rand(0.01));
  } print "done\\n"; wait`;

async function openDoor(port, address = '127.0.0.1', program = 'perl') {
  const child = spawn(program, ['-e', DOOR, address, port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const at = Date.now();
  const close = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    return Date.now();
  };
  return { at, close };
}

/** A watch, its rows with the time at which each came, and what it said on standard error. */
function watch(words = [], { env = {}, format = '--ndjson', state = join(folder, 'state') } = {}) {
  const own = { ...process.env, XDG_STATE_HOME: state, HOME: folder, ...env };
  const child = spawn(process.execPath, [command, 'watch', ...[format].flat(), ...words], {
    env: own,
    stdio: 'pipe',
  });
  const said = { rows: [], out: '', err: '', code: undefined };
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    if (format === '--ndjson')
      for (const line of lines) said.rows.push({ at: Date.now(), ...JSON.parse(line) });
  });
  const ended = once(child, 'close').then(([code, signal]) => (said.code = code ?? signal));
  return {
    said,
    child,
    ended,
    row: (test) => until(() => said.rows.find(test)),
    async end(signal = 'SIGINT') {
      child.kill(signal);
      await ended;
      return said;
    },
  };
}

async function until(test, patience = 15_000) {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(10)) {
    const found = test();
    if (found) return found;
  }
  throw new Error(`it did not come about: ${test}`);
}

/** Till a watch has had its first look. */
const settled = () => pause(2500);
const short = ({ kind, port, why, listener, before }) => ({
  kind,
  port,
  why,
  address: listener?.address,
  was: before?.address,
});

/** A web server that is told of events; `answer` may do anything with the response. */
function receiver(port, answer) {
  const heard = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => (body += text));
    request.on('end', () => {
      const event = JSON.parse(body);
      heard.push({ ...event, authorization: request.headers.authorization });
      answer(response, heard.length, event);
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({
        heard,
        close() {
          server.closeAllConnections();
          server.close();
        },
      }),
    );
  });
}

const STORIES = {
  async latency() {
    const watching = watch(['--fresh']);
    await settled();
    const opened = [];
    const closed = [];
    for (let i = 0; i < 8; i++) {
      // At another moment between two glances each time.
      await pause(i * 57);
      const door = await openDoor(7000 + i);
      const isAt = (kind) => (row) => row.kind === kind && row.port === 7000 + i;
      opened.push((await watching.row(isAt('new'))).at - door.at);
      await pause(300 + i * 31);
      const at = await door.close();
      closed.push((await watching.row(isAt('gone'))).at - at);
    }
    const { rows, err, code } = await watching.end();
    return { opened, closed, count: rows.length, err, code };
  },

  async restarts() {
    const services = [1, 2, 3, 4].map((n) => {
      const words = ['-e', RESTARTED, String(7000 + n), '250', String(n)];
      return spawn('perl', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    });
    await pause(300);
    const watching = watch(['--fresh']);
    const begun = Date.now();
    await Promise.all(services.map((service) => once(service.stdout, 'data')));
    await pause(3000);
    const took = Date.now() - begun;
    const { rows, err, code } = await watching.end();
    return { rows: rows.map(short), err, code, took };
  },

  async three() {
    const [swapped, widened, vanishes] = [
      await openDoor(7001, '0.0.0.0'),
      await openDoor(7002),
      await openDoor(7003),
    ];
    const watching = watch(['--fresh']);
    await settled();
    await Promise.all([swapped.close(), widened.close(), vanishes.close()]);
    writeFileSync(join(folder, 'impostor'), readFileSync('/usr/bin/perl'), { mode: 0o755 });
    await openDoor(7001, '0.0.0.0', join(folder, 'impostor'));
    await openDoor(7002, '0.0.0.0');
    await pause(3000);
    const { rows, err, code } = await watching.end();
    return { rows: rows.map(short), err, code };
  },

  async ends() {
    const results = {};
    for (const [name, format, signal] of [
      ['json SIGINT', '--json', 'SIGINT'],
      ['json SIGTERM', '--json', 'SIGTERM'],
      ['csv', '--csv', 'SIGINT'],
      ['lines', [], 'SIGTERM'],
    ]) {
      const watching = watch(['--fresh', '--fail-on', 'new'], { format });
      await settled();
      const door = await openDoor(7001);
      await pause(1200);
      results[name] = await watching.end(signal);
      await door.close();
    }
    const waiting = watch(['--fresh', '--until', '7005', '--for', '20']);
    await settled();
    await openDoor(7005);
    await waiting.ended;
    results.until = waiting.said;
    const vain = watch(['--fresh', '--until', '7006', '--for', '1']);
    await vain.ended;
    results.vain = vain.said;
    return results;
  },

  async killed() {
    const receiving = await receiver(7999, (response) => response.writeHead(503).end());
    const state = join(folder, 'state');
    const hook = ['--webhook', 'http://127.0.0.1:7999/'];
    const acknowledged = [];
    let port = 7100;
    for (let round = 0; round < 4; round++) {
      const watching = watch([...hook, ...(round === 0 ? ['--fresh'] : [])], { state });
      await settled();
      const doors = [];
      for (let i = 0; i < 3; i++) doors.push(await openDoor(port++));
      // In the middle of whatever it does.
      await pause(300 + round * 200);
      watching.child.kill('SIGKILL');
      await watching.ended;
      acknowledged.push(
        ...watching.said.rows.map(({ id, kind, port: of }) => ({ id, kind, port: of })),
      );
      for (const door of doors) await door.close();
    }
    const before = receiving.heard.length;
    receiving.close();
    const works = await receiver(7999, (response) => response.writeHead(204).end());
    const last = watch(hook, { state });
    const begun = Date.now();
    await until(() =>
      acknowledged.every(({ id }) => works.heard.some((event) => event.id === id)),
    ).catch(() => {});
    const toldAfter = Date.now() - begun;
    const { err } = await last.end();
    works.close();
    const kept = spawnSync('python3', [
      '-c',
      'import sqlite3,sys; print("\\n".join(r[0] for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])))',
      join(state, 'portolan', 'portolan.db'),
      'SELECT drift FROM event ORDER BY id',
    ]);
    return {
      acknowledged,
      before,
      toldAfter,
      told: works.heard,
      kept: String(kept.stdout),
      keptErr: String(kept.stderr),
      err,
    };
  },

  async hooks() {
    let silent;
    const receiving = await receiver(7999, (response, count) => {
      if (count === 1) response.writeHead(500).end();
      else if (count === 2) silent = response;
      else response.writeHead(200).end('thanks');
    });
    const out = join(folder, 'told');
    const script = `cat >> "${out}"; printf '%s %s\\n' "$PORTOLAN_KIND" "$1" >> "${out}"; sleep 0.2`;
    const watching = watch(
      ['--fresh', '--webhook', 'http://127.0.0.1:7999/', '--hold', '1', '--notify'].concat(
        '--exec',
        'sh',
        '--arg',
        '-c',
        '--arg',
        script,
        '--arg',
        'x',
        '--arg',
        '$(touch oops)',
      ),
      { env: { PORTOLAN_WEBHOOK_HEADER: 'Authorization: Bearer abc' } },
    );
    await settled();
    const door = await openDoor(7001, '0.0.0.0');
    await watching.row(({ kind }) => kind === 'new');
    await until(() => silent, 20_000);
    silent.destroy();
    await door.close();
    await until(() => receiving.heard.some(({ kind }) => kind === 'gone'), 20_000);
    const said = await watching.end();
    receiving.close();
    return { heard: receiving.heard, told: readFileSync(out, 'utf8'), ...said };
  },

  async fullDisk() {
    const state = join(folder, 'small');
    mkdirSync(state);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', state]);
    if (mounted.status !== 0) return { leftOut: String(mounted.stderr) };
    const watching = watch(['--fresh', '--webhook', 'http://127.0.0.1:7998/'], { state });
    await settled();
    let filling = 4 * 1024 * 1024;
    for (let i = 0; filling >= 1; filling = Math.floor(filling / 2), i++) {
      try {
        writeFileSync(join(state, `filler${i}`), Buffer.alloc(filling));
      } catch {
        // That was too much; the half of it may fit.
      }
    }
    const door = await openDoor(7001);
    await watching.row(({ kind }) => kind === 'new');
    await pause(500);
    const whileFull = watching.said.err;
    for (let i = 0; i < 24; i++) rmSync(join(state, `filler${i}`), { force: true });
    await door.close();
    await watching.row(({ kind }) => kind === 'gone');
    await pause(500);
    const said = await watching.end();
    spawnSync('umount', [state]);
    return { whileFull, ...said };
  },

  async stopped() {
    const watching = watch(['--fresh']);
    await settled();
    watching.child.kill('SIGSTOP');
    const door = await openDoor(7001);
    await pause(12_000);
    watching.child.kill('SIGCONT');
    await watching.row(({ kind }) => kind === 'new');
    await door.close();
    return watching.end();
  },

  async terminal() {
    const line = `stty rows 20 cols 70; exec "${process.execPath}" "${command}" watch --fresh`;
    const env = {
      ...process.env,
      HOME: folder,
      XDG_STATE_HOME: join(folder, 's'),
      TERM: 'xterm-256color',
    };
    const child = spawn('script', ['-qfec', line, '/dev/null'], { env, stdio: 'pipe' });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    await settled();
    const quiet = out.length;
    await pause(2000);
    const drawnMeanwhile = out.length - quiet;
    const door = await openDoor(7001, '0.0.0.0');
    await until(() => out.includes('7001/tcp'));
    await pause(500);
    // As Ctrl-C on that terminal.
    child.stdin.write('\x03');
    const [code] = await once(child, 'close');
    await door.close();
    return { out, code, drawnMeanwhile };
  },
};

spawnSync('ip', ['link', 'set', 'lo', 'up']);
try {
  process.stdout.write(JSON.stringify(await STORIES[story]()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// All that was started goes with this process: it is the first one of its namespace.
process.exit(0);
