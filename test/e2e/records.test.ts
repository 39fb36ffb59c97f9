/** Stores of records under processes that end at any moment, on disks that take no more, and in several hands. */
import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../src/core/errors.ts';
import { nodeRecords } from '../../src/platform/node/records.ts';
import { openSqlite } from '../../src/platform/node/stores/sqlite.ts';
import { copyBuilt, ended, plainEnvironment, type Built } from '../support/built.ts';
import { tool } from '../support/namespace.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ROUNDS = 25;
const KEPT = 200;

let built: Built;
let dist: string;

beforeAll(() => {
  built = copyBuilt();
  dist = join(built.folder, 'dist');
  symlinkSync(here('../../node_modules'), join(built.folder, 'node_modules'));
});
afterAll(() => built.remove());

const writer = (folder: string, first: number) =>
  spawn(process.execPath, [here('records-writer.mjs'), dist, folder, String(first)], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What is in the store, and whether each record is whole. */
async function look(folder: string): Promise<Set<number>> {
  const store = await nodeRecords().open(folder, 'centre');
  const messages = await store.list('message');
  const numbers = messages.map(({ key }) => Number(key));
  const twins = (await store.list('twin')).map(({ key }) => Number(key));
  // They were committed with each other, and so were their removals.
  expect(twins).toEqual(numbers);
  const torn: number[] = [];
  for (const number of numbers) {
    const content = await store.content('message', String(number));
    const whole = Buffer.alloc((number * 37) % 9000, number % 251);
    if (!content || !whole.equals(content)) torn.push(number);
  }
  expect(torn).toEqual([]);
  await store.close();
  return new Set(numbers);
}

describe('a process that is killed', () => {
  it(`has lost nothing that it acknowledged, ${ROUNDS} times`, { timeout: 120_000 }, async () => {
    const folder = join(built.folder, 'killed');
    let next = 1;
    let promised = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = writer(folder, next);
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 60));
      const { code, out, err } = await ended(child);
      expect([code, err]).toEqual(['SIGKILL', '']);
      const told = out.trimEnd().split('\n').map(Number);
      const kept = await look(folder);
      const newest = Math.max(...kept);
      // Of each lane the one beyond the last may be there, and may have taken the one that leaves with it.
      const lost = told.filter((number) => number > newest - KEPT && !kept.has(number));
      expect(lost).toEqual([]);
      promised += told.length;
      next = newest + 1;
    }
    expect(promised).toBeGreaterThan(ROUNDS * 10);
    const file = await openSqlite(join(folder, 'centre.db'));
    expect(file.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    file.close();
  });

  it('holds its store against others while it lives, and not longer', async () => {
    const folder = join(built.folder, 'held');
    const child = writer(folder, 1);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const second = await ended(writer(folder, 1_000_000));
    expect(second.code).toBe(1);
    expect(second.err).toContain('another process holds it; try again when that is done');
    child.kill('SIGKILL');
    await ended(child);
    const kept = await look(folder);
    expect(kept.size).toBeGreaterThan(0);
    expect(Math.max(...kept)).toBeLessThan(1_000_000);
  });
});

const noMount = process.getuid?.() !== 0 || process.platform !== 'linux';
if (noMount) console.log('LEFT OUT: a full disk and a read-only one: root on Linux can make them');

describe.skipIf(noMount)('a disk that takes no more', () => {
  const small = () => join(built.folder, 'small');
  beforeAll(() => {
    mkdirSync(small());
    tool('mount', '-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'none', small());
  });
  afterAll(() => {
    // A file that was closed a moment ago may not be let go of yet.
    tool('umount', '-l', small());
  });

  const put = (key: string, length: number) =>
    ({
      kind: 'put',
      record: { kind: 'message', key, facts: null },
      content: new Uint8Array(length).fill(7),
    }) as const;

  it('says that it is full, keeps what was promised, and goes on when there is room', async () => {
    const folder = join(small(), 'spool');
    const store = await nodeRecords().open(folder, 'centre');
    const promised: string[] = [];
    let problem: unknown;
    for (let number = 0; problem === undefined && number < 1000; number++) {
      const [large, tiny] = await Promise.allSettled([
        store.commit([put(`${number}`, 20_000)]),
        store.commit([put(`${number} beside`, 1)]),
      ]);
      if (large.status === 'fulfilled') promised.push(`${number}`);
      else problem = large.reason;
      if (tiny.status === 'fulfilled') promised.push(`${number} beside`);
    }
    expect(problem).toBeInstanceOf(UnavailableError);
    expect((problem as Error).message).toMatch(/ cannot be used: the disk is full$/);
    expect(promised.length).toBeGreaterThan(10);
    const keys = async () => (await store.list('message')).map(({ key }) => key);
    expect(await keys()).toEqual(promised.toSorted());
    tool('mount', '-o', 'remount,size=2m', small());
    await store.commit([put('with room', 20_000)]);
    promised.push('with room');
    await store.close();
    const again = await nodeRecords().open(folder, 'centre');
    expect((await again.list('message')).map(({ key }) => key)).toEqual(promised.toSorted());
    await again.close();
  });

  it('says that it is read-only', async () => {
    const shown = join(built.folder, 'shown');
    mkdirSync(shown);
    tool('mount', '--bind', small(), shown);
    try {
      tool('mount', '-o', 'remount,bind,ro', shown);
      const open = nodeRecords().open(join(shown, 'spool'), 'centre');
      await expect(open).rejects.toThrow(/ cannot be used: the file system is read-only$/);
      const elsewhere = nodeRecords().open(join(shown, 'other'), 'centre');
      await expect(elsewhere).rejects.toThrow(/ cannot be made: the file system is read-only$/);
    } finally {
      tool('umount', '-l', shown);
    }
  });
});
