/**
 * One SQLite file and how it is used here: opened late, migrated, changed in transactions that are on the
 * disk when they are done, and shared with other processes.
 */
import { UnavailableError } from '../../../core/errors.ts';
import { makeFolders } from '../make-folders.ts';
import { REFUSALS } from '../refusals.ts';
import { MIGRATIONS } from './migrations.ts';
import { loadSqlite, openSqlite, resultCode, SQLITE, type SqlConnection } from './sqlite.ts';

/** `Prtl`: tells our files from other programs' (SQLite's application_id). */
const APPLICATION = 0x50_72_74_6c;

/** How long another process's transaction is waited for. */
const PATIENCE = 10_000;
/** The longest pause between two tries; each is by chance, lest those who wait try together. */
const PAUSE = 25;

/** The store's file; opened when it is used first. */
export interface Database {
  readonly path: string;
  /**
   * Runs `work` in a transaction that sees one state of the file. Nothing is made when there is no file yet.
   * @returns what `work` returns; undefined when there is no file
   */
  read<T>(work: (connection: SqlConnection) => T): Promise<T | undefined>;
  /**
   * Runs `work` in a transaction that nobody else can write beside; when this returns, what it did is on the
   * disk. An error of `work` is passed on, and nothing is written. `work` may be run again from the start when
   * another process comes between.
   */
  write<T>(work: (connection: SqlConnection) => T): Promise<T>;
  close(): Promise<void>;
}

/** @param place tells where the file is, when it is first needed */
export function database(place: () => string): Database {
  let open: Promise<SqlConnection> | undefined;
  const connect = () => {
    open ??= patiently(place(), () => openStore(place())).then(closedAtExit);
    // What could not be opened is tried again next time.
    open.catch(() => (open = undefined));
    return open;
  };
  const within = async <T>(begin: string, work: (connection: SqlConnection) => T) => {
    const connection = await connect();
    return patiently(place(), async () => transaction(connection, begin, work));
  };
  return {
    get path() {
      return place();
    },
    async read(work) {
      if (!isThere(place())) return undefined;
      return within('BEGIN', work);
    },
    async write(work) {
      // Without SQLite no empty file either.
      await loadSqlite();
      await makeFile(place());
      return within('BEGIN IMMEDIATE', work);
    },
    async close() {
      const closing = open;
      open = undefined;
      await closing?.then(
        (connection) => connection.close(),
        () => {},
      );
    },
  };
}

/** Whoever closes the file last puts what stands beside it into it; without that nothing is lost either. */
function closedAtExit(connection: SqlConnection): SqlConnection {
  const close = () => {
    process.off('exit', close);
    try {
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process reads or writes, and will do it.
    }
    connection.close();
  };
  process.on('exit', close);
  return { exec: (sql) => connection.exec(sql), prepare: (sql) => connection.prepare(sql), close };
}

function transaction<T>(
  connection: SqlConnection,
  begin: string,
  work: (connection: SqlConnection) => T,
): T {
  connection.exec(begin);
  try {
    const result = work(connection);
    connection.exec('COMMIT');
    return result;
  } catch (problem) {
    try {
      connection.exec('ROLLBACK');
    } catch {
      // Some errors have rolled back already, and the first one says more.
    }
    throw problem;
  }
}

async function openStore(path: string): Promise<SqlConnection> {
  const connection = await openSqlite(path);
  try {
    // Looked at before anything is changed: it may be another program's.
    const version = versionOf(connection, path);
    // A writer and any number of readers do not stop each other, and one flush a transaction is enough.
    connection.exec('PRAGMA journal_mode = WAL');
    // A transaction that was told to be done outlives a power cut too.
    connection.exec('PRAGMA synchronous = FULL');
    if (version < MIGRATIONS.length) {
      transaction(connection, 'BEGIN IMMEDIATE', () => migrate(connection, path));
    }
    return connection;
  } catch (problem) {
    connection.close();
    throw problem;
  }
}

