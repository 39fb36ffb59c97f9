import { expect, test } from 'vitest';
import { grouped } from './count.ts';

test.each([0, 7, 999, 1000, 14_533, 999_999, 1_000_000, 3_871_499, 2 ** 40])('%d', (count) => {
  expect(grouped(count)).toBe(count.toLocaleString('en'));
});
