/** Stores of records in SQLite: what concerns the file itself. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../core/errors.ts';
import type { RecordStore } from '../../records.ts';
import { nodeRecords } from '../records.ts';
import { RECORDS } from './migrations.ts';
import { openSqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-records-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFolder = () => {
  count += 1;
  return join(folder, String(count));
};
const fileIn = (base: string) => join(base, 'centre.db');

const opened: RecordStore[] = [];
const open = async (base: string) => {
  const store = await nodeRecords().open(base, 'centre');
  opened.push(store);
  return store;
};
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** A file made of SQL, as some program left it. */
async function made(sql: string): Promise<string> {
  const base = newFolder();
  mkdirSync(base);
  const connection = await openSqlite(fileIn(base));
  connection.exec(sql);
  connection.close();
  return base;
}

const put = (key: string, content: Uint8Array) =>
  ({ kind: 'put', record: { kind: 'message', key, facts: { key } }, content }) as const;

describe('a store of records on disk', () => {
  it('says that a folder is no file to keep anything in', async () => {
    const base = newFolder();
    mkdirSync(base);
    await expect(nodeRecords().openFile(base)).rejects.toThrow(
      `the store "${base}" cannot be used: it is a folder: name a file in it`,
    );
  });

  it('is one file for this user alone, and other files only while it is open', async () => {
    const base = join(newFolder(), 'spool');
    const store = await open(base);
    await store.commit([put('1', new Uint8Array(10_000))]);
    expect(statSync(base).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(base)) {
      expect([name, statSync(join(base, name)).mode & 0o077]).toEqual([name, 0]);
    }
    await store.close();
    expect(readdirSync(base)).toEqual(['centre.db']);
  });

  it('has two of different names beside each other', async () => {
    const base = newFolder();
    const first = await open(base);
    const second = await nodeRecords().open(base, 'device');
    opened.push(second);
    await first.commit([put('1', Uint8Array.of(1))]);
    expect(await second.list('message')).toEqual([]);
  });

  it('writes contents once and not again with their facts', async () => {
    const base = newFolder();
    const store = await open(base);
    await store.commit([put('1', new Uint8Array(1_000_000))]);
    const before = statSync(`${fileIn(base)}-wal`).size + statSync(fileIn(base)).size;
    for (let time = 0; time < 20; time++) {
      await store.commit([{ kind: 'put', record: { kind: 'message', key: '1', facts: time } }]);
    }
    const grown = statSync(`${fileIn(base)}-wal`).size + statSync(fileIn(base)).size - before;
    expect(grown).toBeLessThan(2_000_000);
    expect(await store.content('message', '1')).toHaveLength(1_000_000);
  });
});

/** What each released version left on disks. Never changed: such stores are out there. */
const FIXTURES: readonly string[] = [
  `CREATE TABLE record (kind TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL,
     PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
   CREATE TABLE content (kind TEXT NOT NULL, key TEXT NOT NULL, octets BLOB NOT NULL,
     PRIMARY KEY (kind, key)) STRICT;
   INSERT INTO record VALUES ('message', '"1"', '{"to":"7"}');
   INSERT INTO content VALUES ('message', '"1"', x'00ff');`,
];
const ours = (version: number) =>
  `PRAGMA user_version = ${version}; PRAGMA application_id = 0x50727452;`;

describe('an older store of records', () => {
  it('has a fixture for each version', () => {
    expect(FIXTURES).toHaveLength(RECORDS.migrations.length);
  });

  it.each(FIXTURES.map((_, index) => index + 1))('of version %i is taken over', async (version) => {
    const store = await open(await made(FIXTURES.slice(0, version).join('\n') + ours(version)));
    expect(await store.list('message')).toEqual([
      { kind: 'message', key: '1', facts: { to: '7' } },
    ]);
    expect(await store.content('message', '1')).toEqual(Uint8Array.of(0, 255));
  });
});

describe('a file that is no store of records', () => {
  const refusal = async (base: string) => {
    const before = readFileSync(fileIn(base));
    const problem = await open(base).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(UnavailableError);
    expect(readFileSync(fileIn(base)).equals(before)).toBe(true);
    return (problem as UnavailableError).message;
  };

  it('was made by a newer Portolan', async () => {
    const said = await refusal(await made(FIXTURES.join('\n') + ours(99)));
    expect(said).toContain('was made by a newer Portolan (version 99 of the store');
  });

  it("is another program's, or Portolan's own memory", async () => {
    expect(await refusal(await made('CREATE TABLE theirs (x)'))).toContain("another program's");
    const memory =
      'CREATE TABLE event (x); PRAGMA user_version = 1; PRAGMA application_id = 0x5072746c';
    expect(await refusal(await made(memory))).toContain("another program's");
  });

  it('is no database', async () => {
    const base = newFolder();
    mkdirSync(base);
    writeFileSync(fileIn(base), 'This is a letter to a friend.\n'.repeat(100));
    expect(await refusal(base)).toContain('it is damaged; nothing in it was changed');
  });

  it('has facts that nobody could have written', async () => {
    const text = FIXTURES.join('\n').replace(`'{"to":"7"}'`, `'{"to":'`);
    const store = await open(await made(text + ours(FIXTURES.length)));
    await expect(store.list('message')).rejects.toThrow('it is damaged');
  });

  it('lies where a file is in the way', async () => {
    const base = newFolder();
    writeFileSync(base, '');
    await expect(open(base)).rejects.toThrow(
      /^the store ".*" cannot be made: something in its path is no folder$/,
    );
    expect(existsSync(fileIn(base))).toBe(false);
  });
});