/** Another process may have done it meanwhile, so it looks again. */
function migrate(connection: SqlConnection, path: string): void {
  for (const { sql } of MIGRATIONS.slice(versionOf(connection, path))) connection.exec(sql);
  connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  connection.exec(`PRAGMA application_id = ${APPLICATION}`);
}

/** @throws UnavailableError for a file that is not ours, or that a newer Portolan made */
function versionOf(connection: SqlConnection, path: string): number {
  const pragma = (name: string) => Number(connection.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  const version = pragma('user_version');
  const tables = connection.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (tables === 0 && version === 0) return 0;
  if (pragma('application_id') !== APPLICATION) {
    throw new UnavailableError(`"${path}" is another program's database, so nothing is kept there`);
  }
  if (version > MIGRATIONS.length) {
    throw new UnavailableError(
      `"${path}" was made by a newer Portolan (version ${version} of the store, this one knows ` +
        `${MIGRATIONS.length}): use that one, or move the file away`,
    );
  }
  return version;
}

/** Tries again while another process holds the file; says what is wrong in a sentence. */
async function patiently<T>(path: string, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await attempt();
    } catch (problem) {
      const code = resultCode(problem);
      const isTaken = code === SQLITE.busy || code === SQLITE.locked;
      if (!isTaken || performance.now() > deadline) throw explain(problem, path);
      await pause(Math.ceil(Math.random() * PAUSE));
    }
  }
}

const pause = (time: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, time);
  });

/** An error of SQLite, as a sentence. Any other is passed on. */
function explain(problem: unknown, path: string): unknown {
  const code = resultCode(problem);
  if (code === undefined) return problem;
  const why: Record<number, string> = {
    [SQLITE.perm]: 'this user may not use it',
    [SQLITE.busy]: 'another process holds it; try again when that is done',
    [SQLITE.locked]: 'another process holds it; try again when that is done',
    [SQLITE.readonly]: isReadOnly(path) ? REFUSALS['EROFS']! : 'it may not be written by this user',
    [SQLITE.ioError]: 'the disk is full or failing',
    [SQLITE.full]: 'the disk is full',
    [SQLITE.cannotOpen]: isReadOnly(path)
      ? REFUSALS['EROFS']!
      : 'it or a file beside it may not be opened',
    [SQLITE.corrupt]: damage(path),
    [SQLITE.notADatabase]: damage(path),
  };
  const { message } = problem as Error;
  return new UnavailableError(`the store "${path}" cannot be used: ${why[code] ?? message}`);
}

/** SQLite does not tell a file system that takes nothing from a file that this user may not write. */
function isReadOnly(path: string): boolean {
  try {
    fs().accessSync(path, fs().constants.W_OK);
    return false;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EROFS';
  }
}

const damage = (path: string) =>
  `it is damaged; nothing in it was changed. To begin anew, move it away together with "${path}-wal" and ` +
  `"${path}-shm", where they are`;

/** What is kept is damaged in a way that SQLite does not see. */
export const damaged = (path: string) =>
  new UnavailableError(`the store "${path}" cannot be used: ${damage(path)}`);

const fs = () => process.getBuiltinModule('node:fs');

/** A file that may not even be looked for is there: opening it says what is wrong. */
function isThere(path: string): boolean {
  try {
    return fs().statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}

/**
 * What is remembered is the user's own business, so the file is made before SQLite would. Made by root in
 * another user's folder (sudo), it is that user's: he could not use it otherwise.
 */
async function makeFile(path: string): Promise<void> {
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
    throw new UnavailableError(`the store "${path}" cannot be made: ${REFUSALS[code] ?? message}`);
  }
}

/** From a folder down to the one that a file is in. */
function foldersBetween(first: string, path: string): string[] {
  const { dirname } = process.getBuiltinModule('node:path');
  const folder = dirname(path);
  return folder === first ? [first] : [...foldersBetween(first, folder), folder];
}
