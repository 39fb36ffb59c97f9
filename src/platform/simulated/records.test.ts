/** What is left of stores in memory when their machine stops. */
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import type { RecordChange, RecordStore } from '../records.ts';
import { Agenda } from './agenda.ts';
import { simulatedClock } from './clock.ts';
import { runUntil } from './drive.ts';
import { simulatedRecords } from './records.ts';

const put = (key: string): RecordChange => ({
  kind: 'put',
  record: { kind: 'message', key, facts: null },
});

function machine(random: () => number) {
  const agenda = new Agenda(0);
  const records = simulatedRecords({ clock: simulatedClock(agenda), random, writing: 10 });
  return {
    records,
    at: (time: number) => runUntil(agenda, time),
    open: () => records.open('/spool', 'centre'),
  };
}

/** Commits, and notes what of it was acknowledged. */
function committing(store: RecordStore, ...keys: readonly string[]): string[] {
  const told: string[] = [];
  const commit = async (key: string) => {
    await store.commit([put(key)]);
    told.push(key);
  };
  for (const key of keys) void commit(key);
  return told;
}

const keysOf = async (store: RecordStore) => (await store.list('message')).map(({ key }) => key);

describe('a machine that stops', () => {
  it('has what was acknowledged, and nothing of what waited', async () => {
    const { records, at, open } = machine(() => 0.9);
    const store = await open();
    const first = committing(store, '1');
    await at(5);
    // The write of the first is going on; these two wait for the next.
    const others = committing(store, '2', '3');
    await at(15);
    expect([first, others]).toEqual([['1'], []]);
    records.crash();
    await at(100);
    expect(others).toEqual([]);
    expect(await keysOf(await open())).toEqual(['1']);
  });

  it('may have the whole of what was being written, and never half of it', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const { records, at, open } = machine(seededRandom(seed));
      const store = await open();
      const told: string[] = [];
      void store.commit([put('1'), put('2')]).then(() => told.push('1'));
      await at(1);
      told.push(...committing(store, '3'));
      await at(9);
      expect(told).toEqual([]);
      records.crash();
      seen.add((await keysOf(await open())).join());
    }
    expect(seen).toEqual(new Set(['', '1,2']));
  });

  it('never answers who was there before', async () => {
    const { records, at, open } = machine(() => 0.9);
    const before = await open();
    records.crash();
    let heard = false;
    for (const waiting of [before.list('message'), before.commit([put('1')]), before.close()]) {
      void waiting.finally(() => (heard = true));
    }
    await at(1000);
    expect(heard).toBe(false);
    expect(await keysOf(await open())).toEqual([]);
  });

  it('says why it takes nothing, for as long as it does', async () => {
    const { records, at, open } = machine(() => 0.9);
    const store = await open();
    records.refuse('the disk is full');
    const refused = store.commit([put('1')]).catch((problem: unknown) => problem);
    await at(10);
    expect(await refused).toEqual(
      new UnavailableError('the store "/spool/centre.db" cannot be used: the disk is full'),
    );
    records.refuse(undefined);
    const taken = committing(store, '2');
    await at(20);
    expect(taken).toEqual(['2']);
    expect(await keysOf(store)).toEqual(['2']);
  });
});
