/** Knocks on the simulated network: what a sentinel keeps and tells, and that it never says a word. */
import { describe, expect, it } from 'vitest';
import {
  GUARD,
  datagram,
  dial,
  knocksOf,
  saidBy,
  text,
  watch,
  world,
} from '../../../test/support/guard.ts';
import { fromHex } from '../../core/bytes/hex.ts';

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
