/** What is promised of the store, held against the one on disk and the one in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listening, running } from '../../test/support/listeners.ts';
import { snapshot } from '../../test/support/snapshots.ts';
import { compare } from '../survey/drift/compare.ts';
import { nodeStores } from './node/stores/index.ts';
import { simulatedStores } from './simulated/stores.ts';
import { EARLIER_VERSIONS, KEPT_EVENTS, type HistoryEvent, type Stores } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-stores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const onDisk = () => {
  count += 1;
  const base = join(folder, String(count));
  return nodeStores({ path: (name) => join(base, name) });
};

const empty = snapshot([]);
const ssh = snapshot([listening('tcp 0.0.0.0:22', running('sshd'))]);
const web = snapshot([listening('tcp 0.0.0.0:80', running('nginx'))]);
const at = (second: number) => `2026-11-21T00:00:${String(second).padStart(2, '0')}.000Z`;

describe.each<[string, () => Stores]>([
  ['on disk', onDisk],
  ['in memory', simulatedStores],
])('the store %s', (_, open) => {
  const opened: Stores[] = [];
  const fresh = () => {
    const stores = open();
    opened.push(stores);
    return stores;
  };
  afterEach(async () => {
    for (const stores of opened.splice(0)) await stores.close();
  });

  describe('baselines', () => {
    it('has none at first', async () => {
      const { baselines } = fresh();
      expect(await baselines.list()).toEqual([]);
      expect(await baselines.load('default')).toBeUndefined();
      expect(await baselines.undo('default')).toBeUndefined();
      expect(await baselines.remove('default')).toBe(false);
    });

    it('gives back what was kept', async () => {
      const { baselines } = fresh();
      const kept = await baselines.change('default', 'saved', at(1), () => ssh);
      expect(kept).toEqual({
        name: 'default',
        savedAt: at(1),
        how: 'saved',
        earlier: 0,
        snapshot: ssh,
      });
      expect(await baselines.load('default')).toEqual(kept);
      expect(await baselines.list()).toEqual([kept]);
      expect(await baselines.load('other')).toBeUndefined();
    });

    it('hands the present one to whoever makes the next, and keeps it as an earlier one', async () => {
      const { baselines } = fresh();
      const seen: unknown[] = [];
      await baselines.change('default', 'saved', at(1), (present) => {
        seen.push(present);
        return ssh;
      });
      const next = await baselines.change('default', 'accepted', at(2), (present) => {
        seen.push(present?.snapshot);
        return web;
      });
      expect(seen).toEqual([undefined, ssh]);
      expect(next).toMatchObject({ how: 'accepted', savedAt: at(2), earlier: 1, snapshot: web });
      expect(await baselines.undo('default')).toMatchObject({ savedAt: at(1), snapshot: ssh });
      expect(await baselines.undo('default')).toBeUndefined();
      expect(await baselines.load('default')).toMatchObject({ earlier: 0, snapshot: ssh });
    });

    it('keeps nothing of a change that fails', async () => {
      const { baselines } = fresh();
      await baselines.change('default', 'saved', at(1), () => ssh);
      const failing = baselines.change('default', 'saved', at(2), () => {
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(new RangeError('no'));
      expect(await baselines.load('default')).toMatchObject({ savedAt: at(1), earlier: 0 });
    });

    it('keeps several, in order of name, and forgets one with all its versions', async () => {
      const { baselines } = fresh();
      for (const name of ['b', 'a', 'c', 'b']) {
        await baselines.change(name, 'saved', at(1), () => ssh);
      }
      expect((await baselines.list()).map(({ name, earlier }) => [name, earlier])).toEqual([
        ['a', 0],
        ['b', 1],
        ['c', 0],
      ]);
      expect(await baselines.remove('b')).toBe(true);
      expect(await baselines.remove('b')).toBe(false);
      expect((await baselines.list()).map(({ name }) => name)).toEqual(['a', 'c']);
      expect(await baselines.load('b')).toBeUndefined();
    });

    it(`keeps ${EARLIER_VERSIONS} earlier versions, the latest`, async () => {
      const { baselines } = fresh();
      for (let second = 0; second < EARLIER_VERSIONS + 5; second++) {
        await baselines.change('default', 'saved', at(second), () => ssh);
      }
      let last = await baselines.load('default');
      expect(last?.earlier).toBe(EARLIER_VERSIONS);
      for (let back = 0; back < EARLIER_VERSIONS; back++) last = await baselines.undo('default');
      expect(last).toMatchObject({ savedAt: at(4), earlier: 0 });
      expect(await baselines.undo('default')).toBeUndefined();
    });

    it('is not changed by whoever changes what he was given', async () => {
      const { baselines } = fresh();
      const own = structuredClone(ssh) as { host: { name: string } };
      await baselines.change('default', 'saved', at(1), () => own as never);
      own.host.name = 'changed';
      const kept = (await baselines.load('default'))!;
      expect(kept.snapshot).toEqual(ssh);
      (kept.snapshot.host as { name: string }).name = 'changed too';
      expect((await baselines.load('default'))?.snapshot).toEqual(ssh);
    });
  });

  describe('history', () => {
    const gone = (second: number): HistoryEvent => ({
      at: at(second),
      drift: compare(ssh, empty)[0]!,
    });
    const back = (second: number): HistoryEvent => ({
      at: at(second),
      drift: compare(empty, ssh)[0]!,
    });

    it('has none at first', async () => {
      const { history } = fresh();
      expect(await history.events()).toEqual([]);
      expect(await history.departures()).toEqual([]);
      expect(await history.last()).toBeUndefined();
    });

    it('gives back what was seen, the latest of it, oldest first', async () => {
      const { history } = fresh();
      await history.add([gone(1), back(2)]);
      await history.add([gone(3)]);
      expect(await history.events()).toEqual([gone(1), back(2), gone(3)]);
      expect(await history.events({ limit: 2 })).toEqual([back(2), gone(3)]);
      expect(await history.events({ since: at(3) })).toEqual([gone(3)]);
      expect(await history.events({ since: at(4) })).toEqual([]);
    });

    it('knows what went and did not come back', async () => {
      const { history } = fresh();
      await history.add([gone(1)]);
      expect(await history.departures()).toEqual([{ at: at(1), entry: ssh.entries[0] }]);
      await history.add([back(2)]);
      expect(await history.departures()).toEqual([]);
      await history.add([gone(3), back(4), gone(5)]);
      expect(await history.departures()).toEqual([{ at: at(5), entry: ssh.entries[0] }]);
    });

    it('keeps the last state together with what led to it', async () => {
      const { history } = fresh();
      await history.add([], ssh);
      expect(await history.last()).toEqual(ssh);
      await history.add([gone(1)], empty);
      await history.add([back(2)]);
      expect(await history.last()).toEqual(empty);
      expect(await history.events()).toHaveLength(2);
    });

    it(`forgets the oldest beyond ${KEPT_EVENTS}`, async () => {
      const { history } = fresh();
      const { drift } = gone(1);
      const short = { ...drift, before: [], after: [] };
      const many = Array.from({ length: KEPT_EVENTS }, () => ({ at: at(1), drift: short }));
      await history.add(many);
      await history.add([back(2), back(3)]);
      const events = await history.events({ limit: KEPT_EVENTS + 10 });
      expect(events).toHaveLength(KEPT_EVENTS);
      expect(events.slice(-3).map((event) => event.at)).toEqual([at(1), at(2), at(3)]);
    });
  });
});
