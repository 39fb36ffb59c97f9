/**
 * One SQLite file and how it is used here: opened late, migrated, changed in transactions that are on the
 * disk when they are done, and shared with other processes.
 */
import { isThere, makeFile } from './make-file.ts';
import { STORE } from './migrations.ts';
import { openStore, transaction } from './open-store.ts';
import { patiently } from './patience.ts';
import { loadSqlite, type SqlConnection } from './sqlite.ts';

/** How long another process's transaction is waited for. */
const PATIENCE = 10_000;

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
    open ??= patiently(place(), PATIENCE, () => openStore(place(), STORE));
    // What could not be opened is tried again next time.
    open.catch(() => (open = undefined));
    return open;
  };
  const within = async <T>(begin: string, work: (connection: SqlConnection) => T) => {
    const connection = await connect();
    return patiently(place(), PATIENCE, async () => transaction(connection, begin, work));
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
