import { expect, it } from 'vitest';
import { DEFAULT_TIMERS, timersFrom } from '../../protocols/esro/timers.ts';
import { readTimers } from './words.ts';

it.each(Object.keys(DEFAULT_TIMERS))('shows %s as it may be written', (name) => {
  const refused = () => readTimers(`${name}=-1`);
  expect(refused).toThrow(/takes whole numbers: \w+=\d+, not ".*=-1"/);
  const [, shown] = /numbers: (\w+=\d+),/.exec(String(catching(refused)))!;
  expect(timersFrom(readTimers(shown))).toEqual(DEFAULT_TIMERS);
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (problem) {
    return problem;
  }
}
