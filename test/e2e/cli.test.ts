/** The built command as people run it: in pipes, with files, as another user, blinded, interrupted. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type RunOptions,
} from '../support/built.ts';
import { unlessLeftOut } from '../support/left-out.ts';

let built: Built;
beforeAll(() => {
  built = copyBuilt();
});
afterAll(() => built.remove());

const portolan = (words: string, options?: RunOptions) =>
  run(process.execPath, [built.command, ...words.split(' ').filter(Boolean)], options);

const MESSAGE = '4550534f4e510300000000000000';
const MESSAGE_BYTES = Buffer.from(MESSAGE, 'hex');

describe('in a pipe', () => {
  /** Runs `portolan WORDS | READER` and gives what both say, and the code that portolan ended with. */
  const piped = async (words: string, reader: string) => {
    const script = `{ "$0" "$1" ${words}; echo "code $?" >&2; } | ${reader}`;
    return run('sh', ['-c', script, process.execPath, built.command]);
  };

  it.each([
    ['0-65535', 'head -1'],
    ['0-65535 --json', 'head -c 10'],
    ['0-65535 --ndjson', 'head -1'],
    ['0-65535 --csv', 'head -1'],
    ['search tcp --limit 10000', 'head -1'],
    ['641', 'true'],
  ])('portolan %s | %s ends quietly', async (words, reader) => {
    expect((await piped(words, reader)).err).toBe('code 0\n');
  });

  it('gives all of a long answer to whoever reads it', async () => {
    const { out, err } = await piped('0-65535 --ndjson', 'wc -l');
    expect(Number(out)).toBe(65_536);
    expect(err).toBe('code 0\n');
  });

  it('gives all of it to a slow reader, too', async () => {
    const { out, err } = await piped('0-65535 --ndjson', '(sleep 1; wc -l)');
    expect(Number(out)).toBe(65_536);
    expect(err).toBe('code 0\n');
  });

  it('says so when there is no room for the answer', async () => {
    const script = '"$0" "$1" 641 >/dev/full; echo "code $?" >&2';
    const { err } = await run('sh', ['-c', script, process.execPath, built.command]);
    expect(err).toMatch(/^portolan: the output cannot be written \(ENOSPC.*\ncode 3\n$/);
  });

  it('writes no colours, and lines that are not cut to 80', async () => {
    const { out } = await portolan('641');
    expect(out).not.toContain('\u001b');
    expect(out.split('\n').some((line) => line.length > 80)).toBe(true);
  });

  it('writes colours when they are asked for', async () => {
    expect((await portolan('641', { env: { FORCE_COLOR: '1' } })).out).toContain('\u001b[');
    expect((await portolan('641 --color')).out).toContain('\u001b[');
  });
});

