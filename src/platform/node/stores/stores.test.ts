/** What only a store on a disk can do: last, be shared, be old, be new, be damaged. */
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listening, running } from '../../../../test/support/listeners.ts';
import { snapshot } from '../../../../test/support/snapshots.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { seededRandom, type Random } from '../../../core/random.ts';
import type { Stores } from '../../store.ts';
import { nodeStores } from './index.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFolder = () => {
  count += 1;
  return join(folder, String(count));
};
const opened: Stores[] = [];
const open = (base: string) => {
  const stores = nodeStores({ path: (name) => join(base, name) });
  opened.push(stores);
  return stores;
};
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close();
});

const fileIn = (base: string) => join(base, 'portolan.db');
const ssh = snapshot([listening('tcp 0.0.0.0:22', running('sshd'))]);
const SAVED_AT = '2026-11-21T00:00:00.000Z';

/** A database made of SQL, as some program left it. */
async function made(sql: string): Promise<string> {
  const base = newFolder();
  mkdirSync(base);
  const connection = await openSqlite(fileIn(base));
  connection.exec(sql);
  connection.close();
  return base;
}

describe('a store on disk', () => {
  it('is one file, for this user alone, made when something is kept', async () => {
    const base = newFolder();
    const stores = open(base);
    expect(stores.path).toBe(fileIn(base));
    await stores.baselines.list();
    await stores.history.departures();
    expect(existsSync(base)).toBe(false);
    await stores.baselines.change('default', 'saved', SAVED_AT, () => ssh);
    expect(statSync(base).mode & 0o777).toBe(0o700);
    expect(statSync(fileIn(base)).mode & 0o777).toBe(0o600);
    for (const name of readdirSync(base)) {
      expect([name, statSync(join(base, name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it.skipIf(process.getuid?.() !== 0)(
    "made by root in a user's folder, is that user's",
    async () => {
      const home = newFolder();
      mkdirSync(home);
      chownSync(home, 65_534, 65_534);
      const base = join(home, 'state', 'portolan');
      await open(base).baselines.change('default', 'saved', SAVED_AT, () => ssh);
      const made = [
        join(home, 'state'),
        base,
        ...readdirSync(base).map((name) => join(base, name)),
      ];
      for (const path of made) expect([path, statSync(path).uid]).toEqual([path, 65_534]);
      // In a folder that is there it follows the folder too.
      const here = newFolder();
      mkdirSync(here);
      chownSync(here, 65_534, 65_534);
      await open(here).baselines.change('default', 'saved', SAVED_AT, () => ssh);
      expect(statSync(fileIn(here)).uid).toBe(65_534);
    },
  );

  it('is found again', async () => {
    const base = newFolder();
    const before = open(base);
    await before.baselines.change('default', 'saved', SAVED_AT, () => ssh);
    await before.close();
    expect((await open(base).baselines.load('default'))?.snapshot).toEqual(ssh);
    // Closed, it opens itself again.
    expect(await before.baselines.list()).toHaveLength(1);
  });

  it('loses no change of those who make them at the same time', async () => {
    const base = newFolder();
    const several = [1, 2, 3, 4].map(() => open(base));
    const add = (stores: Stores) =>
      stores.baselines.change('default', 'saved', SAVED_AT, (present) => ({
        ...ssh,
        machine: [...(present?.snapshot.machine ?? []), String(present?.snapshot.machine?.length)],
      }));
    await Promise.all(several.flatMap((stores) => Array.from({ length: 10 }, () => add(stores))));
    const kept = await several[0]!.baselines.load('default');
    expect(kept?.snapshot.machine).toHaveLength(40);
  });
});

/** What each released version left on disks. Never changed: such stores are out there. */
const FIXTURES: readonly string[] = [
  `CREATE TABLE baseline_version (name TEXT NOT NULL, version INTEGER NOT NULL, how TEXT NOT NULL,
     saved_at TEXT NOT NULL, snapshot TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (name, version)) STRICT;
   CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, drift TEXT NOT NULL) STRICT;
   CREATE INDEX event_at ON event (at);
   CREATE TABLE departure (key TEXT PRIMARY KEY, at TEXT NOT NULL, entry TEXT NOT NULL) STRICT;
   CREATE TABLE last_state (only INTEGER PRIMARY KEY CHECK (only = 1), snapshot TEXT NOT NULL) STRICT;`,
  `CREATE TABLE knock (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, time INTEGER NOT NULL,
     until INTEGER, transport TEXT, source_address TEXT, source_port INTEGER, local_address TEXT, local_port INTEGER,
     bytes TEXT, length INTEGER, stayed INTEGER, ended TEXT, count INTEGER, ports TEXT) STRICT;
   CREATE INDEX knock_time ON knock (time);`,
];

const OLD = '{"version":1,"host":{"name":"old","system":"linux"},"entries":[]}';
/** SHA-256 of that. */
const OLD_CHECKSUM = '194a61cf61701828ff3339b769415994c720c80f7deeb523f93bfe6c7ca954ef';
const ROWS = `
  INSERT INTO baseline_version VALUES ('default', 1, 'saved', '2026-01-01T00:00:00.000Z', '${OLD}', '${OLD_CHECKSUM}');
  INSERT INTO event (at, drift) VALUES ('2026-01-02T00:00:00.000Z', '{"kind":"gone"}');
  INSERT INTO departure VALUES ('k', '2026-01-02T00:00:00.000Z', '{"port":22}');
  INSERT INTO last_state VALUES (1, '${OLD}');`;

const ours = (version: number) =>
  `PRAGMA user_version = ${version}; PRAGMA application_id = 0x5072746c;`;

describe('an older store', () => {
  it('has a fixture for each version', () => {
    expect(FIXTURES).toHaveLength(MIGRATIONS.length);
  });

  it.each(FIXTURES.map((_, index) => index + 1))(
    'of version %i is taken over whole',
    async (version) => {
      const base = await made(FIXTURES.slice(0, version).join('\n') + ROWS + ours(version));
      const { baselines, history, knocks } = open(base);
      expect(await baselines.load('default')).toMatchObject({
        savedAt: '2026-01-01T00:00:00.000Z',
        snapshot: { host: { name: 'old' } },
      });
      expect(await history.events()).toEqual([
        { at: '2026-01-02T00:00:00.000Z', drift: { kind: 'gone' } },
      ]);
      expect(await history.departures()).toEqual([
        { at: '2026-01-02T00:00:00.000Z', entry: { port: 22 } },
      ]);
      expect(await history.last()).toEqual(JSON.parse(OLD));
      expect(await knocks.entries()).toEqual([]);
      await baselines.change('default', 'saved', SAVED_AT, () => ssh);
      expect((await baselines.load('default'))?.earlier).toBe(1);
    },
  );

  it('ends up as a new one begins', async () => {
    const schema = async (base: string) => {
      const connection = await openSqlite(fileIn(base));
      const rows = connection
        .prepare(`SELECT name, type, tbl_name FROM sqlite_schema ORDER BY name`)
        .all();
      const columns = rows.map(({ name }) =>
        connection.prepare(`SELECT name, type, "notnull", pk FROM pragma_table_info(?)`).all(name!),
      );
      connection.close();
      return JSON.stringify([rows, columns]);
    };
    const fresh = newFolder();
    await open(fresh).history.add([]);
    const expected = await schema(fresh);
    for (const version of FIXTURES.keys()) {
      const old = await made(FIXTURES.slice(0, version + 1).join('\n') + ours(version + 1));
      await open(old).history.add([]);
      expect(await schema(old)).toBe(expected);
    }
  });
});

describe('a file that cannot be used', () => {
  const refusal = async (base: string) => {
    const { baselines } = open(base);
    const before = readFileSync(fileIn(base));
    const problems: unknown[] = [];
    for (const attempt of [
      () => baselines.list(),
      () => baselines.change('default', 'saved', SAVED_AT, () => ssh),
    ]) {
      await attempt().catch((problem: unknown) => problems.push(problem));
    }
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toBeInstanceOf(UnavailableError);
    expect(readFileSync(fileIn(base)).equals(before)).toBe(true);
    return (problems[0] as UnavailableError).message;
  };

  it('was made by a newer Portolan', async () => {
    const base = await made(
      `CREATE TABLE future (x) STRICT; ${ours(99)}`.replace('(x)', '(x ANY)'),
    );
    const said = await refusal(base);
    expect(said).toContain('was made by a newer Portolan (version 99 of the store');
    expect(said).toContain(fileIn(base));
  });

  it("is another program's database", async () => {
    expect(await refusal(await made('CREATE TABLE theirs (x)'))).toContain("another program's");
    expect(await refusal(await made('CREATE TABLE t (x); PRAGMA user_version = 1'))).toContain(
      "another program's",
    );
  });

  it('is no database', async () => {
    const base = newFolder();
    mkdirSync(base);
    writeFileSync(fileIn(base), 'This is a letter to a friend.\n'.repeat(100));
    expect(await refusal(base)).toContain('it is damaged; nothing in it was changed');
  });

  it('is a folder', async () => {
    const base = newFolder();
    mkdirSync(fileIn(base), { recursive: true });
    await expect(open(base).baselines.list()).rejects.toThrow(UnavailableError);
  });

  it('lies where a file is in the way', async () => {
    const base = newFolder();
    writeFileSync(base, '');
    const { baselines } = open(base);
    expect(await baselines.list()).toEqual([]);
    const saving = baselines.change('default', 'saved', SAVED_AT, () => ssh);
    await expect(saving).rejects.toThrow(
      /^the store ".*" cannot be made: something in its path is no folder$/,
    );
  });

  it.skipIf(process.platform !== 'linux')('lies where nothing can be made', async () => {
    const saving = open('/proc/portolan').baselines.change('a', 'saved', SAVED_AT, () => ssh);
    await expect(saving).rejects.toThrow(
      / cannot be made: its folder is not there and cannot be made$/,
    );
  });
});

it('a baseline that a newer Portolan saved is not guessed at', async () => {
  const { baselines } = open(newFolder());
  const newer = { ...ssh, version: 2 } as unknown as typeof ssh;
  await expect(baselines.change('default', 'saved', SAVED_AT, () => newer)).rejects.toThrow(
    'was saved by a newer Portolan',
  );
});

it('a damaged file gives what was kept or says that it is damaged, wherever the damage is', async () => {
  const base = newFolder();
  const stores = open(base);
  for (const name of ['default', 'other']) {
    await stores.baselines.change(name, 'saved', SAVED_AT, () => ssh);
  }
  await stores.close();
  const whole = readFileSync(fileIn(base));
  const random = seededRandom(7);
  const outcomes: string[] = [];
  for (let round = 0; round < 150; round++) {
    const hurt = newFolder();
    mkdirSync(hurt);
    writeFileSync(
      fileIn(hurt),
      round % 5 === 0 ? cut(whole, random) : flipped(whole, round, random),
    );
    const victim = open(hurt);
    outcomes.push(
      await victim.baselines.load('default').then(
        (kept) => (JSON.stringify(kept?.snapshot) === JSON.stringify(ssh) ? 'whole' : 'another'),
        (problem: unknown) => (problem instanceof UnavailableError ? 'refused' : String(problem)),
      ),
    );
    await victim.close();
  }
  expect(new Set(outcomes)).toEqual(new Set(['whole', 'refused']));
});

/** Never to nothing: that is an empty store. */
const cut = (bytes: Uint8Array, random: Random) =>
  bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1)));

/** One bit. Most of a small file is empty space: half of the hits go where the rows are. */
function flipped(bytes: Uint8Array, round: number, random: Random): Uint8Array {
  const hurt = Uint8Array.from(bytes);
  const rows = Buffer.from(bytes).indexOf('"sshd"');
  const at = Math.floor(round % 2 ? rows - 200 + random() * 400 : random() * bytes.length);
  hurt[at]! ^= 1 << Math.floor(random() * 8);
  return hurt;
}
