import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../core/plain.ts';
import { MOST_SEGMENTS, type InvokePdu, type Segment } from './pdu.ts';
import { Reassembly, split, type LongPdu, type SegmentPdu } from './segments.ts';
import { encode, encodedLength, read } from './wire.ts';

const invoke = (length: number): InvokePdu => ({
  kind: 'invoke',
  sap: 13,
  reference: 42,
  encoding: 'PER',
  operation: 2,
  argument: Uint8Array.from({ length }, (_, i) => i % 251),
});
const result = (length: number): LongPdu => ({
  kind: 'result',
  reference: 42,
  encoding: 'BER',
  result: Uint8Array.from({ length }, (_, i) => i % 251),
});
const failed = (length: number): LongPdu => ({
  kind: 'error',
  reference: 42,
  encoding: 'XDR',
  value: 7,
  parameter: Uint8Array.from({ length }, (_, i) => i % 251),
});

/** A segment of nobody's unit in particular. */
const segment = (which: Segment, text = 'x', more: Partial<InvokePdu> = {}): SegmentPdu => ({
  ...invoke(0),
  argument: new TextEncoder().encode(text),
  ...more,
  segment: which,
});
const first = (total: number, text?: string, more?: Partial<InvokePdu>) =>
  segment({ first: true, total }, text, more);
const other = (number: number, text?: string, more?: Partial<InvokePdu>) =>
  segment({ first: false, number }, text, more);

const textOf = (reassembly: Reassembly) => {
  const whole = reassembly.whole();
  return whole?.kind === 'invoke' ? new TextDecoder().decode(whole.argument) : undefined;
};

describe('splitting', () => {
  it('leaves alone what fits', () => {
    expect(split(invoke(97), 100)).toEqual([invoke(97)]);
  });

  it.each([
    ['invoke', invoke(98), 2],
    ['result', result(99), 2],
    ['error', failed(98), 2],
    ['invoke', invoke(96 * MOST_SEGMENTS), MOST_SEGMENTS],
    ['result', result(97 * MOST_SEGMENTS), MOST_SEGMENTS],
    ['error', failed(96 * MOST_SEGMENTS), MOST_SEGMENTS],
  ])('makes of a long %s segments that fit', (_, pdu, count) => {
    const segments = split(pdu, 100)!;
    expect(segments).toHaveLength(count);
    expect(Math.max(...segments.map(encodedLength))).toBeLessThanOrEqual(100);
  });

  it.each([invoke(96 * MOST_SEGMENTS + 1), result(97 * MOST_SEGMENTS + 1)])(
    'gives none where they would be too many',
    (pdu) => {
      expect(split(pdu, 100)).toBeUndefined();
    },
  );

  it('needs room behind the header', () => {
    expect(() => split(invoke(9), 4)).toThrow(RangeError);
    expect(() => split(invoke(9), NaN)).toThrow(RangeError);
  });
});

describe('reassembling', () => {
  it('gives the unit back, whatever order and how often its segments come', () => {
    const order = fc.tuple(
      fc.constantFrom(invoke(1000), result(1000), failed(1000)),
      fc.integer({ min: 12, max: 400 }),
      fc.infiniteStream(fc.nat()),
    );
    fc.assert(
      fc.property(order, ([pdu, largest, stream]) => {
        const segments = split(pdu, largest)!.map((one) => read(encode(one)) as SegmentPdu);
        const reassembly = new Reassembly(1000);
        const missing = new Set(segments);
        // As a link that loses none for good: any of all, again and again.
        for (const chance of stream) {
          const one = segments[chance % segments.length]!;
          const wasMissing = missing.delete(one);
          const taken = reassembly.add(one);
          expect(taken).toBe(!wasMissing ? 'refused' : missing.size > 0 ? 'waiting' : 'complete');
          if (missing.size === 0) break;
        }
        expect(plain(reassembly.whole())).toEqual(plain(pdu));
        expect(reassembly.octets).toBe(1000);
      }),
      { numRuns: 200 },
    );
  });

  it('takes a unit of one segment', () => {
    const reassembly = new Reassembly(10);
    expect(reassembly.add(first(1, 'all'))).toBe('complete');
    expect(textOf(reassembly)).toBe('all');
  });

  it('has nothing whole before the last came', () => {
    const reassembly = new Reassembly(10);
    expect(reassembly.whole()).toBeUndefined();
    expect(reassembly.add(other(1, 'b'))).toBe('waiting');
    expect(reassembly.whole()).toBeUndefined();
    expect(reassembly.add(first(2, 'a'))).toBe('complete');
    expect(textOf(reassembly)).toBe('ab');
  });

  it("believes the first segment's header alone", () => {
    const reassembly = new Reassembly(10);
    reassembly.add(other(1, 'b', { sap: 3, operation: 9, encoding: 'XDR' }));
    reassembly.add(first(2, 'a', { sap: 5, operation: 33 }));
    expect(reassembly.whole()).toMatchObject({ sap: 5, operation: 33, encoding: 'PER' });
    expect(reassembly.whole()).not.toHaveProperty('segment');
  });

  it('keeps the first of two that are the same segment', () => {
    const reassembly = new Reassembly(10);
    reassembly.add(first(2, 'a'));
    expect(reassembly.add(first(2, 'A'))).toBe('refused');
    expect(reassembly.add(first(3, 'A'))).toBe('refused');
    expect(reassembly.add(other(1, 'b'))).toBe('complete');
    expect(reassembly.add(other(1, 'B'))).toBe('refused');
    expect(textOf(reassembly)).toBe('ab');
  });

  it('refuses what is beyond the total, and forgets what was', () => {
    const reassembly = new Reassembly(10);
    reassembly.add(other(7, 'late'));
    reassembly.add(other(1, 'b'));
    expect(reassembly.octets).toBe(5);
    expect(reassembly.add(first(2, 'a'))).toBe('complete');
    expect(reassembly.octets).toBe(2);
    expect(reassembly.add(other(2, 'c'))).toBe('refused');
    expect(textOf(reassembly)).toBe('ab');
  });

  it('refuses a segment of another kind of unit', () => {
    const reassembly = new Reassembly(10);
    reassembly.add(first(2, 'a'));
    const strange = { ...result(1), segment: { first: false, number: 1 } } as SegmentPdu;
    expect(reassembly.add(strange)).toBe('refused');
    expect(reassembly.add(other(1, 'b'))).toBe('complete');
  });

  it('holds no more than it may', () => {
    const reassembly = new Reassembly(5);
    expect(reassembly.add(first(3, 'abc'))).toBe('waiting');
    expect(reassembly.add(other(1, 'def'))).toBe('too long');
    expect(reassembly.octets).toBe(3);
    expect(reassembly.memory).toBeGreaterThan(3);
  });

  it('holds a copy: the datagram may be written over', () => {
    const reassembly = new Reassembly(5);
    const datagram = new TextEncoder().encode('ab');
    reassembly.add({ ...invoke(0), argument: datagram, segment: { first: true, total: 1 } });
    datagram.fill(0);
    expect(textOf(reassembly)).toBe('ab');
  });
});
