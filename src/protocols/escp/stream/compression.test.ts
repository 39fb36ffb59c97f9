/** What is packed comes out as it was, and what others pack as the fact sheet says. */
import { array, assert, constantFrom, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { joinBytes } from '../../../core/bytes/join.ts';
import { packRuns, unpackRuns } from './compression.ts';

describe('run lengths', () => {
  it.each([
    ['80 07', '07'.repeat(129)],
    ['81 07', '07'.repeat(128)],
    ['ff 07', '0707'],
    ['00 07', '07'],
    ['02 010203 ff 04', '0102030404'],
  ])('%s is %s', (packed, expected) => {
    const target = new Uint8Array(200);
    const source = fromHex(packed);
    const { read, written } = unpackRuns(source, target);
    expect(read).toBe(source.length);
    expect(toHex(target.subarray(0, written))).toBe(expected);
  });

  it('of pixels repeat three bytes', () => {
    const target = new Uint8Array(15);
    const { read, written } = unpackRuns(fromHex('fe 010203 01 040506070809'), target, 3);
    expect({ read, written }).toEqual({ read: 11, written: 15 });
    expect(toHex(target)).toBe('010203010203010203040506070809');
  });

  it('stop where the target is full, or the source ends', () => {
    const target = new Uint8Array(4);
    expect(unpackRuns(fromHex('81 07 00 01'), target)).toEqual({ read: 2, written: 4 });
    expect(unpackRuns(fromHex('03 07'), target)).toEqual({ read: 2, written: 1 });
    expect(unpackRuns(fromHex('81'), target)).toEqual({ read: 1, written: 0 });
    expect(unpackRuns(fromHex('81 01 02'), target, 3)).toEqual({ read: 3, written: 0 });
  });

  it('come out as they went in, and cost little when nothing repeats', () => {
    const runs = array(
      integer({ min: 1, max: 300 }).chain((length) =>
        integer({ min: 0, max: 3 }).map((value) => new Uint8Array(length).fill(value)),
      ),
      { maxLength: 8 },
    ).map(joinBytes);
    for (const bytes of [runs, uint8Array({ maxLength: 600 })]) {
      assert(
        property(bytes, constantFrom(1, 3), (source, unit) => {
          const whole = source.subarray(0, source.length - (source.length % unit));
          const packed = packRuns(whole, unit);
          const units = whole.length / unit;
          expect(packed.length).toBeLessThanOrEqual(whole.length + Math.ceil(units / 128));
          const target = new Uint8Array(whole.length);
          expect(unpackRuns(packed, target, unit).written).toBe(whole.length);
          expect(target).toEqual(whole);
        }),
        { numRuns: 200, seed: 129 },
      );
    }
  });

  it('pack 129 of one kind in two bytes, as Epson does', () => {
    expect(toHex(packRuns(new Uint8Array(129)))).toBe('8000');
    expect(toHex(packRuns(new Uint8Array(130)))).toBe('80000000');
  });

  it('survive any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 64 }), constantFrom(1, 3), (source, unit) => {
        const target = new Uint8Array(97);
        const { read, written } = unpackRuns(source, target, unit);
        expect(read <= source.length && written <= target.length).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
