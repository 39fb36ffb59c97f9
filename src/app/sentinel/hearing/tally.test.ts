import { describe, expect, it } from 'vitest';
import { Bucket } from './bucket.ts';
import { sourceOf } from './source.ts';
import { Tally } from './tally.ts';

const MINUTE = 60_000;

describe('a bucket', () => {
  it('gives a burst of a minute at once, then no more than its rate', () => {
    const bucket = new Bucket(60, 0);
    const taken = (from: number, to: number, step: number) => {
      let count = 0;
      for (let now = from; now < to; now += step) if (bucket.take(now)) count += 1;
      return count;
    };
    expect(taken(0, 1000, 10)).toBe(60);
    expect(taken(1000, 11_000, 10)).toBe(10);
    expect(taken(10 * MINUTE, 10 * MINUTE + 1000, 1)).toBe(60);
  });

  it('is not confused by a clock that stands still or goes back', () => {
    const bucket = new Bucket(2, 1000);
    expect([bucket.take(1000), bucket.take(0), bucket.take(500)]).toEqual([true, true, false]);
  });
});

describe('a source', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['', ''],
  ])('%s is %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});

describe('a tally', () => {
  const tally = (perSource = 3, inAll = 100) => new Tally({ perSource, inAll }, 0);

  it('keeps what comes now and then, and has nothing to tell', () => {
    const own = tally();
    for (let i = 0; i < 20; i++) {
      expect(own.take('192.0.2.1', 621, i * MINUTE, i).kept).toBe(true);
    }
    expect(own.counted()).toEqual([]);
  });

  it('counts what comes too often, and tells it once', () => {
    const own = tally();
    const kept = Array.from({ length: 10 }, (_, i) => own.take('192.0.2.1', 621, 0, 1000 + i).kept);
    expect(kept.filter(Boolean)).toHaveLength(3);
    expect(own.counted()).toEqual([
      { kind: 'counted', time: 1003, until: 1009, source: '192.0.2.1', count: 7, ports: [621] },
    ]);
    expect(own.counted()).toEqual([]);
  });

  it('lets one who comes too often use up nothing of the others', () => {
    const own = tally(3, 10);
    for (let i = 0; i < 1000; i++) own.take('192.0.2.1', 621, 0, 0);
    const others = Array.from({ length: 10 }, (_, i) => own.take(`192.0.2.${i + 2}`, 621, 0, 0));
    expect(others.filter(({ kept }) => kept)).toHaveLength(7);
  });

  it('takes the addresses of an IPv6 network for one source', () => {
    const own = tally();
    const kept = Array.from(
      { length: 10 },
      (_, i) => own.take(`2001:db8::${i + 1}`, 621, 0, 0).kept,
    );
    expect(kept.filter(Boolean)).toHaveLength(3);
    expect(own.counted()[0]).toMatchObject({ source: '2001:db8::/64', count: 7 });
  });

  it('remembers a bounded number of sources, and loses no knock of any', () => {
    const own = tally(1, 50);
    let kept = 0;
    for (let i = 0; i < 100_000; i++) {
      const address = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
      if (own.take(address, 621, 0, i).kept) kept += 1;
    }
    expect(kept).toBe(50);
    const told = own.counted();
    expect(told).toHaveLength(9);
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(100_000 - kept);
    expect(told.filter(({ source }) => source === undefined)).toHaveLength(1);
  });

  it('tells a sweep once, and again when it comes back', () => {
    const own = tally(100);
    const sweeps = (at: number, ports: readonly number[]) =>
      ports.flatMap((port, i) => own.take('192.0.2.1', port, at + i, at).sweep ?? []);
    expect(sweeps(0, [621, 621, 641])).toEqual([]);
    expect(sweeps(10, [642, 259, 3289])).toEqual([
      { kind: 'sweep', time: 10, source: '192.0.2.1', ports: [621, 641, 642] },
    ]);
    expect(sweeps(50_000, [621])).toEqual([]);
    expect(sweeps(10 * MINUTE, [621, 641])).toEqual([]);
    expect(sweeps(10 * MINUTE + 5, [642])).toHaveLength(1);
  });

  it('takes three ports in an hour for no sweep', () => {
    const own = tally(100);
    const sweeps = [621, 641, 642].flatMap(
      (port, i) => own.take('192.0.2.1', port, i * 20 * MINUTE, 0).sweep ?? [],
    );
    expect(sweeps).toEqual([]);
  });
});
