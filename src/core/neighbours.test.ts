import { describe, expect, it } from 'vitest';
import { NeighbourPlaces } from './neighbours.ts';

const name = (i: number) => `10.0.${i >> 8}.${i & 255}`;

describe('places in the table of neighbours', () => {
  it('are as many as there are, and free after their time', () => {
    const places = new NeighbourPlaces({ places: 3, holds: 3000 }, 1e6);
    expect([0, 1, 2, 3].map((i) => places.take(name(i), 15, i * 100))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(places.freeAt()).toBe(3000);
    expect(places.take(name(3), 15, 2999)).toBe(false);
    expect(places.take(name(3), 15, 3000)).toBe(true);
    expect(places.take(name(4), 15, 3050)).toBe(false);
    expect(places.freeAt()).toBe(3100);
    expect(places.asked).toBe(3);
  });

  it('are given back by who answers, for good', () => {
    const places = new NeighbourPlaces({ places: 1, holds: 3000 }, 1e6);
    expect(places.take(name(1), 15, 0)).toBe(true);
    expect(places.take(name(2), 15, 0)).toBe(false);
    places.answered(name(1));
    places.answered(name(9));
    expect(places.take(name(2), 15, 0)).toBe(true);
    for (let i = 0; i < 100; i++) expect(places.take(name(1), 1000, 1)).toBe(true);
  });

  it('take room in the buffer for each datagram that waits, and one always goes', () => {
    const places = new NeighbourPlaces({ places: 100, holds: 1000 }, 4 * 832);
    const took = [1, 1, 2, 3, 4].map((i) => places.take(name(i), 100, 0));
    expect(took).toEqual([true, true, true, true, false]);
    expect(places.take(name(4), 100, 1000)).toBe(true);
    const tiny = new NeighbourPlaces({ places: 100, holds: 1000 }, 1);
    expect(tiny.take(name(1), 100, 0)).toBe(true);
    expect(tiny.take(name(2), 100, 0)).toBe(false);
    expect(tiny.take(name(2), 100, 1000)).toBe(true);
  });

  it('become fewer when the system has no room, once in a while, and more again', () => {
    const places = new NeighbourPlaces({ places: 100, holds: 1000 }, 1e6);
    const most = (now: number) => {
      let count = 0;
      while (places.take(name(count), 1, now)) count += 1;
      return count;
    };
    expect(most(0)).toBe(100);
    for (const now of [1000, 1001, 1999]) places.shrink(now);
    expect(most(1999)).toBe(50);
    places.shrink(2000);
    places.shrink(3000);
    expect(most(3100)).toBe(16);
    expect(most(4100)).toBe(29);
    expect(most(5100)).toBe(42);
    for (let now = 6100; now < 20_000; now += 1000) most(now);
    expect(most(20_100)).toBe(100);
  });

  it('are given back by who answered the system alone; only the others are absent', () => {
    const resolved = new Set<string>();
    let looks = 0;
    const table = {
      places: 3,
      holds: 3000,
      resolved() {
        looks += 1;
        return resolved;
      },
    };
    const absent = new Set<string>();
    const places = new NeighbourPlaces(table, 1e6, absent);
    for (const i of [1, 2, 3]) expect(places.take(name(i), 15, 0)).toBe(true);
    expect(looks).toBe(0);
    expect(places.take(name(4), 15, 10)).toBe(false);
    resolved.add(name(2));
    // The system is not asked all the time.
    expect(places.take(name(4), 15, 20)).toBe(false);
    expect([looks, places.freeAt()]).toEqual([1, 110]);
    expect(places.take(name(4), 15, 110)).toBe(true);
    resolved.add(name(3));
    expect(places.take(name(5), 15, 3000)).toBe(true);
    expect([...absent]).toEqual([name(1)]);
    // Who comes late is there all the same.
    places.answered(name(1));
    expect(absent.size).toBe(0);
  });

  it('are nobody’s who is absent, where the system does not tell, nor of IPv6', () => {
    const absent = new Set<string>();
    const untold = new NeighbourPlaces({ places: 1, holds: 100 }, 1e6, absent);
    for (const at of [0, 100, 200]) expect(untold.take(name(at), 15, at)).toBe(true);
    const table = { places: 1, holds: 100, resolved: () => [] };
    const six = new NeighbourPlaces(table, 1e6, absent);
    for (const at of [0, 100, 200]) expect(six.take(`fe80::${at}`, 15, at)).toBe(true);
    expect(absent.size).toBe(0);
  });
});
