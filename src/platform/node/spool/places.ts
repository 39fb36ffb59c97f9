/**
 * How a spool lies on the disk:
 *
 *     SPOOL/owner              who has it open: see `owner.ts`
 *     SPOOL/last               the greatest number that was given, where its job is gone
 *     SPOOL/incoming/7/        a job that comes, or that goes; swept when a spool is opened
 *     SPOOL/jobs/7/            a job that was kept, by one renaming of that folder
 *         job                  its bytes
 *         record.json          its facts
 *         files/page-1.png …   what was made of it
 */
import { join } from 'node:path';
import { UnavailableError } from '../../../core/errors.ts';
import { REFUSALS } from '../refusals.ts';

/** Loaded when a spool is used. */
export const fs = () => process.getBuiltinModule('node:fs/promises');

/** What was printed is the user's own business. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** A spool: what it is called for people, and where it can be reached. */
export interface SpoolPlace {
  readonly name: string;
  readonly path: string;
}

export const ownerFile = ({ path }: SpoolPlace): string => join(path, 'owner');
export const lastFile = ({ path }: SpoolPlace): string => join(path, 'last');
export const jobsFolder = ({ path }: SpoolPlace): string => join(path, 'jobs');
export const incomingFolder = ({ path }: SpoolPlace): string => join(path, 'incoming');
export const keptFolder = (place: SpoolPlace, id: number): string =>
  join(jobsFolder(place), String(id));

export const jobFile = (folder: string): string => join(folder, 'job');
export const recordFile = (folder: string): string => join(folder, 'record.json');
export const filesFolder = (folder: string): string => join(folder, 'files');

/** The number that a folder is named by; undefined for any other name. */
export const jobNumber = (name: string): number | undefined =>
  /^[1-9]\d{0,14}$/.test(name) ? Number(name) : undefined;

/** A new name is on the disk when its folder is. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs().open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export const isAbsent = (problem: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((problem as NodeJS.ErrnoException).code ?? '');

/**
 * Does some work on a spool; what the system does not let is said in a sentence.
 * @param absent what it means that something is not there
 */
export async function attempt<T>(
  { name }: SpoolPlace,
  done: 'read' | 'written',
  work: () => Promise<T>,
  absent = GONE,
): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    const { code, syscall, message } = problem as NodeJS.ErrnoException;
    // Any other is our own bug, or says itself what it is.
    if (syscall === undefined) throw problem;
    const why = code === 'ENOENT' ? absent : (REFUSALS[code ?? ''] ?? message);
    throw new UnavailableError(`the spool "${name}" cannot be ${done}: ${why}`);
  }
}

const GONE = 'something in it was removed meanwhile. Start the printer anew';
