/** What a sentinel keeps, when that fails, and what its log makes of it. */
import { describe, expect, it } from 'vitest';
import { GUARD, datagram, knocksOf, text, watch, world } from '../../../test/support/guard.ts';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { UsageError } from '../../core/errors.ts';
import { cancellation } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Emission } from '../operation.ts';
import { readInput } from '../parameters.ts';
import { sentinelLog } from './log.ts';
import { sentinel } from './sentinel.ts';
import { standWatch } from './watch.ts';

const atlas = shippedAtlas();

describe('a store that fails', () => {
  /** A platform whose store says so while `isFull` does. */
  function failing(guard: Platform, isFull: () => boolean): Platform {
    const { knocks } = guard.stores;
    const add: typeof knocks.add = async (entries, most) => {
      if (isFull()) throw new UsageError('the store cannot be used: the disk is full');
      await knocks.add(entries, most);
    };
    return { ...guard, stores: { ...guard.stores, knocks: { ...knocks, add } } };
  }

  it('is said once; lines go on, and so does the store when it can', async () => {
    const place = world();
    const { clock } = place.network;
    const isFull = () => clock.now() > 5000 && clock.now() < 25_000;
    const guard = failing(place.guard, isFull);
    const story = await watch(
      { network: place.network, guard },
      { ports: ['621/udp'] },
      async () => {
        for (let i = 0; i < 20; i++) {
          clock.wakeAt(2000 * i, () => void datagram(place.knocker, 621, text(String(i))));
        }
      },
    );
    expect(knocksOf(story)).toHaveLength(20);
    expect(story.notes).toHaveLength(2);
    expect(story.notes[0]).toContain(
      'what comes now is told and not kept: the store cannot be used',
    );
    expect(story.notes[1]).toMatch(/^the store works again; \d+ entries in between are not in it$/);
    expect(story.kept.length + story.result.lost).toBe(20);
    expect(story.result.lost).toBeGreaterThan(5);
  });

  it('from the beginning: lines alone', async () => {
    const place = world();
    const guard = failing(place.guard, () => true);
    const story = await watch(
      { network: place.network, guard },
      { ports: ['621/udp'] },
      async () => {
        await datagram(place.knocker, 621, text('x'));
      },
    );
    expect(story.stand?.store).toBeUndefined();
    expect(story.notes[0]).toContain('knocks are told and not kept');
    expect(knocksOf(story)).toHaveLength(1);
  });

  it('keeps before it tells', async () => {
    const place = world();
    const order: string[] = [];
    const { knocks } = place.guard.stores;
    const add: typeof knocks.add = async (entries, most) => {
      await knocks.add(entries, most);
      if (entries.length > 0) order.push('kept');
    };
    const guard = { ...place.guard, stores: { ...place.guard.stores, knocks: { ...knocks, add } } };
    const input = readInput(sentinel.parameters, { ports: ['621/udp'], listen: 'any', for: '10' });
    const emit = ({ kind }: Emission) => void (kind === 'row' && order.push('told'));
    const { signal } = cancellation();
    const watching = standWatch(input, { platform: guard, atlas, signal, emit });
    place.network.clock.wakeAt(100, () => void datagram(place.knocker, 621, text('x')));
    await place.network.run(watching);
    expect(order).toEqual(['kept', 'told']);
  });
});

describe('the log', () => {
  it('has who came, where, how often, and what they said', async () => {
    const place = world();
    await watch(place, {}, async () => {
      for (const port of [259, 621, 3289])
        await datagram(place.knocker, port, text('SSH-2.0-x\r\n'));
      await datagram(place.guard, 621, text('?'));
    });
    const { signal } = cancellation();
    const input = readInput(sentinelLog.parameters, { limit: '2' });
    const result = await sentinelLog.run(input, {
      platform: place.guard,
      atlas,
      signal,
      emit: () => {},
    });
    expect(result.total).toBe(4);
    expect(result.events).toHaveLength(2);
    expect(result.callers).toMatchObject([
      {
        source: '192.0.2.66',
        knocks: 3,
        places: ['udp/259', 'udp/621', 'udp/3289'],
        isSweep: true,
        said: ['ssh: SSH greeting: SSH-2.0-x'],
      },
      { source: GUARD, knocks: 1, isSweep: false, said: ['unknown'] },
    ]);
  });

  it('forgets what was before', async () => {
    const place = world();
    await watch(place, {}, () => void datagram(place.knocker, 621, text('?')));
    const { signal } = cancellation();
    const run = (since: string) =>
      sentinelLog.run(readInput(sentinelLog.parameters, { since }), {
        platform: place.guard,
        atlas,
        signal,
        emit: () => {},
      });
    expect((await run('2m')).total).toBe(1);
    expect((await run('30s')).total).toBe(0);
  });
});
