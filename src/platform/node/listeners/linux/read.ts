/**
 * Reads files of `/proc` quickly. They have no size, are made as they are read and may vanish between
 * two calls, so `readFileSync` is slow on them and every failure is an ordinary answer here.
 *
 * All calls are synchronous: each takes a few microseconds, and a hop through the thread pool takes
 * several times that.
 */
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';

/** Why there is nothing to read. */
export type Missing = 'absent' | 'refused';

/** One read takes a whole small file of `/proc`; longer ones are cut here. */
const SMALL_FILE = 64 * 1024;
/** Tables are parsed in pieces of this many bytes, so that a table of any length needs no more memory. */
const PIECE = 256 * 1024;
const NEWLINE = 0x0a;

// Kept between calls: nothing here is re-entrant, and fresh memory costs more than the reading.
const small = Buffer.allocUnsafeSlow(SMALL_FILE);
const piece = Buffer.allocUnsafeSlow(PIECE);

/** The first {@link SMALL_FILE} bytes of a file, as UTF-8; undefined when it cannot be read. */
export function readSmall(path: string): string | undefined {
  let file;
  try {
    file = openSync(path, 'r');
    return small.toString('utf8', 0, readSync(file, small, 0, SMALL_FILE, null));
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

/** A whole file, however long, as UTF-8; undefined when it cannot be read. */
export function readWhole(path: string): string | undefined {
  const pieces: Buffer[] = [];
  const missing = readLines(path, (lines) => pieces.push(Buffer.from(lines)));
  return missing === undefined ? Buffer.concat(pieces).toString('utf8') : undefined;
}

/**
 * Hands over a file in pieces of whole lines; `take` must not keep the bytes. A file that breaks off
 * while it is read (its process ended) counts as absent.
 */
export function readLines(path: string, take: (lines: Uint8Array) => void): Missing | undefined {
  let file;
  try {
    file = openSync(path, 'r');
    pump(file, take);
    return undefined;
  } catch (error) {
    return missingBy(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function pump(file: number, take: (lines: Uint8Array) => void): void {
  let used = 0;
  for (;;) {
    const read = readSync(file, piece, used, PIECE - used, null);
    used += read;
    if (read === 0) break;
    if (used < PIECE) continue;
    const whole = piece.lastIndexOf(NEWLINE) + 1 || used;
    take(piece.subarray(0, whole));
    piece.copyWithin(0, whole, used);
    used -= whole;
  }
  if (used > 0) take(piece.subarray(0, used));
}

/**
 * What a failed system call means. Errors that are none of the file's own (no memory, no descriptors)
 * are thrown on.
 */
export function missingBy(error: unknown): Missing {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'refused';
  // ESRCH: the process ended while its file was open. EINVAL: not a link, in a tree that is no /proc.
  const gone = ['ENOENT', 'ENOTDIR', 'ESRCH', 'EINVAL', 'EIO', 'EISDIR'];
  if (typeof code === 'string' && gone.includes(code)) return 'absent';
  throw error;
}
