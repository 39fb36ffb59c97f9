/** What was seen to change, in SQLite. */
import { departuresBy } from '../../../survey/drift/departures.ts';
import { KEPT_EVENTS, type HistoryEvent, type HistoryStore } from '../../store.ts';
import type { Database } from './database.ts';
import { damaged } from './problems.ts';
import type { SqlConnection } from './sqlite.ts';

/** The history in the store's file. */
export function sqliteHistory(database: Database): HistoryStore {
  const parsed = <T>(text: unknown) => {
    try {
      return JSON.parse(String(text)) as T;
    } catch {
      throw damaged(database.path);
    }
  };
  return {
    async add(events, last) {
      await database.write((connection) => {
        for (const event of events) addEvent(connection, event);
        forgetOldest(connection);
        if (last === undefined) return;
        connection
          .prepare('INSERT OR REPLACE INTO last_state (only, snapshot) VALUES (1, ?)')
          .run(JSON.stringify(last));
      });
    },
    async events({ since = '', limit = 1000 } = {}) {
      const rows = await database.read((connection) =>
        connection
          .prepare('SELECT at, drift FROM event WHERE at >= ? ORDER BY id DESC LIMIT ?')
          .all(since, limit),
      );
      return (rows ?? [])
        .toReversed()
        .map(({ at, drift }): HistoryEvent => ({ at: String(at), drift: parsed(drift) }));
    },
    async departures() {
      const rows = await database.read((connection) =>
        connection.prepare('SELECT at, entry FROM departure ORDER BY rowid').all(),
      );
      return (rows ?? []).map(({ at, entry }) => ({ at: String(at), entry: parsed(entry) }));
    },
    async last() {
      const row = await database.read((connection) =>
        connection.prepare('SELECT snapshot FROM last_state').get(),
      );
      return row && parsed(row['snapshot']);
    },
  };
}

function addEvent(connection: SqlConnection, { at, drift }: HistoryEvent): void {
  connection.prepare('INSERT INTO event (at, drift) VALUES (?, ?)').run(at, JSON.stringify(drift));
  for (const { key, departure } of departuresBy(drift, at)) {
    connection.prepare('DELETE FROM departure WHERE key = ?').run(key);
    if (departure === undefined) continue;
    connection
      .prepare('INSERT INTO departure (key, at, entry) VALUES (?, ?, ?)')
      .run(key, departure.at, JSON.stringify(departure.entry));
  }
}

/** Numbers of events only grow, so the oldest have the lowest. */
function forgetOldest(connection: SqlConnection): void {
  connection
    .prepare('DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?')
    .run(KEPT_EVENTS);
}
