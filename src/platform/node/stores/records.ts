/** A store of records in an SQLite file of its own, for one process alone. */
import type { KeptRecord, RecordChange, RecordStore } from '../../records.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { GroupCommit } from './group-commit.ts';
import { makeFile } from './make-file.ts';
import { RECORDS } from './migrations.ts';
import { openStore, transaction } from './open-store.ts';
import { patiently } from './patience.ts';
import { damaged, explain } from './problems.ts';
import { loadSqlite, type SqlConnection, type SqlRow } from './sqlite.ts';

/** Whoever had the file may just be closing it. */
const PATIENCE = 1000;

/** @throws UnavailableError as RecordDoor says */
export async function openRecords(folder: string, name: string): Promise<RecordStore> {
  const { join } = process.getBuiltinModule('node:path');
  return openRecordsFile(join(folder, `${name}.db`));
}

/** @throws UnavailableError as RecordDoor says */
export async function openRecordsFile(path: string): Promise<RecordStore> {
  // Without SQLite no empty file either.
  await loadSqlite();
  await makeFile(path);
  const connection = await patiently(path, PATIENCE, () => openStore(path, RECORDS, true));
  return new SqliteRecords(connection, path);
}

class SqliteRecords implements RecordStore {
  private readonly commits: GroupCommit<readonly Row[]>;
  private isOpen = true;

  constructor(
    private readonly connection: SqlConnection,
    private readonly path: string,
  ) {
    const write = writerOf(connection);
    this.commits = new GroupCommit((group) =>
      this.used(() => {
        transaction(connection, 'BEGIN IMMEDIATE', () => {
          for (const rows of group) for (const row of rows) write(row);
        });
      }),
    );
  }

  async list(kind: string): Promise<readonly KeptRecord[]> {
    await this.commits.done();
    const rows = this.used(() =>
      this.connection.prepare('SELECT key, facts FROM record WHERE kind = ?').all(kind),
    );
    return rows
      .map((row) => this.recordOf(kind, row))
      .toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
  }

  async content(kind: string, key: string): Promise<Uint8Array | undefined> {
    await this.commits.done();
    const row = this.used(() =>
      this.connection
        .prepare('SELECT octets FROM content WHERE kind = ? AND key = ?')
        .get(kind, textOf(key)),
    );
    return row && Uint8Array.from(row['octets'] as Uint8Array);
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    // Made at once: whoever calls may change what he gave as soon as this returns.
    const rows = changes.map(rowOf);
    if (rows.length > 0) await this.commits.add(rows);
  }

  async close(): Promise<void> {
    await this.commits.done();
    if (this.isOpen) this.connection.close();
    this.isOpen = false;
  }

  private recordOf(kind: string, { key, facts }: SqlRow): KeptRecord {
    try {
      return { kind, key: JSON.parse(String(key)) as string, facts: JSON.parse(String(facts)) };
    } catch {
      throw damaged(this.path);
    }
  }

  private used<T>(work: () => T): T {
    if (!this.isOpen) throw new UnavailableError(`the store "${this.path}" was closed`);
    try {
      return work();
    } catch (problem) {
      throw explain(problem, this.path);
    }
  }
}

/** A change as it is written. */
interface Row {
  readonly kind: string;
  readonly key: string;
  /** Absent: the record is removed. */
  readonly facts?: string;
  readonly content?: Uint8Array;
}

/** SQLite ends a text at a NUL, and has no lone surrogates; JSON has another way to write either. */
const textOf = (key: string) => JSON.stringify(key);

function rowOf(change: RecordChange): Row {
  if (change.kind === 'remove') return { kind: change.of.kind, key: textOf(change.of.key) };
  const { kind, key, facts } = change.record;
  const text = JSON.stringify(facts) as string | undefined;
  if (text === undefined) throw new TypeError(`the facts of ${kind} ${key} are nothing JSON has`);
  const content = change.content?.slice();
  return { kind, key: textOf(key), facts: text, ...(content && { content }) };
}

function writerOf(connection: SqlConnection): (row: Row) => void {
  const put = connection.prepare('INSERT OR REPLACE INTO record VALUES (?, ?, ?)');
  const fill = connection.prepare('INSERT OR REPLACE INTO content VALUES (?, ?, ?)');
  const removals = ['record', 'content'].map((table) =>
    connection.prepare(`DELETE FROM ${table} WHERE kind = ? AND key = ?`),
  );
  return ({ kind, key, facts, content }) => {
    if (facts === undefined) for (const removal of removals) removal.run(kind, key);
    else put.run(kind, key, facts);
    if (content) fill.run(kind, key, content);
  };
}
