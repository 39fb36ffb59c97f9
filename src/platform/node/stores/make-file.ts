/** Makes a store's file before SQLite would. */
import { UnavailableError } from '../../../core/errors.ts';
import { makeFolders } from '../make-folders.ts';
import { REFUSALS } from '../refusals.ts';

/** A file that may not even be looked for is there: opening it says what is wrong. */
export function isThere(path: string): boolean {
  try {
    return (
      process.getBuiltinModule('node:fs').statSync(path, { throwIfNoEntry: false }) !== undefined
    );
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}

/**
 * What is remembered is the user's own business, so the file is made before SQLite would. Made by root in
 * another user's folder (sudo), it is that user's: he could not use it otherwise.
 */
export async function makeFile(path: string): Promise<void> {
  if (isThere(path)) return;
  const { dirname } = process.getBuiltinModule('node:path');
  const { chown, open, stat } = process.getBuiltinModule('node:fs/promises');
  try {
    const first = await makeFolders(dirname(path), 0o700);
    const file = await open(path, 'a', 0o600);
    await file.close();
    if (process.getuid?.() !== 0) return;
    const { uid, gid } = await stat(dirname(first ?? path));
    const made = first === undefined ? [path] : [...foldersBetween(first, path), path];
    for (const each of made) await chown(each, uid, gid);
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException;
    if (code === undefined) throw problem;
    const why = isThere(dirname(path)) ? (REFUSALS[code] ?? message) : noFolder(code, message);
    throw new UnavailableError(`the store "${path}" cannot be made: ${why}`);
  }
}

const noFolder = (code: string, message: string) =>
  code === 'EACCES' || code === 'EPERM'
    ? 'its folder is not there, and this user may not make it'
    : (REFUSALS[code] ?? message);

/** From a folder down to the one that a file is in. */
function foldersBetween(first: string, path: string): string[] {
  const { dirname } = process.getBuiltinModule('node:path');
  const folder = dirname(path);
  return folder === first ? [first] : [...foldersBetween(first, folder), folder];
}
