import { expect, test } from 'vitest';
import { counted, grouped } from './count.ts';

test.each([0, 7, 999, 1000, 14_533, 999_999, 1_000_000, 3_871_499, 2 ** 40])('%d', (count) => {
  expect(grouped(count)).toBe(count.toLocaleString('en'));
});

test.each([
  [0, '0 lines'],
  [1, '1 line'],
  [12, '12 lines'],
])('%d of something', (count, words) => {
  expect(counted(count, 'line')).toBe(words);
});
