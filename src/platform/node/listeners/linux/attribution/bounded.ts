/**
 * Reads files that others may have written, some of them ordinary users, perhaps as root: never
 * more than a given number of bytes, never from what is no plain file. Opening a device may set it
 * going, and a pipe without a writer would wait for ever.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { missingBy, type Missing } from '../read.ts';

/** A file as UTF-8; why not, when it cannot be read. One that is too long counts as absent. */
export function readBounded(path: string, limit: number): { text: string } | Missing {
  let file;
  try {
    if (!statSync(path).isFile()) return 'absent';
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size } = fstatSync(file);
    if (!fstatSync(file).isFile() || size > limit) return 'absent';
    return { text: fill(file, Buffer.allocUnsafe(size)) };
  } catch (error) {
    return missing(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fill(file: number, buffer: Buffer): string {
  let used = 0;
  while (used < buffer.length) {
    const count = readSync(file, buffer, used, buffer.length - used, null);
    if (count === 0) break;
    used += count;
  }
  return buffer.toString('utf8', 0, used);
}

/** As {@link missingBy}; and a path that cannot be one, or runs in circles, leads nowhere. */
export function missing(error: unknown): Missing {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const nowhere = ['ELOOP', 'ENAMETOOLONG', 'ENXIO', 'ENODEV', 'ERR_INVALID_ARG_VALUE'];
  return nowhere.includes(String(code)) ? 'absent' : missingBy(error);
}
