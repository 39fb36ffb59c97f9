/** What is promised of stores of records, held against those on disk and those in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../core/errors.ts';
import { nodeClock } from './node/clock.ts';
import { nodeRecords } from './node/records.ts';
import type { KeptRecord, RecordChange, RecordDoor, RecordStore } from './records.ts';
import { simulatedRecords } from './simulated/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (key: string, facts: unknown, content?: Uint8Array): RecordChange => ({
  kind: 'put',
  record: { kind: 'message', key, facts },
  ...(content && { content }),
});
const remove = (key: string): RecordChange => ({ kind: 'remove', of: { kind: 'message', key } });
const keys = (records: readonly KeptRecord[]) => records.map(({ key }) => key);
const octets = (...bytes: number[]) => Uint8Array.from(bytes);

let count = 0;

describe.each<[string, () => RecordDoor]>([
  ['on disk', nodeRecords],
  ['in memory', () => simulatedRecords({ clock: nodeClock(), random: Math.random })],
])('records %s', (_, makeDoor) => {
  const opened: RecordStore[] = [];
  const fresh = () => {
    const door = makeDoor();
    count += 1;
    const base = join(folder, String(count), 'spool');
    return async () => {
      const store = await door.open(base, 'centre');
      opened.push(store);
      return store;
    };
  };
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  it('has none at first', async () => {
    const store = await fresh()();
    expect(await store.list('message')).toEqual([]);
    expect(await store.content('message', '1')).toBeUndefined();
    await store.commit([]);
    await store.commit([remove('1')]);
    expect(await store.list('message')).toEqual([]);
  });

  it('is in the file of its name, and may be named by that', async () => {
    const door = makeDoor();
    const base = join(folder, 'by-path');
    const first = await door.open(base, 'centre');
    await first.commit([put('a', 7)]);
    await first.close();
    const again = await door.openFile(`${base}/centre.db`);
    opened.push(again);
    expect(keys(await again.list('message'))).toEqual(['a']);
    const other = await door.openFile(`${base}/till`);
    opened.push(other);
    expect(await other.list('message')).toEqual([]);
  });

  it('gives back what was committed, by kind and in the order of keys', async () => {
    const store = await fresh()();
    await store.commit([
      put('b', { to: ['á', '\0', '\ud800'] }),
      put('a', null),
      { kind: 'put', record: { kind: 'device', key: 'a', facts: 7 } },
    ]);
    expect(await store.list('message')).toEqual([
      { kind: 'message', key: 'a', facts: null },
      { kind: 'message', key: 'b', facts: { to: ['á', '\0', '\ud800'] } },
    ]);
    expect(await store.list('device')).toEqual([{ kind: 'device', key: 'a', facts: 7 }]);
    expect(await store.list('other')).toEqual([]);
  });

  it('takes any text as a key and tells them apart', async () => {
    const store = await fresh()();
    const odd = ['', ' ', '"', "'", '\0', '\0b', 'a', 'a\0', 'a\0b', 'á', '\ud800', '\udbff', '😀'];
    await store.commit(odd.map((key) => put(key, key, octets(key.length))));
    expect(keys(await store.list('message'))).toEqual(odd.toSorted());
    for (const key of odd) expect(await store.content('message', key)).toEqual(octets(key.length));
  });

  it('keeps contents until others come or the record goes', async () => {
    const store = await fresh()();
    await store.commit([put('1', 'new', octets(0, 1, 255)), put('2', 'empty', octets())]);
    await store.commit([put('1', 'changed')]);
    expect(await store.list('message')).toMatchObject([{ facts: 'changed' }, { facts: 'empty' }]);
    expect(await store.content('message', '1')).toEqual(octets(0, 1, 255));
    expect(await store.content('message', '2')).toEqual(octets());
    await store.commit([put('1', 'other', octets(9))]);
    expect(await store.content('message', '1')).toEqual(octets(9));
    await store.commit([remove('1'), put('3', 'never', octets(1)), remove('3')]);
    await store.commit([put('1', 'anew')]);
    expect(await store.content('message', '1')).toBeUndefined();
    expect(keys(await store.list('message'))).toEqual(['1', '2']);
  });

  it('keeps what was handed over, not what became of it', async () => {
    const store = await fresh()();
    const facts = { count: 1 };
    const content = octets(1, 2);
    const committed = store.commit([put('1', facts, content)]);
    facts.count = 2;
    content.fill(0);
    await committed;
    expect(await store.list('message')).toMatchObject([{ facts: { count: 1 } }]);
    const given = await store.content('message', '1');
    expect(given).toEqual(octets(1, 2));
    given!.fill(7);
    expect(await store.content('message', '1')).toEqual(octets(1, 2));
  });

  it('does what is committed at the same time in the order of the calls', async () => {
    const store = await fresh()();
    const done: number[] = [];
    await Promise.all(
      Array.from({ length: 500 }, async (_each, index) => {
        await store.commit([put('last', index), put(`at ${index % 7}`, index), remove('gone')]);
        done.push(index);
      }),
    );
    expect(done).toEqual([...done].toSorted((a, b) => a - b));
    const facts = (await store.list('message')).map((record) => record.facts);
    expect(facts).toEqual([497, 498, 499, 493, 494, 495, 496, 499]);
  });

  it('shows what was committed before, waited for or not', async () => {
    const store = await fresh()();
    const first = store.commit([put('1', 1, octets(1))]);
    expect(await store.content('message', '1')).toEqual(octets(1));
    const second = store.commit([put('2', 2)]);
    expect(keys(await store.list('message'))).toEqual(['1', '2']);
    await Promise.all([first, second]);
  });

  it('refuses facts that are no JSON, and keeps what came beside them', async () => {
    const store = await fresh()();
    const good = store.commit([put('1', 1)]);
    await expect(store.commit([put('2', 2), put('3', undefined)])).rejects.toThrow(TypeError);
    await expect(store.commit([put('4', 4n)])).rejects.toThrow(TypeError);
    await good;
    expect(keys(await store.list('message'))).toEqual(['1']);
  });

  it('is for one alone, and found again when it was closed', async () => {
    const open = fresh();
    const first = await open();
    const written = first.commit([put('1', 1, octets(1))]);
    await expect(open()).rejects.toThrow(UnavailableError);
    await expect(open()).rejects.toThrow('another process holds it');
    await first.close();
    await written;
    const second = await open();
    expect(await second.list('message')).toHaveLength(1);
    await first.close();
    expect(await second.content('message', '1')).toEqual(octets(1));
  });

  it('is nothing any more when it was closed', async () => {
    const store = await fresh()();
    await store.close();
    await expect(store.list('message')).rejects.toThrow(UnavailableError);
    await expect(store.content('message', '1')).rejects.toThrow(UnavailableError);
    await expect(store.commit([put('1', 1)])).rejects.toThrow(UnavailableError);
  });
});
