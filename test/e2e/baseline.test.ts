/**
 * The built command's baselines: quiet through a thousand restarts, exact about what changed, whole after
 * being killed at any moment, honest without rights. The parts that need a network namespace, another user or
 * a disk of their own need root on Linux, and are left out by name elsewhere.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';
import { makeNamespace, noNamespace, removeNamespace, tool } from '../support/namespace.ts';
import { nodeStores } from '../../src/platform/node/stores/index.ts';
import { openSqlite } from '../../src/platform/node/stores/sqlite.ts';

const NAMESPACE = `portolan-baseline-${process.pid}`;
const RESTARTS = 1000;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

let built: Built;
let dist: string;

beforeAll(() => {
  built = copyBuilt();
  dist = join(built.folder, 'dist');
  symlinkSync(here('../../node_modules'), join(built.folder, 'node_modules'));
});
afterAll(() => built.remove());

/** Runs `portolan baseline` with a state folder of its own. */
const baseline = (words: readonly string[], state: string): Promise<Ended> =>
  run(process.execPath, [built.command, 'baseline', ...words], { env: { XDG_STATE_HOME: state } });

const stateFolder = (name: string) => join(built.folder, name);
const storeIn = (state: string) => nodeStores({ path: (name) => join(state, 'portolan', name) });

const reason = noNamespace(
  'unshare --pid --fork --mount-proc true',
  'setpriv --version',
  'perl -v',
);
if (reason) console.log(`LEFT OUT: baselines in a network namespace: ${reason}`);

interface Said {
  readonly code: number;
  readonly err: string;
  readonly drifts?: readonly string[];
}

interface Report extends Readonly<Record<string, unknown>> {
  readonly restarts: { readonly said: readonly string[]; readonly asked: number };
}

describe.skipIf(reason)('in a network namespace of its own', () => {
  let report: Report;
  const said = (name: string) => report[name] as Said;

  beforeAll(async () => {
    makeNamespace(NAMESPACE);
    const folder = join(built.folder, 'inside');
    mkdirSync(folder);
    // Its processes end with it.
    const own = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const words = [here('baseline-inside.mjs'), dist, folder, String(RESTARTS)];
    const inside = ['netns', 'exec', NAMESPACE, ...own, process.execPath, ...words];
    const { out, err, code } = await run('ip', inside);
    if (code !== 0) throw new Error(`the part inside ended with ${code}: ${err}`);
    report = JSON.parse(out) as Report;
  }, 180_000);
  afterAll(() => removeNamespace(NAMESPACE));

  it(`says nothing to ${RESTARTS} restarts`, () => {
    expect(report.restarts).toEqual({ said: [], asked: RESTARTS / 50 });
  });

  const THREE = ['wider warning 7004/tcp', 'program warning 7002/tcp', 'gone notice 7003/udp'];

  it('says three things to three changes, in the store and in a file', () => {
    expect(said('changed')).toEqual({ code: 0, err: '', drifts: THREE });
    expect(said('byFile')).toEqual({ code: 0, err: '', drifts: THREE });
  });

  it('fails on what it is told to fail on', () => {
    expect(said('failOn').code).toBe(1);
    expect(said('failOnOther').code).toBe(0);
    // What took a port that is promised to another.
    expect(said('failOnVerdict').code).toBe(1);
  });

  it('without rights, says what it could not see, and calls nothing another program', () => {
    expect(said('nobody')).toEqual({
      code: 4,
      err: '',
      drifts: ['wider warning 7004/tcp', 'gone notice 7003/udp', 'unverified none'],
    });
    const sentences = String(report['nobodySays']).replaceAll(/\s+/g, ' ');
    expect(sentences).toContain(
      'The programs of 2 doors could not be seen now: whether that changed cannot be told.',
    );
    expect(report['nobodySays']).toContain('sudo env HOME="$HOME" portolan baseline diff');
    expect(report['notTheirs']).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^portolan: the store ".*" cannot be used: /) as string,
    });
  });

  it('takes over what is accepted, one or all, and gives back the version before', () => {
    expect([report['acceptOne'], report['acceptAll'], report['undo'], report['again']]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(said('afterOne').drifts).toEqual(THREE.slice(1));
    expect(said('acceptNothing').code).toBe(3);
    expect(said('afterAll').drifts).toEqual([]);
    expect(said('afterUndo').drifts).toEqual(THREE.slice(1));
  });

  it('tells other network namespaces apart', () => {
    expect(said('apart').drifts).toEqual(['reopened notice 7003/udp']);
    expect(said('apartToo').drifts).toEqual(['reopened notice 7003/udp', 'gone notice 7005/tcp']);
    expect(report['leftOut']).toContain('1 other network namespace was left out; --everywhere');
    // Accepting all of this machine did not forget the other: it is there to be missed.
  });

  it('calls reopened what it saw go', () => {
    expect(said('back').drifts).toEqual(['reopened notice 7003/udp']);
  });
});

