/** A sentinel on the simulated network: what it keeps and tells, and that it never says a word. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedData } from '../../../test/support/shipped.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { cancellation } from '../../core/signal.ts';
import { UsageError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { createNetwork, type HostOptions, type Network } from '../../platform/simulated/network.ts';
import { simulatedPrivileges } from '../../platform/simulated/privileges.ts';
import type { KnockEntry } from '../../survey/knock.ts';
import type { Emission, Input } from '../operation.ts';
import { readInput, type RawInput } from '../parameters.ts';
import type { KnockEvent, SentinelEvent } from './event.ts';
import { sentinelLog } from './log.ts';
import { sentinel } from './sentinel.ts';
import type { SentinelResult, Stand } from './stand.ts';
import { standWatch } from './watch.ts';

const atlas = shippedAtlas();
const GUARD = '192.0.2.10';
const text = (words: string) => new TextEncoder().encode(words);

interface World {
  readonly network: Network;
  readonly guard: Platform;
  readonly knocker: Platform;
}

function world(options: Partial<HostOptions> = {}): World {
  const network = createNetwork({ seed: 7 });
  const guard = network.host('guard', {
    addresses: [`${GUARD}/24`],
    data: shippedData,
    ...options,
  });
  const knocker = network.host('knocker', { addresses: ['192.0.2.66/24'] });
  return { network, guard, knocker };
}

interface Story {
  readonly events: readonly SentinelEvent[];
  readonly notes: readonly string[];
  readonly stand: Stand | undefined;
  readonly result: SentinelResult;
  readonly kept: readonly KnockEntry[];
}

/** Posts a sentinel for `seconds`, lets `knock` happen meanwhile, and gives what it told. */
async function watch(
  { network, guard }: Pick<World, 'network' | 'guard'>,
  raw: RawInput,
  knock: () => Promise<void> | void = () => {},
  seconds = 60,
): Promise<Story> {
  const emitted: Emission[] = [];
  const { signal, cancel } = cancellation();
  const input: Input = readInput(sentinel.parameters, { listen: 'any', ...raw });
  const context = {
    platform: guard,
    atlas,
    signal,
    emit: (one: Emission) => void emitted.push(one),
  };
  const watching = standWatch(input, context);
  const at = network.clock.now();
  network.clock.wakeAt(at + 100, () => void knock());
  network.clock.wakeAt(at + seconds * 1000, cancel);
  const result = await network.run(watching);
  const of = <Kind extends Emission['kind']>(kind: Kind) =>
    emitted.filter((one): one is Extract<Emission, { kind: Kind }> => one.kind === kind);
  return {
    events: of('row').map(({ row }) => row as SentinelEvent),
    notes: of('note').map((note) => note.text),
    stand: of('state')[0]?.state as Stand | undefined,
    result,
    kept: await guard.stores.knocks.entries(),
  };
}

const knocksOf = ({ events }: Story) =>
  events.filter((one): one is KnockEvent => one.event === 'knock');

/** Says something by TCP and stays until it is sent away. */
const dial = (platform: Platform, port: number, words: string, leave = false) =>
  platform.tcp.connect({ address: GUARD, port }, (connection) => {
    if (words !== '') connection.write(text(words));
    if (leave) connection.end();
    return { received: () => {}, ended: () => connection.end() };
  });

const datagram = async (platform: Platform, port: number, bytes: Uint8Array) => {
  const socket = await platform.udp.open({}, () => {});
  socket.send(bytes, { address: GUARD, port });
  return socket;
};

/** Whatever went out of the guard's host, by either transport, beyond opening and closing. */
const saidBy = ({ network }: World) => [
  ...network.transcript.filter(({ from }) => from.host === 'guard'),
  ...network.streams.filter(({ from, what }) => from.host === 'guard' && what === 'bytes'),
];

