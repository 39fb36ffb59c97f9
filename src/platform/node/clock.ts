/** The real clock: monotonic, in milliseconds with fractions. */
import type { Millis } from '../../core/units.ts';
import type { Clock } from '../platform.ts';

/** What setTimeout can hold: a longer wait would fire at once. */
const LONGEST_TIMER: Millis = 2 ** 31 - 1;

/** A clock on `performance.now()` (it starts with the process). A pending wake-up keeps us alive, unless it is idle. */
export function nodeClock(): Clock {
  return { now: () => performance.now(), wallTime: () => Date.now(), wakeAt };
}

/** Any time will do, Infinity (never) included; one that has passed wakes soon, not within the call. */
function wakeAt(at: Millis, wake: () => void, idle = false): () => void {
  if (Number.isNaN(at)) throw new RangeError('a wake-up needs a time');
  if (at === Infinity) return () => {};
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    // Rounded up, since timers count whole milliseconds and must not wake us early.
    const rest = Math.min(Math.ceil(at - performance.now()), LONGEST_TIMER);
    timer = setTimeout(() => (performance.now() >= at ? wake() : wait()), Math.max(rest, 0));
    if (idle) timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
