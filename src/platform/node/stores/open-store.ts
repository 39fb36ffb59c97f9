/** Opens a store's file: another program's is left alone, an older one is brought up to date, a newer one refused. */
import { UnavailableError } from '../../../core/errors.ts';
import type { Form } from './migrations.ts';
import { openSqlite, type SqlConnection } from './sqlite.ts';

/** Runs `work` between a beginning and a commit; an error of it is passed on, and nothing is written. */
export function transaction<T>(
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

/**
 * @param alone nobody else may use the file while it is open; the system gives it free when this process ends, however
 * @throws UnavailableError for a file that is not ours, or that a newer Portolan made; errors of SQLite
 */
export async function openStore(path: string, form: Form, alone = false): Promise<SqlConnection> {
  const connection = await openSqlite(path);
  const { migrations } = form;
  try {
    if (alone) connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    // Looked at before anything is changed: it may be another program's.
    const version = versionOf(connection, path, form);
    // A writer and any number of readers do not stop each other, and one flush a transaction is enough.
    connection.exec('PRAGMA journal_mode = WAL');
    // A transaction that was told to be done outlives a power cut too.
    connection.exec('PRAGMA synchronous = FULL');
    // In a file that is held alone the first writing takes it, be there something to write or not.
    if (alone || version < migrations.length) {
      transaction(connection, 'BEGIN IMMEDIATE', () => migrate(connection, path, form));
    }
    return closedAtExit(connection, alone ? RELEASE : CHECKPOINT);
  } catch (problem) {
    connection.close();
    throw problem;
  }
}

/** Another process may have done it meanwhile, so it looks again. */
function migrate(connection: SqlConnection, path: string, form: Form): void {
  const missing = form.migrations.slice(versionOf(connection, path, form));
  if (missing.length === 0) return;
  for (const { sql } of missing) connection.exec(sql);
  connection.exec(`PRAGMA user_version = ${form.migrations.length}`);
  connection.exec(`PRAGMA application_id = ${form.application}`);
}

/** @throws UnavailableError for a file that is not ours, or that a newer Portolan made */
function versionOf(
  connection: SqlConnection,
  path: string,
  { application, migrations }: Form,
): number {
  const pragma = (name: string) => Number(connection.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  const version = pragma('user_version');
  const tables = connection.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (tables === 0 && version === 0) return 0;
  if (pragma('application_id') !== application) {
    throw new UnavailableError(`"${path}" is another program's database, so nothing is kept there`);
  }
  if (version > migrations.length) {
    throw new UnavailableError(
      `"${path}" was made by a newer Portolan (version ${version} of the store, this one knows ` +
        `${migrations.length}): use that one, or move the file away`,
    );
  }
  return version;
}

const CHECKPOINT = 'PRAGMA wal_checkpoint(TRUNCATE)';
/** Said, since a connection outlives its closing, locks and all, until the last of its statements is collected. */
const RELEASE =
  'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema';

/** Whoever closes the file last puts what stands beside it into it; without that nothing is lost either. */
function closedAtExit(connection: SqlConnection, last: string): SqlConnection {
  const close = () => {
    process.off('exit', close);
    try {
      connection.exec(last);
    } catch {
      // Another process reads or writes, and will do it.
    }
    connection.close();
  };
  process.on('exit', close);
  return { exec: (sql) => connection.exec(sql), prepare: (sql) => connection.prepare(sql), close };
}
