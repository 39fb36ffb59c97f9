/**
 * Reads files of `/proc` quickly. They have no size, are made as they are read and may vanish
 * between two calls, so `readFileSync` is slow on them and every failure is an ordinary answer
 * here.
 *
 * Small files are read synchronously: a call takes a few microseconds, a hop through the thread
 * pool several times that. Only tables go through it: for the two of TCP, the kernel searches its
 * whole table of connections, which takes it milliseconds even when that is empty, and meanwhile
 * there are descriptors to walk.
 */
import {
  closeSync,
  openSync,
  read,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { constants } from 'node:os';

/** Why there is nothing to read. */
export type Missing = 'absent' | 'refused';

/** The ways to read what a survey reads thousands of. */
export interface ProcReader {
  /** The first 64 KB of a file, as UTF-8; undefined when it cannot be read. */
  small(path: string): string | undefined;
  /** A link's target; why not, when it cannot be read. */
  target(path: string): string | Missing;
  /** The user that a file or folder belongs to; undefined when it is not there. */
  owner(path: string): number | undefined;
  /**
   * The inodes of the sockets among the descriptors in a folder. Whether they may be read is one
   * question for all of a process's links; root may list the folder even where the links are refused
   * (security modules).
   */
  sockets(folder: string): readonly number[] | Missing;
}

/**
 * One read takes a whole small file of `/proc`; longer ones are cut here. Long ones come in pieces.
 */
const BUFFER = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * `fs/seq_file.c` fills at most one page (4096 bytes or more) per read, with whole records, and
 * stops before that only at the end. So a read with room for another record (none is longer than
 * 256 bytes) was the last; asking again would make the kernel search its whole table of connections
 * once more, for nothing: milliseconds.
 */
const LAST_READ = 4096 - 256;

// Kept between calls, since fresh memory costs more than the reading.
const small = Buffer.allocUnsafeSlow(BUFFER);

/** The first {@link BUFFER} bytes of a file, as UTF-8; undefined when it cannot be read. */
export function readSmall(path: string): string | undefined {
  let file;
  try {
    file = openSync(path, 'r');
    return small.toString('utf8', 0, readSync(file, small, 0, BUFFER, null));
  } catch (error) {
    missingBy(error);
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A link's target; why not, when it cannot be read. */
export function readLink(path: string): string | Missing {
  try {
    return readlinkSync(path);
  } catch (error) {
    return missingBy(error);
  }
}

/** All names in a folder; why not, when it cannot be read. */
export function listNames(folder: string): string[] | Missing {
  try {
    return readdirSync(folder);
  } catch (error) {
    return missingBy(error);
  }
}

/** Descriptors of sockets link to `socket:[inode]`. */
const SOCKET_PREFIX = 'socket:[';

function readSockets(folder: string): readonly number[] | Missing {
  const names = listNames(folder);
  if (!Array.isArray(names)) return names;
  const inodes: number[] = [];
  for (const name of names) {
    const target = readLink(`${folder}/${name}`);
    if (target === 'refused') return target;
    if (target.startsWith(SOCKET_PREFIX)) inodes.push(Number(target.slice(8, -1)));
  }
  return inodes;
}

function readOwner(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch (error) {
    missingBy(error);
    return undefined;
  }
}

/** By Node's own calls. */
export const nodeReader: ProcReader = {
  owner: readOwner,
  small: readSmall,
  target: readLink,
  sockets: readSockets,
};

/** A whole file, however long, as UTF-8; undefined when it cannot be read. */
export function readWhole(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    missingBy(error);
    return undefined;
  }
}

/**
 * Hands over an ASCII table in pieces of whole lines until it ends or `take` has seen enough. A
 * table that breaks off while it is read (its process ended) counts as absent.
 * @returns why there was nothing to read; undefined when all went well
 */
export async function readLines(
  path: string,
  take: (lines: string) => 'more' | 'enough',
  slow: () => boolean,
): Promise<Missing | undefined> {
  let file;
  try {
    file = openSync(path, 'r');
    await pump(file, take, slow);
    return undefined;
  } catch (error) {
    return missingBy(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function pump(
  file: number,
  take: (lines: string) => 'more' | 'enough',
  slow: () => boolean,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(BUFFER);
  let kept = 0;
  for (;;) {
    const room = BUFFER - kept;
    const count = slow()
      ? await readSoon(file, buffer, kept, room)
      : readSync(file, buffer, kept, room, null);
    const used = kept + count;
    const lines = used === 0 ? 0 : buffer.lastIndexOf(NEWLINE, used - 1) + 1;
    // A line as long as the buffer is no line of the kernel's: let it be counted as malformed.
    const whole = lines > 0 || used < BUFFER ? lines : used;
    if (whole > 0 && take(buffer.toString('latin1', 0, whole)) === 'enough') return;
    buffer.copyWithin(0, whole, used);
    kept = used - whole;
    if (count < Math.min(room, LAST_READ)) break;
  }
  if (kept > 0) take(buffer.toString('latin1', 0, kept));
}

function readSoon(file: number, buffer: Buffer, offset: number, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(file, buffer, offset, length, null, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  });
}

/**
 * What the system's refusals mean. ESRCH: the process ended while its file was open. EINVAL: not a
 * link, in a tree that is no `/proc`.
 */
const MISSING: ReadonlyMap<string, Missing> = new Map([
  ['EACCES', 'refused'],
  ['EPERM', 'refused'],
  ['ENOENT', 'absent'],
  ['ENOTDIR', 'absent'],
  ['ESRCH', 'absent'],
  ['EINVAL', 'absent'],
  ['EIO', 'absent'],
  ['EISDIR', 'absent'],
]);

/** The same by their numbers. */
export const MISSING_BY_ERRNO: ReadonlyMap<number, Missing> = new Map(
  Object.entries(constants.errno).flatMap(([name, number]) => {
    const missing = MISSING.get(name);
    return missing === undefined ? [] : [[number, missing] as const];
  }),
);

/**
 * What a failed system call means. Errors that are none of the file's own (no memory, no
 * descriptors) are thrown on.
 */
export function missingBy(error: unknown): Missing {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const missing = typeof code === 'string' ? MISSING.get(code) : undefined;
  if (missing !== undefined) return missing;
  throw error;
}