describe('the command line', () => {
  it.each([
    ['--version', 0, /^\d+\.\d+\.\d+\n$/],
    ['--help', 0, /^Usage: portolan /],
    ['641', 0, /^Port 641 /],
    ['survey', 0, /\w/],
    ['--json', 0, /^\{/],
    ['demo', 0, /^A small network in memory/],
  ])('portolan %s', async (words, code, says) => {
    const ending = await portolan(words);
    expect(ending).toMatchObject({ code, err: '' });
    expect(ending.out).toMatch(says);
  });

  it.each([
    ['70000', 2, '70000 is no port'],
    ['--frobnicate', 2, "unknown option '--frobnicate'"],
    ['nonesuchatall', 3, 'no service is called "nonesuchatall"'],
  ])('portolan %s complains and ends with %i', async (words, code, says) => {
    const ending = await portolan(words);
    expect(ending).toMatchObject({ code, out: '' });
    expect(ending.err).toContain(says);
    expect(ending.err).not.toMatch(/\n +at /);
  });

  it('works from any folder', async () => {
    expect(await portolan('641', { cwd: '/' })).toMatchObject({ code: 0, err: '' });
  });

  it('our own bug ends with 70, says whose it is, and what to report', async () => {
    const broken = copyBuilt();
    writeFileSync(join(broken.folder, 'dist/data/ports/curated.tsv'), '3289\tnonsense\n');
    const ending = await run(process.execPath, [broken.command, '3289']);
    broken.remove();
    expect(ending).toMatchObject({ code: 70, out: '' });
    expect(ending.err).toMatch(/this is a bug in Portolan \d/);
    expect(ending.err).toContain('in the line "3289\tnonsense"');
  });
});

describe('decode', () => {
  it.each<[what: string, input: string | Uint8Array]>([
    ['bytes', MESSAGE_BYTES],
    ['hexadecimal', `${MESSAGE}\n`],
  ])('reads %s from standard input and from a file', async (what, input) => {
    const file = join(built.folder, `message ${what}`);
    writeFileSync(file, input);
    const piped = await portolan('decode auto - --json', { input });
    const filed = await run(process.execPath, [built.command, 'decode', 'auto', file, '--json']);
    expect(JSON.parse(piped.out)).toMatchObject({
      messages: [{ protocol: 'enpc', bytes: MESSAGE }],
    });
    expect(filed).toEqual(piped);
  });

  it('says when a file is not there, or is none', async () => {
    const missing = await portolan('decode auto nowhere.bin', { cwd: built.folder });
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('There is no file "nowhere.bin"');
    const folder = await portolan('decode auto dist', { cwd: built.folder });
    expect(folder.err).toContain('"dist" is a directory');
  });

  it('empty input is said to be empty', async () => {
    expect((await portolan('decode auto -')).err).toContain('the input is empty');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends the wait for input that never ends',
    async (name) => {
      const child = spawn(process.execPath, [built.command, 'decode', 'auto', '-'], {
        env: plainEnvironment(),
        stdio: 'pipe',
      });
      child.stdin.on('error', () => {});
      const ending = ended(child);
      // More than a pipe holds: when it is written, the command is reading.
      await new Promise((resolve) => child.stdin.write(Buffer.alloc(512 * 1024), resolve));
      child.kill(name);
      expect(await ending).toEqual({
        code: name,
        out: '',
        err: 'portolan: interrupted before the input ended\n',
      });
    },
  );
});

/** What the survey says of one port, from its JSON. */
async function doorsOn(port: number) {
  const { out } = await portolan('survey --json');
  const { listeners } = JSON.parse(out) as {
    listeners: { port: number; verdict: string; processes: { pid: number }[]; why: string }[];
  };
  return listeners.filter((listener) => listener.port === port);
}

/** Listens on the first of these loopback ports that is free. */
async function listenOn(ports: readonly number[]): Promise<{ server: Server; port: number }> {
  const [port, ...others] = ports;
  if (port === undefined) throw new Error('none of the ports is free');
  const server = createServer();
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  return isOpen ? { server, port } : listenOn(others);
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

const IS_LINUX = process.platform === 'linux';
const IS_ROOT = process.getuid?.() === 0;

const canSurvey = unlessLeftOut(IS_LINUX, 'a door', 'it is held to Linux alone');
describe.skipIf(!canSurvey)('a door', () => {
  it.each<[what: string, ports: number[], verdict: string]>([
    ['promised to a database, held by a runtime', [5432, 3306, 1521], 'stranger'],
    ['promised to nobody', [26_991, 26_993, 26_999], 'unclaimed'],
  ])('%s, is seen when it opens and gone when it closes', async (_, ports, verdict) => {
    const { server, port } = await listenOn(ports);
    const open = await doorsOn(port);
    await close(server);
    expect(open).toMatchObject([{ verdict, processes: [{ pid: process.pid }] }]);
    expect(open[0]!.why).toContain(`${port}/tcp`);
    expect(await doorsOn(port)).toEqual([]);
  });

  it('meets --fail-on', async () => {
    const { server } = await listenOn([5432, 3306, 1521]);
    const { code } = await portolan('survey --fail-on stranger');
    await close(server);
    expect(code).toBe(1);
  });
});

const BLINDED = ['-m', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$0" "$@"'];
const canUnshare = unlessLeftOut(
  IS_LINUX && IS_ROOT && spawnSync('unshare', [...BLINDED, 'true']).status === 0,
  'without /proc',
  'that needs root and unshare -m',
);
describe.skipIf(!canUnshare)('without /proc', () => {
  const blinded = (...words: string[]) =>
    run('unshare', [...BLINDED, process.execPath, built.command, ...words]);

  it('says what could not be looked at, with no stack trace, and ends with 3', async () => {
    for (const more of [[], ['--json'], ['--strict']]) {
      const ending = await blinded('survey', ...more);
      expect(ending).toMatchObject({ code: 3, out: '' });
      expect(ending.err).toContain('nothing could be looked at: /proc cannot be read');
      expect(ending.err.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('still knows what ports are for', async () => {
    expect(await blinded('641')).toMatchObject({ code: 0, err: '' });
  });
});

const AS_NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const canBeNobody = unlessLeftOut(
  IS_LINUX &&
    IS_ROOT &&
    spawnSync('setpriv', [...AS_NOBODY, process.execPath, '--version']).status === 0,
  'an unprivileged user',
  'that needs root and setpriv',
);
describe.skipIf(!canBeNobody)('an unprivileged user', () => {
  const asNobody = async (...words: string[]) => {
    const { server, port } = await listenOn([5432, 3306, 1521]);
    const ending = await run('setpriv', [...AS_NOBODY, process.execPath, built.command, ...words]);
    await close(server);
    return { ...ending, port };
  };

  it('sees the door but not the program, and is told the command that shows it', async () => {
    const { code, out, err } = await asNobody('survey');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n').at(-1)).toBe('To see more: sudo portolan survey');
  });

  it('"not seen" never reads as "nobody"', async () => {
    const { out, port } = await asNobody('survey', '--json');
    const survey = JSON.parse(out) as { listeners: { port: number }[]; coverage: object };
    expect(survey.coverage).toMatchObject({ complete: false });
    expect(survey.listeners.filter((listener) => listener.port === port)).toMatchObject([
      { processes: [], why: expect.stringContaining('no permission to see') as string },
    ]);
  });

  it('ends with 4 when it is strict', async () => {
    expect((await asNobody('survey', '--strict')).code).toBe(4);
  });
});
