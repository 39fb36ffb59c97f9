/** What a spool on disk does with what only disks know: owners that are gone, folders that vanish, damage. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeSpool } from './index.ts';

const base = mkdtempSync(join(tmpdir(), 'portolan-spool-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
const place = () => join(base, String(++count));
const door = nodeSpool();
const octets = Uint8Array.of(1, 2, 3);

async function keepOne(folder: string): Promise<void> {
  const spool = await door.open(folder);
  const job = await spool.begin();
  await job.write(octets);
  await job.keep({ n: 1 });
  await spool.close();
}

describe('a spool on disk', () => {
  it('is for its user alone', async () => {
    const folder = place();
    await keepOne(folder);
    const modes = ['.', 'jobs', 'jobs/1', 'jobs/1/job', 'jobs/1/record.json'].map(
      (name) => statSync(join(folder, name)).mode & 0o077,
    );
    expect(modes).toEqual([0, 0, 0, 0, 0]);
    expect(readdirSync(folder).toSorted()).toEqual(['incoming', 'jobs']);
  });

  it('sweeps what was not kept, and leaves alone what is no job', async () => {
    const folder = place();
    await keepOne(folder);
    mkdirSync(join(folder, 'incoming/2/files'), { recursive: true });
    writeFileSync(join(folder, 'incoming/2/job'), 'half');
    writeFileSync(join(folder, 'jobs/notes.txt'), 'mine');
    mkdirSync(join(folder, 'jobs/07'));
    const spool = await door.open(folder);
    expect((await spool.list()).map(({ id }) => id)).toEqual([1]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    expect(existsSync(join(folder, 'jobs/notes.txt'))).toBe(true);
    await spool.close();
  });

  it('lists a job whose record is damaged, without its facts', async () => {
    const folder = place();
    await keepOne(folder);
    writeFileSync(join(folder, 'jobs/1/record.json'), '{ "n":');
    const shelf = await door.look(folder);
    expect(await shelf.list()).toEqual([{ id: 1, facts: undefined, bytes: 3, files: [] }]);
  });

  it('belongs to nobody once its owner is gone', async () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(folder, 'owner'), JSON.stringify({ pid: dead, host: hostname() }));
    await keepOne(folder);
    writeFileSync(join(folder, 'owner'), '{"pid":');
    const spool = await door.open(folder);
    const { pid } = JSON.parse(readFileSync(join(folder, 'owner'), 'utf8')) as { pid: number };
    expect(pid).toBe(process.pid);
    await spool.close();
    expect(existsSync(join(folder, 'owner'))).toBe(false);
  });

  it('is left to an owner on another machine', async () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'owner'), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    await expect(door.open(folder)).rejects.toThrow('in use by process 1 on elsewhere');
  });

  it('keeps nothing when its folder was removed meanwhile, and says so', async () => {
    const folder = place();
    const spool = await door.open(folder);
    const job = await spool.begin();
    rmSync(folder, { recursive: true });
    await job.write(octets);
    await expect(job.keep({})).rejects.toThrow('removed meanwhile');
    await job.drop();
    await expect(spool.begin()).rejects.toThrow('removed meanwhile');
    expect(await spool.list()).toEqual([]);
    await spool.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('cannot be where a file is, or where nothing can be made', async () => {
    const folder = place();
    writeFileSync(folder, '');
    await expect(door.open(folder)).rejects.toThrow('something in its path is no folder');
    await expect(door.open('/proc/portolan/spool')).rejects.toThrow('cannot be made');
  });

  it.runIf(process.getuid?.() === 0)('stays whose it is, though root removes jobs', async () => {
    const folder = place();
    await keepOne(folder);
    chownSync(folder, 65_534, 65_534);
    expect(await (await door.look(folder)).remove(1)).toBe(true);
    expect(statSync(join(folder, 'last'))).toMatchObject({ uid: 65_534, gid: 65_534 });
  });

  it.skipIf(process.getuid?.() === 0)('says who may not', async () => {
    const folder = place();
    mkdirSync(folder, { mode: 0o500 });
    await expect(door.open(folder)).rejects.toThrow('this user may not');
    chmodSync(folder, 0o700);
  });
});
