/** The clock of the simulated world: it stands still until {@link Agenda} moves it. */
import type { Clock } from '../platform.ts';
import type { Agenda } from './agenda.ts';

/** The time of day at which every simulated world begins: 2026-01-01T00:00Z. */
const FIRST_WALL_TIME = 1_767_225_600_000;

/** A clock on `agenda`'s time. Its time of day starts at 2026-01-01T00:00Z, whatever `now()` is. */
export function simulatedClock(agenda: Agenda): Clock {
  const start = agenda.now;
  return {
    now: () => agenda.now,
    wallTime: () => FIRST_WALL_TIME + agenda.now - start,
    wakeAt: (at, wake) => agenda.plan(at, wake),
  };
}
