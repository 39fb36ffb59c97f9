/**
 * The store's tables, as steps from each version to the next. A step that was released is never changed:
 * stores that it made are out there.
 */

/** One step from a version of the file to the next. */
export interface Migration {
  /** What it is for. */
  readonly adds: string;
  readonly sql: string;
}

/** What a file of one sort is made of. */
export interface Form {
  /** Tells such files from others (SQLite's application_id). */
  readonly application: number;
  /** The first makes version 1 of an empty file, the next version 2 of that, and so on. */
  readonly migrations: readonly Migration[];
}

export const MIGRATIONS: readonly Migration[] = [
  {
    adds: 'baselines, and the history of what was seen to change',
    sql: `
      CREATE TABLE baseline_version (
        name     TEXT NOT NULL,
        version  INTEGER NOT NULL,      -- the highest is the present one
        how      TEXT NOT NULL,         -- saved, accepted
        saved_at TEXT NOT NULL,         -- RFC 3339
        snapshot TEXT NOT NULL,         -- JSON
        checksum TEXT NOT NULL,         -- SHA-256 of the snapshot, hexadecimal
        PRIMARY KEY (name, version)
      ) STRICT;

      CREATE TABLE event (
        id    INTEGER PRIMARY KEY AUTOINCREMENT,
        at    TEXT NOT NULL,            -- RFC 3339
        drift TEXT NOT NULL             -- JSON
      ) STRICT;
      CREATE INDEX event_at ON event (at);

      CREATE TABLE departure (
        key   TEXT PRIMARY KEY,
        at    TEXT NOT NULL,            -- RFC 3339
        entry TEXT NOT NULL             -- JSON
      ) STRICT;

      CREATE TABLE last_state (
        only     INTEGER PRIMARY KEY CHECK (only = 1),
        snapshot TEXT NOT NULL          -- JSON
      ) STRICT;
    `,
  },
  {
    adds: 'what a sentinel saw',
    sql: `
      CREATE TABLE knock (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        kind           TEXT NOT NULL,    -- knock, counted
        time           INTEGER NOT NULL, -- milliseconds since 1970-01-01T00:00Z
        until          INTEGER,          -- the same; of the last that was counted
        transport      TEXT,             -- tcp, udp
        source_address TEXT,             -- an address or a prefix; NULL: many sources
        source_port    INTEGER,
        local_address  TEXT,
        local_port     INTEGER,
        bytes          TEXT,             -- the first of them, hexadecimal
        length         INTEGER,          -- how many there were
        stayed         INTEGER,          -- milliseconds
        ended          TEXT,
        count          INTEGER,
        ports          TEXT              -- numbers, JSON
      ) STRICT;
      CREATE INDEX knock_time ON knock (time);
    `,
  },
];

/** What this user's Portolan remembers. `Prtl`. */
export const STORE: Form = { application: 0x50_72_74_6c, migrations: MIGRATIONS };

/** Small stores of records, a file each. `PrtR`. */
export const RECORDS: Form = {
  application: 0x50_72_74_52,
  migrations: [
    {
      adds: 'records and their contents',
      sql: `
        CREATE TABLE record (
          kind  TEXT NOT NULL,
          key   TEXT NOT NULL,            -- JSON
          facts TEXT NOT NULL,            -- JSON
          PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;

        -- Apart, so that a change of the facts does not write the content again.
        CREATE TABLE content (
          kind   TEXT NOT NULL,
          key    TEXT NOT NULL,           -- JSON
          octets BLOB NOT NULL,
          PRIMARY KEY (kind, key)
        ) STRICT;
      `,
    },
  ],
};
