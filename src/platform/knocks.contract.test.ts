/** What is promised of the store of knocks, held against the one on disk and the one in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Knock, KnockEntry, Counted } from '../survey/knock.ts';
import { nodeStores } from './node/stores/index.ts';
import { simulatedStores } from './simulated/stores.ts';
import type { Stores } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-knocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const onDisk = () => {
  count += 1;
  const base = join(folder, String(count));
  return nodeStores({ path: (name) => join(base, name) });
};

const knock = (time: number, more: Partial<Knock> = {}): Knock => ({
  kind: 'knock',
  time,
  transport: 'udp',
  source: { address: '192.0.2.1', port: 4000 },
  local: { address: '192.0.2.2', port: 621 },
  bytes: Uint8Array.of(0, 0x1b, 0xff),
  length: 3,
  ...more,
});

const counted = (time: number, more: Partial<Counted> = {}): Counted => ({
  kind: 'counted',
  time,
  until: time + 5,
  count: 7,
  ports: [621, 641],
  ...more,
});

describe.each<[name: string, make: () => Stores]>([
  ['on disk', onDisk],
  ['in memory', simulatedStores],
])('knocks %s', (_, make) => {
  let stores: Stores;
  beforeEach(() => {
    stores = make();
    return () => stores.close();
  });

  it('are none at first', async () => {
    expect(await stores.knocks.entries()).toEqual([]);
  });

  it('come back as they were kept, in that order', async () => {
    const entries: KnockEntry[] = [
      knock(2000),
      knock(1000, {
        transport: 'tcp',
        source: { address: '2001:db8::1', port: 1 },
        bytes: new Uint8Array(),
        length: 0,
        stayed: 0,
        ended: 'reset',
      }),
      counted(3000, { source: '2001:db8::/64' }),
      counted(4000),
      knock(5000, { source: { address: '', port: 0 } }),
    ];
    await stores.knocks.add(entries.slice(0, 2), 10);
    await stores.knocks.add(entries.slice(2), 10);
    expect(await stores.knocks.entries()).toEqual(entries);
  });

  it('are asked for from a time on, and the latest so many', async () => {
    await stores.knocks.add(
      [1, 2, 3, 4, 5].map((time) => knock(time)),
      10,
    );
    const times = async (query: Parameters<typeof stores.knocks.entries>[0]) =>
      (await stores.knocks.entries(query)).map(({ time }) => time);
    expect(await times({ since: 3 })).toEqual([3, 4, 5]);
    expect(await times({ limit: 2 })).toEqual([4, 5]);
    expect(await times({ since: 2, limit: 3 })).toEqual([3, 4, 5]);
    expect(await times({ since: 9 })).toEqual([]);
  });

  it('are as many as they may be: the oldest go', async () => {
    for (let time = 1; time <= 7; time++) await stores.knocks.add([knock(time)], 3);
    const kept = await stores.knocks.entries();
    expect(kept.map(({ time }) => time)).toEqual([5, 6, 7]);
    await stores.knocks.add([], 1);
    expect(await stores.knocks.entries()).toHaveLength(1);
  });
});