describe('a baseline file', () => {
  it('is the same each time, and is not written over unasked', async () => {
    const state = stateFolder('files');
    const file = join(built.folder, 'portolan.baseline.json');
    expect(await baseline(['save', '--file', file], state)).toMatchObject({ code: 0, err: '' });
    const first = readFileSync(file, 'utf8');
    const again = await baseline(['save', '--file', file], state);
    expect(again.code).toBe(2);
    expect(again.err).toMatch(/it is there\s+already/);
    expect(again.err).toContain('--replace');
    expect((await baseline(['save', '--file', file, '--replace'], state)).code).toBe(0);
    const head = (text: string) => text.split('\n').slice(0, 4);
    expect(head(readFileSync(file, 'utf8'))).toEqual(head(first));
    expect(first).not.toMatch(/"pid"|"takenAt"|20\d\d-\d\d-\d\d/);
    // Nothing of this user is touched.
    expect(existsSync(state)).toBe(false);
  });
});

describe('killed at any moment', () => {
  it('the command keeps what it has said to be kept', { timeout: 60_000 }, async () => {
    const state = stateFolder('killed');
    const began = performance.now();
    expect((await baseline(['save', 'first'], state)).code).toBe(0);
    const usual = performance.now() - began;
    const store = storeIn(state);
    let acknowledged = '';
    let killed = 0;
    for (let round = 0; round < 30; round++) {
      const child = spawn(
        process.execPath,
        [built.command, 'baseline', 'save', '--replace', '--json'],
        { env: plainEnvironment({ XDG_STATE_HOME: state }), stdio: ['ignore', 'pipe', 'pipe'] },
      );
      // Most of the time goes into starting; what is to be hit comes towards the end.
      const alarm = setTimeout(() => child.kill('SIGKILL'), usual * (0.3 + 0.9 * Math.random()));
      const { code, out } = await ended(child);
      clearTimeout(alarm);
      if (code === 'SIGKILL') killed += 1;
      const whole = code === 0 ? (JSON.parse(out) as { baseline: { savedAt: string } }) : undefined;
      acknowledged = whole?.baseline.savedAt ?? acknowledged;
      const kept = await store.baselines.load('default');
      expect((kept?.savedAt ?? '') >= acknowledged).toBe(true);
      expect((await store.baselines.load('first'))?.earlier).toBe(0);
    }
    await store.close();
    expect(killed).toBeGreaterThan(0);
    await expectSound(state);
  });

  it(
    'the store keeps what it has promised, in the midst of writing',
    { timeout: 60_000 },
    async () => {
      const state = stateFolder('writing');
      let promised = 0;
      for (let round = 0; round < 25; round++) {
        const child = spawn(
          process.execPath,
          [here('baseline-writer.mjs'), dist, String(promised + 1)],
          {
            env: plainEnvironment({ XDG_STATE_HOME: state }),
            stdio: ['ignore', 'pipe', 'inherit'],
          },
        );
        // Not before it has begun; then at once, or some versions later.
        child.stdout.once('data', () =>
          setTimeout(() => child.kill('SIGKILL'), Math.random() * 40),
        );
        const { code, out } = await ended(child);
        expect(code).toBe('SIGKILL');
        promised = Number(out.trimEnd().split('\n').at(-1));
        const store = storeIn(state);
        const kept = Number((await store.baselines.load('default'))?.snapshot.takenAt);
        // One more may be on the disk than could be told.
        expect([promised, promised + 1]).toContain(kept);
        promised = kept;
        await store.close();
      }
      expect(promised).toBeGreaterThan(50);
      await expectSound(state);
    },
  );

  it('several at the same time lose nothing of each other', async () => {
    const state = stateFolder('together');
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const results = await Promise.all(names.map((name) => baseline(['save', name], state)));
    expect(results.map(({ code, err }) => [code, err])).toEqual(names.map(() => [0, '']));
    const listed = await baseline(['list', '--csv'], state);
    expect(
      listed.out
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line[0]),
    ).toEqual(names);
  });
});

