/** What is promised of spools, held against those on disk and those in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../core/errors.ts';
import { nodeSpool } from './node/spool/index.ts';
import { simulatedSpool } from './simulated/spool.ts';
import type { Spool, SpoolDoor, SpoolShelf } from './spool.ts';

const base = mkdtempSync(join(tmpdir(), 'portolan-spools-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const bytes = (...values: number[]) => Uint8Array.from(values);
const ids = async (shelf: SpoolShelf) => (await shelf.list()).map(({ id }) => id);

async function contentOf(shelf: SpoolShelf, id: number): Promise<number[]> {
  const all: number[] = [];
  for await (const piece of shelf.content(id)) all.push(...piece);
  return all;
}

async function keep(spool: Spool, ...values: number[]): Promise<number> {
  const job = await spool.begin();
  await job.write(bytes(...values));
  await job.keep({ n: values.length });
  return job.id;
}

let count = 0;

describe.each<[string, () => SpoolDoor]>([
  ['on disk', nodeSpool],
  ['in memory', simulatedSpool],
])('a spool %s', (_, makeDoor) => {
  const opened: Spool[] = [];
  /** A place for one, and how to open it there. */
  const fresh = () => {
    const door = makeDoor();
    count += 1;
    const folder = join(base, String(count), 'spool');
    const open = async () => {
      const spool = await door.open(folder);
      opened.push(spool);
      return spool;
    };
    return { door, folder, open };
  };
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
  });

  it('has no jobs at first, nor where there is none', async () => {
    const { door, folder, open } = fresh();
    const shelf = await door.look(folder);
    expect(await shelf.list()).toEqual([]);
    expect(await shelf.find(1)).toBeUndefined();
    expect(await contentOf(shelf, 1)).toEqual([]);
    expect(await shelf.file(1, 'page-1.png')).toBeUndefined();
    const spool = await open();
    expect(await spool.list()).toEqual([]);
    expect(await spool.usage()).toEqual({ jobs: 0, bytes: 0 });
  });

  it('keeps jobs, in pieces of any size, with what was made of them', async () => {
    const { door, folder, open } = fresh();
    const spool = await open();
    const job = await spool.begin();
    expect(job.id).toBe(1);
    const piece = bytes(1, 2, 3);
    await job.write(piece);
    piece.fill(9);
    await job.write(bytes());
    await job.write(bytes(4));
    for (const name of ['page-10.png', 'page-2.txt', 'page-2.png']) {
      const file = await job.create(name);
      await file.write(bytes(7));
      await file.write(bytes(8, 9));
      await file.close();
    }
    expect(await spool.list()).toEqual([]);
    await job.keep({ from: 'ä', pages: 2 });
    const kept = {
      id: 1,
      facts: { from: 'ä', pages: 2 },
      bytes: 4,
      files: ['page-2.png', 'page-2.txt', 'page-10.png'].map((name) => ({ name, bytes: 3 })),
    };
    const shelf = await door.look(folder);
    for (const each of [spool, shelf]) {
      expect(await each.list()).toEqual([kept]);
      expect(await each.find(1)).toEqual(kept);
      expect(await contentOf(each, 1)).toEqual([1, 2, 3, 4]);
      expect(await each.file(1, 'page-10.png')).toEqual(bytes(7, 8, 9));
      expect(await each.file(1, 'page-3.png')).toBeUndefined();
      expect(await each.file(1, '../job')).toBeUndefined();
    }
    expect(await spool.usage()).toEqual({ jobs: 1, bytes: 13 });
  });

  it('keeps several that come at the same time apart, in the order in which they began', async () => {
    const spool = await fresh().open();
    const jobs = [await spool.begin(), await spool.begin(), await spool.begin()];
    await Promise.all(jobs.map((job, i) => job.write(bytes(i, i))));
    await jobs[2]!.keep({});
    await jobs[0]!.keep({});
    expect(await ids(spool)).toEqual([1, 3]);
    expect(await contentOf(spool, 3)).toEqual([2, 2]);
    await jobs[1]!.drop();
    expect(await ids(spool)).toEqual([1, 3]);
  });

  it('has it again when it is opened again, and nothing that was not kept', async () => {
    const { open } = fresh();
    const first = await open();
    await keep(first, 5);
    const left = await first.begin();
    await left.write(bytes(6));
    await first.close();
    await first.close();
    await expect(left.keep({})).rejects.toThrow(UnavailableError);
    const again = await open();
    expect(await ids(again)).toEqual([1]);
    expect(await contentOf(again, 1)).toEqual([5]);
    await expect(first.begin()).rejects.toThrow(UnavailableError);
  });

  it('gives a number once, though its job is gone', async () => {
    const { open } = fresh();
    const spool = await open();
    await keep(spool, 1);
    await keep(spool, 2);
    expect(await spool.remove(2)).toBe(true);
    expect(await spool.remove(2)).toBe(false);
    await spool.close();
    const again = await open();
    expect(await keep(again, 3)).toBe(3);
    expect(await ids(again)).toEqual([1, 3]);
  });

  it('lets whoever looks remove a job, with all that is beside it', async () => {
    const { door, folder, open } = fresh();
    const spool = await open();
    const job = await spool.begin();
    const file = await job.create('page-1.png');
    await file.write(bytes(1));
    await file.close();
    await job.keep({});
    const shelf = await door.look(folder);
    expect(await shelf.remove(1)).toBe(true);
    expect(await spool.usage()).toEqual({ jobs: 0, bytes: 0 });
    expect(await spool.file(1, 'page-1.png')).toBeUndefined();
  });

  it('is for one process', async () => {
    const { open } = fresh();
    const spool = await open();
    await expect(open()).rejects.toThrow(/in use by .*process/);
    await keep(spool, 1);
    await spool.close();
    expect(await ids(await open())).toEqual([1]);
  });

  it('has no place for names that lead elsewhere', async () => {
    const job = await (await fresh().open()).begin();
    for (const name of ['', '..', 'a/b', '/etc/x', '.x', 'a\0', '1', 'x'.repeat(70)]) {
      await expect(job.create(name)).rejects.toThrow(/no (?:name|new name)/);
    }
  });
});

describe('a spool in memory', () => {
  it('loses with its machine what was not kept, and refuses with its disk', async () => {
    const spools = simulatedSpool();
    const spool = await spools.open('x');
    await keep(spool, 1);
    const coming = await spool.begin();
    spools.crash();
    await expect(coming.write(bytes(1))).rejects.toThrow('closed');
    const again = await spools.open('x');
    expect(await ids(again)).toEqual([1]);
    const job = await again.begin();
    spools.refuse('the disk is full');
    await expect(job.write(bytes(1))).rejects.toThrow('the disk is full');
    await expect(job.keep({})).rejects.toThrow('the disk is full');
    spools.refuse(undefined);
    expect(await ids(again)).toEqual([1]);
  });
});
