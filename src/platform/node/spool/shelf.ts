/** The jobs of a spool that were kept. Whoever looks needs no right but to read, and disturbs nobody. */
import { join } from 'node:path';
import {
  bySpoolName,
  isSpoolName,
  type SpooledFile,
  type SpooledJob,
  type SpoolShelf,
} from '../../spool.ts';
import {
  attempt,
  FILE_MODE,
  filesFolder,
  fs,
  incomingFolder,
  isAbsent,
  jobFile,
  jobNumber,
  jobsFolder,
  keptFolder,
  lastFile,
  recordFile,
  syncFolder,
  type SpoolPlace,
} from './places.ts';

/** Folders that are looked into at once. */
const AT_ONCE = 32;

export function shelfAt(place: SpoolPlace): SpoolShelf {
  const reading = <T>(work: () => Promise<T>) => attempt(place, 'read', work);
  const find = (id: number) => reading(() => orAbsent(() => jobAt(place, id)));
  return {
    list: () =>
      reading(async () => {
        const ids = await numbersIn(jobsFolder(place));
        const jobs: SpooledJob[] = [];
        for (let at = 0; at < ids.length; at += AT_ONCE) {
          const found = await Promise.all(ids.slice(at, at + AT_ONCE).map(find));
          jobs.push(...found.filter((job) => job !== undefined));
        }
        return jobs;
      }),
    find,
    content: (id) => contentOf(place, id),
    async file(id, name) {
      if (!isSpoolName(name)) return undefined;
      const path = join(filesFolder(keptFolder(place, id)), name);
      return reading(() => orAbsent(async () => new Uint8Array(await fs().readFile(path))));
    },
    remove: (id) => attempt(place, 'written', () => removeJob(place, id)),
  };
}

async function orAbsent<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (problem) {
    if (isAbsent(problem)) return undefined;
    throw problem;
  }
}

/** In their order; none where there is no folder. */
export async function numbersIn(folder: string): Promise<number[]> {
  const names = (await orAbsent(() => fs().readdir(folder))) ?? [];
  return names
    .map(jobNumber)
    .filter((id) => id !== undefined)
    .toSorted((a, b) => a - b);
}

async function jobAt(place: SpoolPlace, id: number): Promise<SpooledJob> {
  const folder = keptFolder(place, id);
  const { size: bytes } = await fs().stat(jobFile(folder));
  const text = await orAbsent(() => fs().readFile(recordFile(folder), 'utf8'));
  return { id, facts: factsOf(text), bytes, files: await filesIn(filesFolder(folder)) };
}

function factsOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function filesIn(folder: string): Promise<SpooledFile[]> {
  const names = (await orAbsent(() => fs().readdir(folder))) ?? [];
  const files = await Promise.all(
    names.filter(isSpoolName).map(async (name): Promise<SpooledFile> => {
      const { size } = await fs().stat(join(folder, name));
      return { name, bytes: size };
    }),
  );
  return files.toSorted(bySpoolName);
}

async function* contentOf(place: SpoolPlace, id: number): AsyncGenerator<Uint8Array> {
  const { createReadStream } = process.getBuiltinModule('node:fs');
  const pieces = createReadStream(jobFile(keptFolder(place, id)));
  try {
    for await (const { buffer, byteOffset, length } of pieces as AsyncIterable<Uint8Array>) {
      yield new Uint8Array(buffer, byteOffset, length);
    }
  } catch (problem) {
    if (isAbsent(problem)) return;
    await attempt(place, 'read', () => Promise.reject(problem as Error));
  }
}

/** Gone by one renaming; what is left of it then, the next owner would sweep too. */
async function removeJob(place: SpoolPlace, id: number): Promise<boolean> {
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const aside = join(incomingFolder(place), `gone-${id}-${randomBytes(6).toString('hex')}`);
  // The greatest number must not be given again, though nothing is left that has it.
  if ((await lastOf(place)) < id) {
    const numbers = await numbersIn(jobsFolder(place));
    if (!numbers.includes(id)) return false;
    if (id === numbers.at(-1)) await rememberLast(place, id);
  }
  try {
    await fs().rename(keptFolder(place, id), aside);
  } catch (problem) {
    // Somebody else was faster.
    if (isAbsent(problem)) return false;
    throw problem;
  }
  await syncFolder(jobsFolder(place));
  await fs().rm(aside, { recursive: true, force: true });
  return true;
}

/** The greatest number that is known to have been given to a job that is gone. */
export async function lastOf(place: SpoolPlace): Promise<number> {
  const text = await orAbsent(() => fs().readFile(lastFile(place), 'utf8'));
  return jobNumber(text?.trim() ?? '') ?? 0;
}

/** Where the disk is full, what was made of the job makes room: who removes it wants no less. */
async function rememberLast(place: SpoolPlace, id: number): Promise<void> {
  try {
    await writeLast(place, id);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'ENOSPC') throw problem;
    await fs().rm(filesFolder(keptFolder(place, id)), { recursive: true, force: true });
    await writeLast(place, id);
  }
}

/** It stays the spool's owner's, whoever removes jobs: a printer that may not read it does not start. */
async function writeLast(place: SpoolPlace, id: number): Promise<void> {
  const beside = `${lastFile(place)}.${id}.new`;
  await fs().writeFile(beside, `${id}\n`, { mode: FILE_MODE, flush: true });
  const { uid, gid } = await fs().stat(place.path);
  if (process.getuid?.() === 0) await fs().chown(beside, uid, gid);
  await fs().rename(beside, lastFile(place));
}