describe('a knock', () => {
  it('by UDP: who, when, where, what, in words, kept and told', async () => {
    const place = world();
    const story = await watch(place, { ports: ['3289/udp'] }, async () => {
      await datagram(place.knocker, 3289, fromHex('4550534f4e510300000000000000'));
    });
    expect(story.events).toEqual([
      {
        event: 'knock',
        time: expect.stringMatching(/^2026-01-01T00:00:00\.1\d\dZ$/),
        transport: 'udp',
        source: { address: '192.0.2.66', port: expect.any(Number) },
        local: { address: '0.0.0.0', port: 3289 },
        length: 14,
        hex: '4550534f4e510300000000000000',
        text: 'EPSONQ........',
        said: { protocol: 'enpc', message: expect.any(String) },
        promised: 'enpc',
      },
    ]);
    expect(story.kept).toHaveLength(1);
    expect(story.result).toMatchObject({ knocks: 1, counted: 0, sources: 1, lost: 0 });
    expect(saidBy(place)).toEqual([]);
  });

  it('keeps the first bytes of a long one, and says how long it was', async () => {
    const place = world();
    const story = await watch(place, { ports: ['621'], bytes: '16' }, async () => {
      await datagram(place.knocker, 621, new Uint8Array(9000).fill(0x41));
      await dial(place.knocker, 621, 'B'.repeat(500));
    });
    const [one, two] = knocksOf(story);
    expect(one).toMatchObject({ length: 9000, text: 'A'.repeat(16) });
    expect(two).toMatchObject({ text: 'B'.repeat(16), ended: 'enough' });
    expect(two!.length).toBeGreaterThanOrEqual(16);
    expect(saidBy(place)).toEqual([]);
  });

  it('by TCP: who leaves, who says nothing until the time is up, who resets', async () => {
    const place = world();
    const story = await watch(place, { ports: ['tcp/641'], stay: '3' }, async () => {
      await dial(place.knocker, 641, 'GET / HTTP/1.0\r\n\r\n', true);
      await dial(place.knocker, 641, '');
      (await dial(place.knocker, 641, '')).abort();
    });
    const ends = Object.fromEntries(knocksOf(story).map((knock) => [knock.ended, knock]));
    expect(ends['left']).toMatchObject({ said: { protocol: 'http' }, length: 18 });
    expect(ends['late']).toMatchObject({ length: 0, stayed: 3000 });
    expect(ends['reset']).toMatchObject({ length: 0 });
    expect(saidBy(place)).toEqual([]);
  });

  it('that drips is over when its time is', async () => {
    const place = world();
    const story = await watch(place, { ports: ['tcp/641'], stay: '2' }, async () => {
      const connection = await dial(place.knocker, 641, '');
      const { clock } = place.network;
      const drip = () => {
        connection.write(text('.'));
        if (clock.now() < 30_000) clock.wakeAt(clock.now() + 500, drip);
      };
      drip();
    });
    const [knock] = knocksOf(story);
    expect(knock).toMatchObject({ ended: 'late', stayed: 2000 });
    expect(knock!.text).toMatch(/^\.{3,5}$/);
  });

  it('that is there when the sentinel ends is told too', async () => {
    const place = world();
    const story = await watch(
      place,
      { ports: ['tcp/641'], stay: '300' },
      async () => {
        await dial(place.knocker, 641, 'hello');
      },
      5,
    );
    expect(knocksOf(story)).toMatchObject([{ text: 'hello', ended: 'stopped' }]);
    expect(story.kept).toHaveLength(1);
  });
});

describe('many', () => {
  it('100,000 datagrams are a bounded number of entries, and none is lost from the count', async () => {
    const place = world();
    const story = await watch(place, { ports: ['621/udp'] }, async () => {
      const socket = await place.knocker.udp.open({}, () => {});
      for (let i = 0; i < 100_000; i++) socket.send(text('flood'), { address: GUARD, port: 621 });
    });
    const counted = story.events.filter(({ event }) => event === 'counted');
    expect(knocksOf(story).length).toBeLessThanOrEqual(120);
    expect(counted.length).toBeLessThanOrEqual(2);
    expect(story.result.knocks + story.result.counted).toBe(100_000);
    expect(story.kept.length).toBe(story.events.length);
    expect(saidBy(place)).toEqual([]);
  });

  it('over a bad link: exactly what arrived, copies too', async () => {
    const place = world({ link: { loss: 0.4, duplication: 0.2 } });
    const story = await watch(place, { ports: ['621/udp'] }, async () => {
      const socket = await place.knocker.udp.open({}, () => {});
      for (let i = 0; i < 2000; i++) socket.send(text(String(i)), { address: GUARD, port: 621 });
    });
    const arrived = place.network.transcript.filter(({ fate }) => fate === 'delivered').length;
    expect(arrived).toBeGreaterThan(1000);
    expect(arrived).toBeLessThan(2000);
    expect(story.result.knocks + story.result.counted).toBe(arrived);
  });

  it('connections at once are bounded, those of one source more so', async () => {
    const place = world();
    const story = await watch(
      place,
      { ports: ['tcp/641'], rate: '6000', 'rate-all': '6000' },
      async () => {
        for (let i = 0; i < 40; i++) void dial(place.knocker, 641, '').catch(() => {});
      },
    );
    const crowded = knocksOf(story).filter(({ ended }) => ended === 'crowded');
    expect(crowded).toHaveLength(40 - 16);
    expect(story.result.knocks).toBe(40);
  });

  it('ports in a row are a sweep, one line', async () => {
    const place = world();
    const story = await watch(place, {}, async () => {
      for (const port of [259, 621, 641, 642, 3259, 3289]) {
        await datagram(place.knocker, port, text('?'));
      }
    });
    expect(story.events.filter(({ event }) => event === 'sweep')).toEqual([
      { event: 'sweep', time: expect.any(String), source: '192.0.2.66', ports: [259, 621, 641] },
    ]);
    expect(knocksOf(story)).toHaveLength(6);
  });

  it('entries beyond what is to be kept make the oldest go', async () => {
    const place = world();
    const story = await watch(place, { ports: ['621/udp'], keep: '3' }, async () => {
      for (const words of ['1', '2', '3', '4', '5'])
        await datagram(place.knocker, 621, text(words));
    });
    expect(story.kept.map((entry) => entry.kind === 'knock' && [...entry.bytes])).toEqual([
      [0x33],
      [0x34],
      [0x35],
    ]);
    expect(knocksOf(story)).toHaveLength(5);
  });
});

