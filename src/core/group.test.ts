import { expect, test } from 'vitest';
import { groupBy } from './group.ts';

test('keeps both orders', () => {
  const groups = groupBy(['beta', 'alpha', 'bay', 'ant'], (word) => word[0]);
  expect([...groups]).toEqual([
    ['b', ['beta', 'bay']],
    ['a', ['alpha', 'ant']],
  ]);
  expect(groupBy([], String).size).toBe(0);
});
