import { expect, it } from 'vitest';
import { resetOnClose } from './linger.ts';

it('what is no socket cannot be told how to end', () => {
  expect(resetOnClose(undefined, true)).toBe(false);
  expect(resetOnClose(-1, true)).toBe(false);
});
