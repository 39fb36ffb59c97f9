/** Which doors were seen to go and have not come back: what `reopened` rests on. */
import type { Departure, Drift } from './drift.ts';
import type { Entry } from './snapshot.ts';

/** How a change alters what is known to be gone. */
export interface DepartureChange {
  /** By {@link departureKey}. */
  readonly key: string;
  /** Absent: it is back. */
  readonly departure?: Departure;
}

/** Entries of the same door and of programs with the same names are the same departure. */
export function departureKey({ place = '', transport, port, programs }: Entry): string {
  const names = programs.map(({ name }) => name).toSorted();
  return JSON.stringify([place, transport, port, ...names]);
}

/** What a change does to the list of departures, in order. */
export function departuresBy(drift: Drift, at: string): DepartureChange[] {
  switch (drift.kind) {
    case 'gone':
      return drift.before.map((entry) => ({
        key: departureKey(entry),
        departure: { at, entry },
      }));
    case 'new':
    case 'reopened':
    case 'moved':
      return drift.after.map((entry) => ({ key: departureKey(entry) }));
    default:
      return [];
  }
}
