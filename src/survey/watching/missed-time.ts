/** Time that went by unseen: a machine that slept, a process that was stopped, a clock that was set. */
import type { Millis } from '../../core/units.ts';

/** The same moment on two clocks. */
export interface Instant {
  /** Monotonic; it may stand still while the machine sleeps. */
  readonly now: Millis;
  /** The time of day, milliseconds since 1970-01-01T00:00Z. */
  readonly wall: number;
}

/**
 * - `asleep`: the time of day went on and the monotonic clock did not. Whether the machine slept or its clock
 *   was set forward cannot be told.
 * - `stopped`: both went on, and we did not run.
 * - `set back`: the time of day went backwards; nothing was missed.
 */
export interface Missed {
  readonly kind: 'asleep' | 'stopped' | 'set back';
  readonly time: Millis;
}

/** Less than this is a busy machine, or a clock that is put right. */
const WORTH_SAYING: Millis = 10_000;

/**
 * @param before the instant of the step before
 * @param expected when we wanted to be woken; undefined when we could not tell
 */
export function missedTime(
  before: Instant,
  { now, wall }: Instant,
  expected: Millis | undefined,
): Missed | undefined {
  const apart = wall - before.wall - (now - before.now);
  if (apart > WORTH_SAYING) return { kind: 'asleep', time: apart };
  if (apart < -WORTH_SAYING) return { kind: 'set back', time: -apart };
  const late = expected === undefined ? 0 : now - expected;
  return late > WORTH_SAYING ? { kind: 'stopped', time: late } : undefined;
}
