/** Opens a spool on this machine's disk. */
import { join } from 'node:path';
import { UnavailableError } from '../../../core/errors.ts';
import type { User } from '../../privileges.ts';
import type { IncomingJob, Spool, SpoolOptions } from '../../spool.ts';
import { makeFolders } from '../make-folders.ts';
import { REFUSALS } from '../refusals.ts';
import { beginJob } from './incoming.ts';
import { takeOwnership } from './owner.ts';
import { attempt, FOLDER_MODE, fs, incomingFolder, jobsFolder, type SpoolPlace } from './places.ts';
import { lastOf, numbersIn, shelfAt } from './shelf.ts';

/** @throws UnavailableError as SpoolDoor says */
export async function openSpool(folder: string, { owner }: SpoolOptions = {}): Promise<Spool> {
  if (folder.includes('\0')) throw new UnavailableError('a name of a folder has no NUL byte');
  const named: SpoolPlace = { name: folder, path: folder };
  const opening = async () => {
    for (const path of [folder, jobsFolder(named), incomingFolder(named)]) {
      await makeFolders(path, FOLDER_MODE);
    }
    const ownership = await takeOwnership(named);
    try {
      await sweep(named);
      const last = Math.max(await lastOf(named), ...(await numbersIn(jobsFolder(named))));
      const held = owner && (await handOver(named, owner));
      const place = held ?? { ...named, close: async () => {} };
      return spoolAt(place, last, async () => {
        await ownership.release(place);
        await place.close();
      });
    } catch (problem) {
      await ownership.release(named);
      throw problem;
    }
  };
  return attempt(named, 'written', opening, REFUSALS['ENOENT']);
}

/** What was not kept when its owner ended, and what was being removed. */
async function sweep(place: SpoolPlace): Promise<void> {
  const folder = incomingFolder(place);
  for (const name of await fs().readdir(folder)) {
    await fs().rm(join(folder, name), { recursive: true, force: true });
  }
}

function spoolAt(place: SpoolPlace, last: number, release: () => Promise<void>): Spool {
  const shelf = shelfAt(place);
  const incoming = new Set<IncomingJob>();
  let next = last + 1;
  let closed = false;
  return {
    ...shelf,
    async begin() {
      if (closed) throw new UnavailableError(`the spool "${place.name}" was closed`);
      const job: IncomingJob = await beginJob(place, next++, () => incoming.delete(job));
      incoming.add(job);
      return job;
    },
    async usage() {
      const jobs = await shelf.list();
      const sizes = jobs.flatMap(({ bytes, files }) => [bytes, ...files.map((one) => one.bytes)]);
      return { jobs: jobs.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const job of incoming) await job.drop();
      await release();
    },
  };
}

/**
 * Gives the spool to somebody who may perhaps not even get to it: below the administrator's own folders nobody else does. On
 * Linux a folder that is held open is reached by way of that.
 */
async function handOver(
  { name, path }: SpoolPlace,
  { uid, gid }: User,
): Promise<SpoolPlace & { close(): Promise<void> }> {
  for (const entry of ['.', ...(await fs().readdir(path, { recursive: true }))]) {
    // What is a link leads elsewhere, and is left alone.
    await fs().lchown(join(path, entry), uid, gid);
  }
  if (process.platform !== 'linux') return { name, path, close: async () => {} };
  const held = await fs().open(path, 'r');
  return { name, path: `/proc/self/fd/${held.fd}`, close: () => held.close() };
}
