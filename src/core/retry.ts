import type { Millis } from './units.ts';

/** When to say something again: how long to wait after each attempt, the last wait included. */
export interface RetrySchedule {
  readonly waits: readonly Millis[];
}

/** Doubling waits: `first`, `2 x first`, ... for `attempts` attempts, none longer than `longest`. */
export function doubling(
  first: Millis,
  attempts: number,
  longest: Millis = Infinity,
): RetrySchedule {
  const waits: Millis[] = [];
  for (let i = 0, wait = first; i < attempts; i++, wait *= 2) waits.push(Math.min(wait, longest));
  return { waits };
}
