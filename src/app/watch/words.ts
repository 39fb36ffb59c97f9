/** Sentences of a watch about itself. */
import type { Millis } from '../../core/units.ts';
import type { Missed } from '../../survey/watching/missed-time.ts';

/** `12 s`, `3 min`, `2 h`, `5 days`: as exact as a person wants it. */
export function span(time: Millis): string {
  const seconds = Math.round(time / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

export function missedWords({ kind, time }: Missed): string {
  switch (kind) {
    case 'asleep':
      return `the machine slept for ${span(time)} (or its clock was set forward): looking anew`;
    case 'stopped':
      return `this watch did not run for ${span(time)}: looking anew`;
    case 'set back':
      return `the clock was set back by ${span(time)}: nothing was missed, but times of day come again`;
  }
}
