import { expect, it } from 'vitest';
import { freshAllowance, MAX_SOURCES, take, type Allowance, type Shares } from './allowance.ts';

const SHARES: Shares = { each: { atOnce: 3, perSecond: 1 }, all: { atOnce: 5, perSecond: 2 } };

/** How many of `count` questions are answered. */
function answered(start: Allowance, address: string, count: number, now: number) {
  let allowance = start;
  let given = 0;
  for (let i = 0; i < count; i++) {
    const next = take(allowance, SHARES, address, now);
    if (next) given++;
    allowance = next ?? allowance;
  }
  return { allowance, given };
}

it('gives each source its share, and all together theirs', () => {
  const one = answered(freshAllowance(SHARES, 0), 'a', 9, 0);
  expect(one.given).toBe(3);
  const other = answered(one.allowance, 'b', 9, 0);
  expect(other.given).toBe(2);
  // In two seconds both have two more; one second later the one has one more again.
  const later = answered(other.allowance, 'a', 9, 2000);
  expect(later.given).toBe(2);
  expect(answered(later.allowance, 'a', 9, 3000).given).toBe(1);
  expect(answered(later.allowance, 'b', 9, 1e9).given).toBe(3);
});

it('remembers a bounded number of sources', () => {
  let allowance = freshAllowance(SHARES, 0);
  for (let i = 0; i < 5000; i++) {
    allowance = take(allowance, SHARES, `10.0.${i >> 8}.${i & 255}`, i * 1000) ?? allowance;
  }
  expect(allowance.sources.size).toBe(MAX_SOURCES);
});

it('takes for one what it is worth, and nothing for what is worth more than is left', () => {
  const fresh = freshAllowance(SHARES, 0);
  expect(take(fresh, SHARES, 'a', 0, 4)).toBeUndefined();
  const left = take(fresh, SHARES, 'a', 0, 2)!;
  expect(take(left, SHARES, 'a', 0, 2)).toBeUndefined();
  expect(take(left, SHARES, 'a', 0)).toBeDefined();
  // All together have three left.
  expect(answered(left, 'b', 9, 0).given).toBe(3);
});
