import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { afterSending, due, paceOf } from './pace.ts';
import type { Millis } from './units.ts';

/** Sends whenever the clock wakes, for so long; gives how many left, and the most at once. */
function keep(perSecond: number, wakes: (now: Millis) => Millis, until: Millis) {
  const pace = paceOf(perSecond);
  let [next, now, sent, most] = [0, 0, 0, 0];
  while (now < until) {
    const count = due(pace, next, now);
    if (count > 0) next = afterSending(pace, next, count, now);
    sent += count;
    most = Math.max(most, count);
    now = wakes(Math.max(next, now));
  }
  return { sent, most, burst: pace.burst };
}

describe('a pace', () => {
  it('is kept within 1 % over seconds, by a clock that wakes late, in small bursts', () => {
    const rates = fc.integer({ min: 1, max: 60_000 });
    const lateness = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(rates, lateness, (rate, late) => {
        let turn = 0;
        const wakes = (at: Millis) =>
          Math.max(at, Math.ceil(at)) + 0.5 + late[turn++ % late.length]! / 9;
        const { sent, most, burst } = keep(rate, wakes, 4000);
        expect(Math.abs(sent - rate * 4)).toBeLessThanOrEqual(rate * 4 * 0.01 + burst + 1);
        expect(most).toBeLessThanOrEqual(Math.min(256, Math.ceil(rate * 0.004)));
      }),
      { numRuns: 60 },
    );
  });

  it('makes up for a pause, but not for a night', () => {
    const pauses = (length: Millis) => {
      let slept = false;
      return keep(
        1000,
        (at) => {
          if (at < 1000 || slept) return at + 1;
          slept = true;
          return at + length;
        },
        1000 + length + 2000,
      ).sent;
    };
    expect(pauses(500)).toBeGreaterThan(3450);
    expect(pauses(3_600_000)).toBeLessThan(4050);
  });

  it('may be none: then only bursts are bounded', () => {
    const pace = paceOf(Infinity);
    expect(due(pace, 0, 0)).toBe(256);
    expect(afterSending(pace, 5, 256, 5)).toBe(5);
  });

  it.each([0, -1, NaN])('cannot be %d', (rate) => {
    expect(() => paceOf(rate)).toThrow(UsageError);
  });
});
