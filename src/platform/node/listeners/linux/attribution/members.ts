/** Which processes of a report are in which container, and whom to believe about it. */
import type { Elsewhere, ListenerReport } from '../../../../../survey/listener.ts';
import { containerOf, type Owned } from './kin.ts';
import { ROOT } from './places.ts';

/** Processes by their number. */
export interface Members {
  readonly inside: ReadonlyMap<number, Owned>;
  /** Those whose mark is another's. */
  readonly disbelieved: ReadonlySet<number>;
}

export const membersOf = (report: ListenerReport, proc: string): Members =>
  believed(memberships(report, proc));

/**
 * The containers of processes, by their number. Of this network namespace only those that a control
 * group marks: a container that shares it has one, and all other programs would be asked for their
 * ancestors in vain.
 */
function memberships({ listeners, elsewhere }: ListenerReport, proc: string): Map<number, Owned> {
  const own = listeners.flatMap(({ processes }) => processes).filter(({ container }) => container);
  const others = elsewhere.flatMap((place) => [
    place.process,
    ...place.listeners.flatMap(({ processes }) => processes),
  ]);
  const inside = new Map<number, Owned>();
  for (const pid of new Set([...own, ...others].map(({ pid }) => pid))) {
    const owned = containerOf(proc, pid);
    if (owned) inside.set(pid, owned);
  }
  return inside;
}

/**
 * A container has one owner. Where programs of several users claim the same one, a user has given
 * his own programs another's mark: the machine's engine is believed, and otherwise nobody.
 */
function believed(marked: ReadonlyMap<number, Owned>): Members {
  const owners = new Map<string, Set<number>>();
  for (const { container, owner } of marked.values()) {
    owners.set(container.id, (owners.get(container.id) ?? new Set()).add(owner));
  }
  const sound = ({ container, owner }: Owned) =>
    owner === ROOT || owners.get(container.id)?.size === 1;
  const all = Array.from(marked);
  return {
    inside: new Map(all.filter(([, owned]) => sound(owned))),
    disbelieved: new Set(all.flatMap(([pid, owned]) => (sound(owned) ? [] : pid))),
  };
}

/**
 * Whose a namespace is: that of the process it is named by, else of the first that listens there. A
 * proxy's own half may be in it as well.
 */
export function ownerOfPlace(
  { process, listeners }: Elsewhere,
  { inside }: Members,
): Owned | undefined {
  const pids = [process, ...listeners.flatMap(({ processes }) => processes)].map(({ pid }) => pid);
  return pids.map((pid) => inside.get(pid)).find((owned) => owned !== undefined);
}
