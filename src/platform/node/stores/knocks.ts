/** What a sentinel saw, in SQLite. */
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import type { Knock, KnockEnd, KnockEntry, Counted } from '../../../survey/knock.ts';
import type { KnockStore } from '../../store.ts';
import type { Database } from './database.ts';
import type { SqlRow, SqlValue } from './sqlite.ts';

const COLUMNS = [
  'kind',
  'time',
  'until',
  'transport',
  'source_address',
  'source_port',
  'local_address',
  'local_port',
  'bytes',
  'length',
  'stayed',
  'ended',
  'count',
  'ports',
] as const;
type Columns = Readonly<Partial<Record<(typeof COLUMNS)[number], SqlValue>>>;

const INSERT = `INSERT INTO knock (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`;

/** SQLite has no number for "all of them" but a negative one. */
const ALL = -1;

/** Knocks in the store's file. */
export function sqliteKnocks(database: Database): KnockStore {
  return {
    async add(entries, most) {
      await database.write((connection) => {
        const insert = connection.prepare(INSERT);
        for (const entry of entries) {
          const columns = columnsOf(entry);
          insert.run(...COLUMNS.map((name) => columns[name] ?? null));
        }
        // Numbers only grow, so the oldest have the lowest.
        connection
          .prepare('DELETE FROM knock WHERE id <= (SELECT max(id) FROM knock) - ?')
          .run(most);
      });
    },
    async entries({ since = 0, limit = ALL } = {}) {
      const rows = await database.read((connection) =>
        connection
          .prepare('SELECT * FROM knock WHERE time >= ? ORDER BY id DESC LIMIT ?')
          .all(Math.trunc(since), limit),
      );
      return (rows ?? []).toReversed().map(entryOf);
    },
  };
}

function columnsOf(entry: KnockEntry): Columns {
  const { kind, time } = entry;
  if (entry.kind === 'counted') {
    const { until, source, count, ports } = entry;
    return {
      kind,
      time,
      until,
      source_address: source ?? null,
      count,
      ports: JSON.stringify(ports),
    };
  }
  const { transport, source, local, bytes, length, stayed, ended } = entry;
  return {
    kind,
    time,
    transport,
    source_address: source.address,
    source_port: source.port,
    local_address: local.address,
    local_port: local.port,
    bytes: toHex(bytes),
    length,
    stayed: stayed ?? null,
    ended: ended ?? null,
  };
}

const entryOf = (row: SqlRow): KnockEntry =>
  row['kind'] === 'counted' ? countedOf(row) : knockOf(row);

function countedOf(row: SqlRow): Counted {
  const source = row['source_address'] as string | null;
  return {
    kind: 'counted',
    time: row['time'] as number,
    until: row['until'] as number,
    ...(source !== null && { source }),
    count: row['count'] as number,
    ports: JSON.parse(row['ports'] as string) as number[],
  };
}

function knockOf(row: SqlRow): Knock {
  const { stayed, ended } = row;
  return {
    kind: 'knock',
    time: row['time'] as number,
    transport: row['transport'] as Knock['transport'],
    source: { address: row['source_address'] as string, port: row['source_port'] as number },
    local: { address: row['local_address'] as string, port: row['local_port'] as number },
    bytes: fromHex(row['bytes'] as string),
    length: row['length'] as number,
    ...(stayed !== null && { stayed: stayed as number }),
    ...(ended !== null && { ended: ended as KnockEnd }),
  };
}
