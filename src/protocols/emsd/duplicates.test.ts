import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { digestOf, InstanceWindow, MOST_OUTSTANDING, type Performed } from './duplicates.ts';

const one = (identifier: number, digest = 'a') => ({ identifier, digest });
const ids = (window: InstanceWindow) => window.entries.map(({ identifier }) => identifier);

function filled(identifiers: readonly number[], profile?: number): InstanceWindow {
  const window = new InstanceWindow<Performed>([], profile);
  for (const identifier of identifiers) window.add(one(identifier % 256));
  return window;
}
const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

describe('the window of instance identifiers', () => {
  it('knows what came with the same octets, and nothing else', () => {
    const window = filled([7]);
    expect(window.find(7, 'a')).toEqual(one(7));
    expect(window.find(7, 'b')).toBeUndefined();
    expect(window.find(8, 'a')).toBeUndefined();
  });

  it('tells the messages of a peer apart that counts nothing', () => {
    const window = new InstanceWindow();
    for (const digest of ['first', 'second', 'third']) {
      expect(window.find(0, digest)).toBeUndefined();
      window.add(one(0, digest));
    }
    for (const digest of ['first', 'second', 'third']) {
      expect(window.find(0, digest)).toEqual(one(0, digest));
    }
  });

  it('forgets what is half the way round behind', () => {
    const window = filled([250]);
    for (const identifier of from(251, 126)) window.add(one(identifier % 256));
    expect(window.find(250, 'a')).toBeDefined();
    expect(window.expiredBy(122)).toEqual([one(250)]);
    window.add(one(122));
    expect(window.find(250, 'a')).toBeUndefined();
    expect(window.find(251, 'a')).toBeDefined();
  });

  it('forgets what is exactly half the way round behind, and what that was when it comes again', () => {
    const window = filled([10, 138]);
    expect(window.find(10, 'a')).toBeUndefined();
    window.add(one(10));
    expect(ids(window)).toEqual([10]);
  });

  it('forgets many at once for one that skips', () => {
    const window = filled([0, 1, 2, 100]);
    window.add(one(130));
    expect(ids(window)).toEqual([100, 130]);
  });

  it('does not forget what came early for what comes late', () => {
    const window = filled([6, 5]);
    expect(ids(window)).toEqual([6, 5]);
    expect(filled([0, 255, 1, 254]).entries).toHaveLength(4);
  });

  it('goes on from a peer that began again', () => {
    const window = filled([...from(40, 60), ...from(0, 40)]);
    expect(window.find(99, 'a')).toBeDefined();
    expect(window.find(0, 'a')).toBeDefined();
  });

  it('is no larger than its profile', () => {
    expect(ids(filled(from(0, 10), 3))).toEqual([7, 8, 9]);
    expect(filled(from(0, 1000)).entries).toHaveLength(MOST_OUTSTANDING);
    const none = filled([1, 2], 0);
    expect(none.entries).toEqual([]);
    expect(none.find(2, 'a')).toBeUndefined();
    for (const profile of [-1, 128, NaN]) {
      expect(() => new InstanceWindow([], profile)).toThrow(RangeError);
    }
  });

  it('forgets what had no effect', () => {
    const performed = one(3);
    const window = new InstanceWindow([one(2), performed]);
    window.remove(performed);
    expect(ids(window)).toEqual([2]);
  });

  it('is the same after it was kept, in whatever order it is read', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.integer({ min: 1, max: 126 }), (first, count) => {
        const window = filled(from(first, count));
        const kept = new InstanceWindow(window.entries.toReversed());
        const next = (first + count) % 256;
        const sorted = (w: InstanceWindow) =>
          w
            .expiredBy(next)
            .map(({ identifier }) => identifier)
            .toSorted((a, b) => a - b);
        expect(sorted(kept)).toEqual(sorted(window));
        for (const { identifier } of window.entries) {
          expect(kept.find(identifier, 'a')).toBeDefined();
        }
      }),
    );
  });

  it('recognizes each of the last 127, in a row, however they are shuffled', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.infiniteStream(fc.nat(3)), (first, late) => {
        const window = new InstanceWindow();
        const order = from(0, 300)
          .map((number) => ({ number, at: number + late.next().value! }))
          .toSorted((a, b) => a.at - b.at);
        for (const { number } of order) window.add(one((first + number) % 256, String(number)));
        const last = order.slice(-120);
        for (const { number } of last) {
          expect(window.find((first + number) % 256, String(number))).toBeDefined();
        }
      }),
    );
  });
});

describe('a digest', () => {
  it('differs where the octets do', () => {
    const octets = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(octets, octets, (a, b) => {
        expect(digestOf(a) === digestOf(b)).toBe(String(a) === String(b));
      }),
      { numRuns: 2000 },
    );
    expect(digestOf(fromHex(''))).not.toBe(digestOf(fromHex('00')));
  });
});
