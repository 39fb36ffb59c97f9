/** Baselines in SQLite: each version a row, the newest is the present one. */
import { createHash } from 'node:crypto';
import { UnavailableError } from '../../../core/errors.ts';
import type { Snapshot } from '../../../survey/drift/snapshot.ts';
import {
  EARLIER_VERSIONS,
  type BaselineOrigin,
  type BaselineStore,
  type KeptBaseline,
} from '../../store.ts';
import type { Database } from './database.ts';
import { damaged } from './problems.ts';
import type { SqlConnection, SqlRow } from './sqlite.ts';

const PRESENT = `
  SELECT name, version, how, saved_at, snapshot, checksum,
         (SELECT count(*) - 1 FROM baseline_version AS every WHERE every.name = latest.name) AS earlier
  FROM baseline_version AS latest
  WHERE version = (SELECT max(version) FROM baseline_version AS other WHERE other.name = latest.name)`;

/** Baselines in the store's file. */
export function sqliteBaselines(database: Database): BaselineStore {
  const read = (row: SqlRow) => keptOf(row, database.path);
  const present = (connection: SqlConnection, name: string) => {
    const row = connection.prepare(`${PRESENT} AND name = ?`).get(name);
    return row && { kept: read(row), version: Number(row['version']) };
  };
  return {
    async list() {
      const rows = await database.read((connection) =>
        connection.prepare(`${PRESENT} ORDER BY name`).all(),
      );
      return (rows ?? []).map(read);
    },
    async load(name) {
      return database.read((connection) => present(connection, name)?.kept);
    },
    change: (name, how, savedAt, next) =>
      database.write((connection) => {
        const former = present(connection, name);
        const snapshot = JSON.stringify(next(former?.kept));
        const version = (former?.version ?? 0) + 1;
        connection
          .prepare('INSERT INTO baseline_version VALUES (?, ?, ?, ?, ?, ?)')
          .run(name, version, how, savedAt, snapshot, checksumOf(snapshot));
        connection
          .prepare('DELETE FROM baseline_version WHERE name = ? AND version < ?')
          .run(name, version - EARLIER_VERSIONS);
        return present(connection, name)!.kept;
      }),
    async undo(name) {
      const result = await database.write((connection) => {
        const latest = present(connection, name);
        if (latest === undefined || latest.kept.earlier === 0) return undefined;
        connection
          .prepare('DELETE FROM baseline_version WHERE name = ? AND version = ?')
          .run(name, latest.version);
        return present(connection, name)?.kept;
      });
      return result;
    },
    async remove(name) {
      return database.write((connection) => {
        const known = connection
          .prepare('SELECT count(*) AS n FROM baseline_version WHERE name = ?')
          .get(name);
        connection.prepare('DELETE FROM baseline_version WHERE name = ?').run(name);
        return known?.['n'] !== 0;
      });
    },
  };
}

const checksumOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** @throws UnavailableError when it is not what was written */
function keptOf(row: SqlRow, path: string): KeptBaseline {
  const text = String(row['snapshot']);
  // SQLite notices damage to its own structures, not to what it carries.
  if (checksumOf(text) !== row['checksum']) throw damaged(path);
  const snapshot = JSON.parse(text) as Snapshot;
  if (snapshot.version !== 1) {
    throw new UnavailableError(
      `the baseline "${String(row['name'])}" was saved by a newer Portolan: use that one, or another baseline`,
    );
  }
  return {
    name: String(row['name']),
    savedAt: String(row['saved_at']),
    how: String(row['how']) as BaselineOrigin,
    earlier: Number(row['earlier']),
    snapshot,
  };
}
