import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PARTS, type Carried } from './operations.ts';
import { cutContent, PartialContent, type PartArgument } from './parts.ts';
import { BOUNDS } from './vocabulary.ts';

type Submit = PartArgument<Carried>;

const octets = (length: number, first = 0) =>
  Uint8Array.from({ length }, (_, i) => (first + i) % 256);

function submits(content: Uint8Array, sequence: number, longest: number): Submit[] {
  return cutContent(content, sequence, longest)!.map(({ part, content: slice }) => ({
    part: part!,
    contentType: 32,
    content: slice,
  }));
}

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

describe('joining', () => {
  it('makes whole what was cut, in any order and with any repeated', () => {
    const content = fc.uint8Array({ minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(
        content,
        fc.integer({ min: 7, max: 60 }),
        fc.infiniteStream(fc.nat()),
        (whole, longest, chance) => {
          fc.pre(whole.length > longest);
          const parts = submits(whole, 5, longest);
          const shuffled = [...parts, ...parts.slice(1)]
            .map((part) => [chance.next().value!, part] as const)
            .toSorted(([a], [b]) => a - b);
          const partial = new PartialContent<Carried>();
          const joined = shuffled.map(([, part]) => partial.take(part, 0));
          const complete = joined.filter(({ kind }) => kind === 'complete');
          expect(complete).toEqual([
            { kind: 'complete', argument: { contentType: 32, content: whole }, dropped: [] },
          ]);
        },
      ),
    );
  });

  it('says what is missing once the first part told how many there are', () => {
    const [first, second, third] = submits(octets(30), 1, 10) as [Submit, Submit, Submit];
    const partial = new PartialContent<Carried>();
    expect(partial.take(third, 0)).toEqual({ kind: 'waiting', dropped: [] });
    expect(partial.take(first, 0)).toEqual({ kind: 'waiting', missing: [1], dropped: [] });
    expect(partial.take(second, 0)).toMatchObject({ kind: 'complete' });
    expect(partial.wakeAt).toBeUndefined();
  });

  it('takes a message that says it has one part', () => {
    const part = { first: true, sequence: 3, total: 1 } as const;
    const only = { part, contentType: 32, content: octets(4) };
    expect(new PartialContent<Carried>().take(only, 0)).toMatchObject({
      kind: 'complete',
      argument: { contentType: 32, content: octets(4) },
    });
  });

  it('keeps what the first part says beside its content', () => {
    const [first, second] = submits(octets(20), 1, 10) as [Submit, Submit];
    const partial = new PartialContent<Carried>();
    partial.take({ ...second, contentType: 99 }, 0);
    const security = { password: octets(3) };
    expect(partial.take({ ...first, security }, 0)).toMatchObject({
      argument: { security, contentType: 32, content: octets(20) },
    });
  });

  it('gives up a message when another begins', () => {
    const [old] = submits(octets(20), 1, 10) as [Submit];
    const [, next] = submits(octets(20, 50), 2, 10) as [Submit, Submit];
    const partial = new PartialContent<Carried>();
    partial.take(old, 0);
    expect(partial.take(next, 5)).toEqual({ kind: 'waiting', dropped: [old] });
    // A peer that counts no sequences: another content at the same place.
    const other = { ...next, content: octets(10, 90) };
    expect(partial.take(other, 6)).toEqual({ kind: 'waiting', dropped: [next] });
    expect(partial.held).toEqual({ since: 6, parts: [other] });
  });

  it('gives up what is not whole in time, counted from its first part to come', () => {
    const [first, second] = submits(octets(20), 1, 10) as [Submit, Submit];
    const partial = new PartialContent<Carried>(1000);
    expect([partial.wakeAt, partial.expire(9999)]).toEqual([undefined, []]);
    partial.take(first, 100);
    expect(partial.wakeAt).toBe(1100);
    expect(partial.expire(1099)).toEqual([]);
    expect(partial.take(second, 1100)).toEqual({ kind: 'waiting', dropped: [first] });
    expect(partial.wakeAt).toBe(2100);
    expect(partial.expire(2100)).toEqual([second]);
    expect(partial.held.parts).toEqual([]);
  });

  it('refuses what contradicts the others, and keeps them', () => {
    const parts = submits(octets(30), 1, 10) as [Submit, Submit, Submit];
    const [first, second, third] = parts;
    const partial = new PartialContent<Carried>();
    partial.take(first, 0);
    const refused = [
      { ...second, part: { first: false, sequence: 1, number: 3 } },
      { ...first, part: { first: true, sequence: 1, total: 4 } },
    ] as const;
    for (const part of refused) {
      expect(partial.take(part, 0)).toMatchObject({ kind: 'refused', reason: /\d/ });
    }
    partial.take(second, 0);
    expect(partial.take(third, 0)).toMatchObject({ argument: { content: octets(30) } });
    partial.take(third, 0);
    const short = { ...first, part: { first: true, sequence: 1, total: 2 } } as const;
    expect(partial.take(short, 0)).toMatchObject({ kind: 'refused' });
  });

  it('holds no more than a content may have', () => {
    const half = octets(BOUNDS.content / 2 + 1);
    const partial = new PartialContent<Carried>();
    const part = (number: number) =>
      ({ part: { first: false, sequence: 1, number }, contentType: 32, content: half }) as const;
    expect(partial.take(part(1), 0)).toMatchObject({ kind: 'waiting' });
    expect(partial.take(part(2), 0)).toMatchObject({ kind: 'refused' });
    expect(partial.held.parts).toHaveLength(1);
  });

  it('goes on elsewhere with what was held', () => {
    const [first, second] = submits(octets(20), 1, 10) as [Submit, Submit];
    const partial = new PartialContent<Carried>(1000);
    partial.take(second, 40);
    const restored = new PartialContent<Carried>(1000, partial.held);
    expect(restored.wakeAt).toBe(1040);
    expect(restored.take(first, 900)).toMatchObject({ argument: { content: octets(20) } });
  });
});