describe('what it stands on', () => {
  it('goes on with the other ports when one is taken', async () => {
    const place = world();
    await place.guard.udp.open({ port: 641 }, () => {});
    const story = await watch(place, { ports: ['621', '641'] }, async () => {
      await datagram(place.knocker, 621, text('x'));
    });
    expect(story.stand?.opened.map(({ port, transport }) => `${transport}/${port}`)).toEqual([
      'tcp/621',
      'udp/621',
      'tcp/641',
    ]);
    expect(story.result.refused).toMatchObject([{ transport: 'udp', port: 641, failure: 'taken' }]);
    expect(story.notes).toEqual([
      'udp/641 on 0.0.0.0 is taken, by whom cannot be seen. To look or to stop it: sudo portolan survey',
    ]);
    expect(knocksOf(story)).toHaveLength(1);
    expect(sentinel.outcome!(story.result)).toEqual({ partial: true });
  });

  it('has nothing to do when none can be had', async () => {
    const place = world();
    await place.guard.udp.open({ port: 641 }, () => {});
    await expect(watch(place, { ports: ['641/udp'] })).rejects.toThrow(
      /^no port could be opened\.\nudp\/641 on 0\.0\.0\.0 is taken/,
    );
  });

  it('gives its ports back', async () => {
    const place = world();
    await watch(place, { ports: ['621'] }, undefined, 1);
    const again = [
      await place.guard.udp.open({ port: 621 }, () => {}),
      await place.guard.tcp.listen({ port: 621 }, () => ({ received: () => {} })),
    ];
    expect(again.map(({ local }) => local.port)).toEqual([621, 621]);
  });

  it('gives up the rights of an administrator before it hears anything', async () => {
    const privileges = simulatedPrivileges([
      { name: 'ann', uid: 1000, gid: 1000, home: '/home/ann' },
    ]);
    const place = world({ privileges });
    const story = await watch(place, { ports: ['621'], user: 'ann' }, () => {
      expect(privileges.current).toMatchObject({ name: 'ann' });
    });
    expect(story.stand?.user).toBe('ann');
    expect(privileges.isElevated()).toBe(false);
  });

  it('stays root only when told, and says so; nobody else can become somebody', async () => {
    const privileges = simulatedPrivileges([]);
    const story = await watch(
      world({ privileges }),
      { ports: ['621'], user: 'root' },
      undefined,
      1,
    );
    expect(privileges.isElevated()).toBe(true);
    expect(story.notes.join()).toContain('it stays the administrator');
    await expect(watch(world(), { ports: ['621'], user: 'ann' })).rejects.toThrow(
      'leave out --user',
    );
  });

  it('does not stand at all where it may not become somebody else, and says what is left', async () => {
    const privileges = simulatedPrivileges([]);
    const become = () => {
      throw new UsageError('this process cannot become user 65534: EPERM');
    };
    const place = world({ privileges: { ...privileges, become, isElevated: () => true } });
    await expect(watch(place, { ports: ['621'] })).rejects.toThrow(
      'cannot become user 65534: EPERM, or keep it as it is: --user root',
    );
    const again = await place.guard.udp.open({ port: 621 }, () => {});
    expect(again.local.port).toBe(621);
  });

  it('becomes nobody by itself', async () => {
    const privileges = simulatedPrivileges([]);
    const story = await watch(world({ privileges }), { ports: ['621'] }, undefined, 1);
    expect(story.stand?.user).toBe('nobody');
  });
});

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
