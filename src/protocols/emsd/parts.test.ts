import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PARTS, type Part } from './operations.ts';
import { cutContent, placePart, type HeldSlices, type Placed, type Slice } from './parts.ts';
import { BOUNDS } from './vocabulary.ts';

const octets = (length: number, first = 0) =>
  Uint8Array.from({ length }, (_, i) => (first + i) % 256);

describe('cutting', () => {
  it('leaves whole what fits', () => {
    expect(cutContent(octets(10), 1, 10)).toEqual([{ content: octets(10) }]);
    expect(cutContent(octets(0), 1, 10)).toEqual([{ content: octets(0) }]);
  });

  it('numbers the parts of what does not', () => {
    expect(cutContent(octets(21), 9, 10)).toEqual([
      { part: { first: true, sequence: 9, total: 3 }, content: octets(10) },
      { part: { first: false, sequence: 9, number: 1 }, content: octets(10, 10) },
      { part: { first: false, sequence: 9, number: 2 }, content: octets(1, 20) },
    ]);
  });

  it('has no more than 32 parts to give', () => {
    expect(cutContent(octets(MOST_PARTS * 10), 1, 10)).toHaveLength(MOST_PARTS);
    expect(cutContent(octets(MOST_PARTS * 10 + 1), 1, 10)).toBeUndefined();
    expect(() => cutContent(octets(2), 1, 0)).toThrow(RangeError);
  });
});

/** A peer's message while it comes. */
class Holder {
  held: HeldSlices | undefined;

  take(part: Part, content: Uint8Array): Placed {
    const placed = placePart(this.held, part, content);
    if (placed.kind === 'refused') return placed;
    const old = placed.isAnother ? undefined : this.held;
    const slices = new Map(old?.slices).set(placed.number, content);
    this.held = placed.whole ? undefined : { sequence: part.sequence, total: placed.total, slices };
    return placed;
  }
}

const take = (holder: Holder, { part, content }: Slice) => holder.take(part!, content);

describe('joining', () => {
  it('makes whole what was cut, in any order and with any repeated', () => {
    const content = fc.uint8Array({ minLength: 8, maxLength: 200 });
    const chance = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(content, fc.integer({ min: 7, max: 60 }), chance, (whole, longest, random) => {
        fc.pre(whole.length > longest);
        const parts = cutContent(whole, 5, longest)!;
        const shuffled = [...parts, ...parts.slice(1)]
          .map((part) => [random.next().value!, part] as const)
          .toSorted(([a], [b]) => a - b);
        const holder = new Holder();
        const wholes = shuffled.flatMap(([, part]) => {
          const placed = take(holder, part);
          return placed.kind === 'placed' && placed.whole ? [placed.whole] : [];
        });
        expect(wholes).toEqual([whole]);
      }),
    );
  });

  it('knows how many there are from the first alone', () => {
    const [first, second, third] = cutContent(octets(30), 1, 10) as [Slice, Slice, Slice];
    const holder = new Holder();
    expect(take(holder, third)).toEqual({ kind: 'placed', number: 2, isAnother: false });
    expect(take(holder, first)).toMatchObject({ number: 0, total: 3 });
    expect(take(holder, first)).toEqual({ kind: 'placed', number: 0, isAnother: false, total: 3 });
    expect(take(holder, second)).toMatchObject({ whole: octets(30) });
  });

  it('takes a message that says it has one part', () => {
    const placed = placePart(undefined, { first: true, sequence: 3, total: 1 }, octets(4));
    expect(placed).toMatchObject({ whole: octets(4) });
  });

  it('gives up a message when another begins', () => {
    const [old] = cutContent(octets(20), 1, 10) as [Slice];
    const [, next] = cutContent(octets(20, 50), 2, 10) as [Slice, Slice];
    const holder = new Holder();
    take(holder, old);
    expect(take(holder, next)).toMatchObject({ kind: 'placed', isAnother: true });
    // A peer that counts no sequences: another content at the same place.
    expect(take(holder, { ...next, content: octets(10, 90) })).toMatchObject({ isAnother: true });
    expect([...holder.held!.slices]).toEqual([[1, octets(10, 90)]]);
  });

  it('refuses what contradicts the others, and they stand', () => {
    const [first, second, third] = cutContent(octets(30), 1, 10) as [Slice, Slice, Slice];
    const holder = new Holder();
    take(holder, first);
    const refused = [
      { ...second, part: { first: false, sequence: 1, number: 3 } },
      { ...first, part: { first: true, sequence: 1, total: 4 } },
    ] as const;
    for (const slice of refused) {
      expect(take(holder, slice)).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(/\d/),
      });
    }
    take(holder, second);
    expect(take(holder, third)).toMatchObject({ whole: octets(30) });
    take(holder, third);
    const short = { ...first, part: { first: true, sequence: 1, total: 2 } } as const;
    expect(take(holder, short)).toMatchObject({ kind: 'refused' });
  });

  it('holds no more than a content may have, of one message', () => {
    const half = octets(BOUNDS.content / 2 + 1);
    const part = (sequence: number, number: number) =>
      ({ first: false, sequence, number }) as const;
    const holder = new Holder();
    expect(holder.take(part(1, 1), half)).toMatchObject({ kind: 'placed' });
    expect(holder.take(part(1, 1), half)).toMatchObject({ kind: 'placed' });
    expect(holder.take(part(1, 2), half)).toMatchObject({ kind: 'refused' });
    expect(holder.take(part(2, 2), half)).toMatchObject({ kind: 'placed', isAnother: true });
  });
});
