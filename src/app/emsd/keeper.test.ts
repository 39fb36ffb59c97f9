/** What is kept, in which order, and what happens when the disk refuses. */
import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../platform/records.ts';
import { simulatedRecords } from '../../platform/simulated/records.ts';
import { Keeper } from './keeper.ts';

/** A clock whose alarms ring when the test says so, and a store on it. */
async function ground() {
  let now = 0;
  const alarms: { at: number; wake: () => void }[] = [];
  const clock = {
    now: () => now,
    wakeAt(at: number, wake: () => void) {
      alarms.push({ at, wake });
      return () => {};
    },
  };
  const door = simulatedRecords({ clock, random: () => 0.5 });
  const store: RecordStore = await door.open('spool', 'spool');
  const notes: string[] = [];
  const bugs: unknown[] = [];
  const keeper = new Keeper(store, clock, {
    note: (text) => notes.push(text),
    fail: (bug) => bugs.push(bug),
  });
  const passes = async (time: number) => {
    const end = now + time;
    for (;;) {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const next = alarms.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      alarms.splice(alarms.indexOf(next), 1);
      now = next.at;
      next.wake();
    }
    now = end;
  };
  return { door, store, keeper, notes, bugs, passes };
}

const change = (key: string, facts: string) =>
  ({ kind: 'put', record: { kind: 'thing', key, facts } }) as const;

describe('a keeper', () => {
  it('says in order what is on the disk', async () => {
    const { store, keeper, passes, bugs } = await ground();
    const said: string[] = [];
    for (const key of ['a', 'b', 'c']) {
      keeper.add({ changes: [change(key, key)], kept: () => said.push(key) });
    }
    expect(said).toEqual([]);
    await passes(100);
    expect(said).toEqual(['a', 'b', 'c']);
    expect((await store.list('thing')).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect(bugs).toEqual([]);
  });

  it('refuses what may be refused while the disk does, and keeps the rest in order afterwards', async () => {
    const { door, store, keeper, passes, notes, bugs } = await ground();
    const said: string[] = [];
    door.refuse('the disk is full');
    keeper.add({ changes: [change('a', 'first')], kept: () => said.push('first') });
    keeper.add({
      changes: [change('x', 'x')],
      kept: () => said.push('x'),
      refused: () => said.push('not x'),
    });
    await passes(100);
    keeper.add({ changes: [change('a', 'second')], kept: () => said.push('second') });
    keeper.add({
      changes: [change('y', 'y')],
      kept: () => said.push('y'),
      refused: () => said.push('not y'),
    });
    expect(said).toEqual(['not x', 'not y']);
    await passes(6000);
    expect(said).toEqual(['not x', 'not y']);
    expect(notes).toHaveLength(1);
    door.refuse(undefined);
    await passes(6000);
    expect(said.slice(2)).toEqual(['first', 'second']);
    expect(await store.list('thing')).toMatchObject([{ key: 'a', facts: 'second' }]);
    keeper.add({
      changes: [change('z', 'z')],
      kept: () => said.push('z'),
      refused: () => said.push('not z'),
    });
    await passes(100);
    expect(said.at(-1)).toBe('z');
    expect(bugs).toEqual([]);
  });
});
