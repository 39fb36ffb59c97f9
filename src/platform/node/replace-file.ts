/** Puts a text in a file's place, whole or not at all: written beside it, on the disk for good, then renamed. */
import { dirname, resolve } from 'node:path';

const fs = () => process.getBuiltinModule('node:fs/promises');

/** What a new file of a user's own may be read by: as with any other program, the rest is the umask's. */
const ORDINARY = 0o666;

/**
 * @param mayExist when false, one that is there is left alone
 * @throws errors of the operating system; EEXIST when there is one and may not be
 */
export async function replaceFile(path: string, text: string, mayExist: boolean): Promise<void> {
  const draft = await draftFile(path, mayExist);
  try {
    await draft.write(text);
  } catch (problem) {
    await draft.drop();
    throw problem;
  }
  await draft.close();
}

/** A file that grows beside its place. Throws errors of the operating system, as all of its methods. */
export interface Draft {
  write(more: string | Uint8Array): Promise<void>;
  /** Puts it in place; if that fails, it is gone. */
  close(): Promise<void>;
  drop(): Promise<void>;
}

/** The same piece by piece. */
export async function draftFile(path: string, mayExist: boolean): Promise<Draft> {
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  // Where a link leads to is replaced, not the link.
  const target = mayExist ? await targetOf(path) : path;
  if (mayExist && (await isDevice(target))) return writeInto(target);
  const beside = `${target}.${randomBytes(6).toString('hex')}.new`;
  const mode = mayExist ? await modeOf(target) : undefined;
  const file = await fs().open(beside, 'wx', ORDINARY);
  const remove = () => fs().rm(beside, { force: true });
  const drop = async () => {
    await file.close();
    await remove();
  };
  try {
    if (mode !== undefined) await file.chmod(mode);
  } catch (problem) {
    await drop();
    throw problem;
  }
  return {
    write: (more) => file.appendFile(more),
    drop,
    async close() {
      try {
        await file.sync().finally(() => file.close());
        if (mayExist) await fs().rename(beside, target);
        else await renameToNew(beside, target);
      } finally {
        await remove();
      }
      await syncFolder(dirname(target));
    },
  };
}

/** A pipe or a device stays what it is. */
async function writeInto(path: string): Promise<Draft> {
  const file = await fs().open(path, 'a');
  return {
    write: (more) => file.appendFile(more),
    close: () => file.close(),
    drop: () => file.close(),
  };
}

async function isDevice(path: string): Promise<boolean> {
  const found = await fs()
    .stat(path)
    .catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** More links than this in a row are a ring; Linux follows as many. */
const MOST_LINKS = 40;

/** What a path leads to, be it there yet or not. */
async function targetOf(path: string, links = 0): Promise<string> {
  try {
    return await fs().realpath(path);
  } catch {
    const next = await fs()
      .readlink(path)
      .catch(() => undefined);
    if (next === undefined || links === MOST_LINKS) return path;
    return targetOf(resolve(dirname(path), next), links + 1);
  }
}

/** A link to a name that is taken is refused, where renaming would replace it. */
async function renameToNew(beside: string, target: string): Promise<void> {
  try {
    await fs().link(beside, target);
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    // Not every file system has links; EEXIST is what was to be found out.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code ?? '')) throw problem;
    await (await fs().open(target, 'wx')).close();
    await fs().rename(beside, target);
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await fs().stat(path)).mode & 0o777;
  } catch {
    return undefined;
  }
}

/** A new name is on the disk when its folder is. Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs().open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
