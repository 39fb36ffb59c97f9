/** Makes a baseline of the one before and the drifts that were accepted. */
import type { Drift } from './drift.ts';
import { byDoor } from './snapshot-order.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/**
 * What is not among `drifts` stays as it was, and so does what could not be looked at now: not to see a thing
 * is no ground to forget it.
 * @param all whether everything is accepted, and with it how much was looked at
 */
export function accept(
  baseline: Snapshot,
  now: Snapshot,
  drifts: readonly Drift[],
  all: boolean,
): Snapshot {
  const applied = drifts.filter(({ unseen }) => unseen !== 'now');
  const out = new Set(
    applied.filter((drift) => !isOfDynamic(drift)).flatMap(({ before }) => before),
  );
  const kept = baseline.entries.filter((entry) => !out.has(entry));
  // Who stays at a door that others join and leave is in the drift of each.
  const present = new Set(applied.flatMap(({ after }) => after));
  const entries: readonly Entry[] = [...kept, ...present];
  return {
    ...baseline,
    ...(all && { takenAt: now.takenAt, host: now.host, machine: now.machine }),
    ...(all && { listedBy: now.listedBy }),
    ...(all && { ephemeral: now.ephemeral, coverage: bothCoverages(baseline, now) }),
    entries: entries.toSorted(byDoor),
  };
}

/** A port in the system's range may be another program's too, and is not missed when it is not there. */
const isOfDynamic = ({ kind, before, after }: Drift) =>
  kind === 'wider' && [...before, ...after].every(({ dynamic }) => dynamic);

/** What was looked at either time is known now. */
const bothCoverages = ({ coverage: then }: Snapshot, { coverage: now }: Snapshot) => ({
  looked: [...new Set([...then.looked, ...now.looked])],
  sockets: then.sockets || now.sockets,
  namespaces: then.namespaces || now.namespaces,
  silent: then.silent || now.silent,
});
