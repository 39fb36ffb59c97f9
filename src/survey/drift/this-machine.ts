/** This machine and its containers, apart from what listens in other network namespaces. */
import type { Snapshot } from './snapshot.ts';

/** How `placeName` calls what is no container: a namespace by its own name, or by who lives in it. */
const OTHERS = /^(?:netns|unit|process):/;

/** Whether a snapshot's place is another network namespace that is no container. */
export const isOtherNamespace = (place: string | undefined): place is string =>
  place !== undefined && OTHERS.test(place);

/**
 * A snapshot without the doors of other network namespaces: whoever makes one for a test or a sandbox opens
 * no door of this machine. Its entries are the same objects.
 */
export const ofThisMachine = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  entries: snapshot.entries.filter(({ place }) => !isOtherNamespace(place)),
});

/** The other network namespaces in which these snapshots have doors, by name. */
export function otherNamespaces(...snapshots: readonly Snapshot[]): string[] {
  const places = snapshots.flatMap(({ entries }) => entries.map(({ place }) => place));
  return [...new Set(places.filter(isOtherNamespace))].toSorted();
}
