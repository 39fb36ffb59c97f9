/**
 * The folders that belong to this user's Portolan, where the system's customs want them: XDG on Unix (and
 * wherever its variables are set), Library on macOS, AppData on Windows.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnavailableError } from '../../core/errors.ts';
import type { Folder, Folders } from '../platform.ts';
import { takeLock } from './lock.ts';
import { makeFolders } from './make-folders.ts';
import { REFUSALS } from './refusals.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Purpose = keyof Folders;

const XDG: Readonly<Record<Purpose, string>> = {
  config: 'XDG_CONFIG_HOME',
  data: 'XDG_DATA_HOME',
  state: 'XDG_STATE_HOME',
  cache: 'XDG_CACHE_HOME',
};

/** Below the home folder, `portolan` included: the customs of each system. */
const CUSTOMS: Readonly<Record<'unix' | 'darwin' | 'win32', Readonly<Record<Purpose, string>>>> = {
  unix: {
    config: '.config/portolan',
    data: '.local/share/portolan',
    state: '.local/state/portolan',
    cache: '.cache/portolan',
  },
  darwin: {
    config: 'Library/Application Support/portolan/config',
    data: 'Library/Application Support/portolan/data',
    state: 'Library/Application Support/portolan/state',
    cache: 'Library/Caches/portolan',
  },
  win32: {
    config: 'AppData/Roaming/portolan',
    data: 'AppData/Local/portolan/data',
    state: 'AppData/Local/portolan/state',
    cache: 'AppData/Local/portolan/cache',
  },
};

/**
 * Where a folder is. The specification says that a relative path in its variables is to be ignored.
 * @param home the user's home folder
 */
export function folderPath(
  purpose: Purpose,
  system: string,
  env: Environment,
  home: string,
): string {
  const said = env[XDG[purpose]];
  const isAbsolute = said !== undefined && /^(?:[/\\]|[A-Za-z]:[/\\])/.test(said);
  if (isAbsolute) return join(said, 'portolan');
  const customs = system === 'darwin' || system === 'win32' ? CUSTOMS[system] : CUSTOMS.unix;
  return join(home, customs[purpose]);
}

/** Nothing is looked at before it is asked for. */
export function nodeFolders(env: Environment = process.env, system = process.platform): Folders {
  const home = () => env['HOME'] || process.getBuiltinModule('node:os').homedir();
  const folder = (purpose: Purpose) => nodeFolder(() => folderPath(purpose, system, env, home()));
  return {
    config: folder('config'),
    data: folder('data'),
    state: folder('state'),
    cache: folder('cache'),
  };
}

/** @param base tells the folder's path */
export function nodeFolder(base: () => string): Folder {
  const path = (name: string) => join(base(), name);
  const textOf = (name: string) => {
    try {
      // Most users have none of these files, and to ask first costs less than an error that is thrown away.
      if (statSync(path(name), { throwIfNoEntry: false }) === undefined) return undefined;
      return readFileSync(path(name), 'utf8');
    } catch (problem) {
      if (isAbsent(problem)) return undefined;
      throw explain(problem, path(name), 'read');
    }
  };
  return {
    path,
    text: textOf,
    write: (name, text) => attempt(path(name), () => replace(path(name), text)),
    update: (name, change) =>
      attempt(path(name), () => locked(path(name), () => change(textOf(name)))),
    append: (name, line) =>
      attempt(path(name), async () => {
        await makeFolderOf(path(name));
        await appendLine(path(name), `${line}\n`);
      }),
    remove: (name) =>
      attempt(path(name), () => fs().rm(path(name), { recursive: true, force: true })),
  };
}

/** Loaded when something is written: reading alone, as most commands do, does without. */
const fs = () => process.getBuiltinModule('node:fs/promises');

async function makeFolderOf(path: string): Promise<void> {
  // What is kept here is the user's own business.
  await makeFolders(dirname(path), 0o700);
}

/** Replaces a file by what `make` gives, which is called while nobody else holds the file's lock. */
async function locked(path: string, make: () => string): Promise<void> {
  await makeFolderOf(path);
  const lock = await takeLock(`${path}.lock`);
  try {
    const text = make();
    // A process that was stopped for long finds that another one has taken its place.
    if (!(await lock.isHeld())) {
      throw new UnavailableError(`"${path}" is left as it is: this took too long; try again`);
    }
    await replace(path, text);
  } finally {
    await lock.release();
  }
}

/** Written beside it, on the disk for good, and only then put in its place. */
async function replace(path: string, text: string): Promise<void> {
  await makeFolderOf(path);
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await fs().open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs().rename(beside, path);
  } catch (problem) {
    await fs().rm(beside, { force: true });
    throw problem;
  }
  await syncFolderOf(path);
}

/** A new name is on the disk when its folder is. Windows has no such call and needs none. */
async function syncFolderOf(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs().open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await fs().open(path, 'a', 0o600);
  try {
    // One write, so that lines of two processes never mix.
    await file.appendFile(line);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw explain(problem, path, 'written');
  }
}

const isAbsent = (problem: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((problem as NodeJS.ErrnoException).code ?? '');

/** An error of the operating system, as a sentence. Any other is our own bug. */
function explain(problem: unknown, path: string, done: 'read' | 'written'): unknown {
  const { code, syscall, message } = problem as NodeJS.ErrnoException;
  if (syscall === undefined) return problem;
  return new UnavailableError(`"${path}" cannot be ${done}: ${REFUSALS[code ?? ''] ?? message}`);
}