/** SQLite's own judgement of the whole file. */
async function expectSound(state: string): Promise<void> {
  const connection = await openSqlite(join(state, 'portolan', 'portolan.db'));
  expect(connection.prepare('PRAGMA integrity_check').all()).toEqual([
    expect.objectContaining({ integrity_check: 'ok' }),
  ]);
  connection.close();
}

/** Whether a small disk can be made. */
function noDisk(): string | undefined {
  if (reason) return reason;
  try {
    tool('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}

const withoutDisk = noDisk();
if (withoutDisk && !reason) console.log(`LEFT OUT: baselines on a full disk: ${withoutDisk}`);

it.skipIf(withoutDisk)('a full disk is called full, and what was kept before is kept', async () => {
  const state = stateFolder('small');
  mkdirSync(state);
  tool('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', state);
  try {
    expect(await baseline(['save'], state)).toMatchObject({ code: 0, err: '' });
    const before = await baseline(['show', '--json'], state);
    let filled = 0;
    // Until not a byte more fits.
    for (const size of [65_536, 4096, 512, 1]) {
      for (;;) {
        try {
          writeFileSync(join(state, `filler-${filled++}`), 'x'.repeat(size));
        } catch {
          break;
        }
      }
    }
    const full = await baseline(['save', 'other'], state);
    expect(full.code).toBe(3);
    expect(full.err.replaceAll(/\s+/g, ' ')).toMatch(/cannot be (?:used|made): .*(?:full|ENOSPC)/);
    for (let name = 0; name < filled; name++)
      rmSync(join(state, `filler-${name}`), { force: true });
    const after = await baseline(['show', '--json'], state);
    expect(after).toEqual(before);
    expect(await baseline(['save', 'other'], state)).toMatchObject({ code: 0, err: '' });
  } finally {
    tool('umount', state);
  }
});

it.skipIf(withoutDisk)('a file system that takes nothing is called read-only', async () => {
  const state = stateFolder('readonly');
  mkdirSync(state);
  tool('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', state);
  const words = /: the file system is read-only\.?$/;
  try {
    tool('mount', '-o', 'remount,ro', state);
    const first = await baseline(['save'], state);
    expect([first.code, first.err.replaceAll(/\s+/g, ' ').trim()]).toEqual([
      3,
      expect.stringMatching(words),
    ]);
    tool('mount', '-o', 'remount,rw', state);
    expect(await baseline(['save'], state)).toMatchObject({ code: 0, err: '' });
    tool('mount', '-o', 'remount,ro', state);
    const next = await baseline(['save', 'other'], state);
    expect([next.code, next.err.replaceAll(/\s+/g, ' ').trim()]).toEqual([
      3,
      expect.stringMatching(words),
    ]);
  } finally {
    tool('umount', state);
  }
});

/** Node has an SQLite of its own from 22.13 on. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasOwn = major > 22 || (major === 22 && minor >= 13);

it.skipIf(hasOwn)('without SQLite it says how to get it', async () => {
  const bare = copyBuilt();
  const state = join(bare.folder, 'state');
  try {
    const { code, err } = await run(process.execPath, [bare.command, 'baseline', 'save'], {
      env: { XDG_STATE_HOME: state },
    });
    expect(code).toBe(3);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('npm install -g @photostructure/sqlite');
    expect(existsSync(state)).toBe(false);
    const other = await run(process.execPath, [bare.command, 'port', '22', '--json']);
    expect(other.code).toBe(0);
  } finally {
    bare.remove();
  }
});
