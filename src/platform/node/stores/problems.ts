/** What is wrong with a store's file, in sentences. */
import { UnavailableError } from '../../../core/errors.ts';
import { REFUSALS } from '../refusals.ts';
import { resultCode, SQLITE } from './sqlite.ts';

/** An error of SQLite, as a sentence. Any other is passed on. */
export function explain(problem: unknown, path: string): unknown {
  const code = resultCode(problem);
  if (code === undefined) return problem;
  const why: Record<number, string> = {
    [SQLITE.perm]: 'this user may not use it',
    [SQLITE.busy]: 'another process holds it; try again when that is done',
    [SQLITE.locked]: 'another process holds it; try again when that is done',
    [SQLITE.readonly]: isReadOnly(path) ? REFUSALS['EROFS']! : 'it may not be written by this user',
    // What a killed process left beside it must be written into it first.
    [SQLITE.ioError]: isReadOnly(path) ? REFUSALS['EROFS']! : 'the disk is full or failing',
    [SQLITE.full]: 'the disk is full',
    [SQLITE.cannotOpen]: whyNotOpened(path),
    [SQLITE.corrupt]: damage(path),
    [SQLITE.notADatabase]: damage(path),
  };
  const { message } = problem as Error;
  return new UnavailableError(`the store "${path}" cannot be used: ${why[code] ?? message}`);
}

/** SQLite does not tell a file system that takes nothing from a file that this user may not write. */
function isReadOnly(path: string): boolean {
  const { accessSync, constants } = process.getBuiltinModule('node:fs');
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EROFS';
  }
}

/** SQLite says no more than that it cannot. */
function whyNotOpened(path: string): string {
  if (isReadOnly(path)) return REFUSALS['EROFS']!;
  const { statSync } = process.getBuiltinModule('node:fs');
  try {
    if (statSync(path).isDirectory()) return `${REFUSALS['EISDIR']!}: name a file in it`;
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (code === 'EACCES') return 'this user may not look into its folder';
  }
  return 'it or a file beside it may not be opened';
}

const damage = (path: string) =>
  `it is damaged; nothing in it was changed. To begin anew, move it away together with "${path}-wal" and ` +
  `"${path}-shm", where they are`;

/** What is kept is damaged in a way that SQLite does not see. */
export const damaged = (path: string) =>
  new UnavailableError(`the store "${path}" cannot be used: ${damage(path)}`);
