import { expect, it } from 'vitest';
import type { Activity } from '../../../printer/activity.ts';
import { AtWork } from './at-work.ts';

it('is at what any of its jobs is at, and tells of each change once', () => {
  const told: Activity[] = [];
  const atWork = new AtWork((activity) => told.push(activity));
  const [one, other] = [atWork.begin(), atWork.begin()];
  // Neither has a page so far: both may be questions alone.
  expect(atWork.activity).toBe('idle');
  one.pageIn();
  one.pageOut();
  other.pageIn();
  one.end();
  expect(atWork.activity).toBe('printing');
  one.pageIn();
  other.end();
  other.end();
  expect(atWork.activity).toBe('idle');
  expect(told).toEqual(['printing', 'waiting', 'printing', 'idle']);
});
