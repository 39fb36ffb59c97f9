/**
 * Programs that share an address and a port (SO_REUSEPORT): one that joins opens no door, and one that leaves closes
 * none, since another was there before and stays.
 */
import { groupBy } from '../../core/group.ts';
import { byFamily } from './families.ts';
import { shareProgram } from './same-program.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/** Who came to a door or left it, and who is there both times. */
export interface Sharing {
  readonly joined: readonly Entry[];
  readonly left: readonly Entry[];
  /** Those who stay: as they were, and as they are. */
  readonly stayedThen: readonly Entry[];
  readonly stayedNow: readonly Entry[];
}

const doorOf = ({ place = '', transport, port, state }: Entry) =>
  `${place} ${transport} ${port} ${state ?? ''}`;

/**
 * @param opened what is there now and was not; @param gone what was there and is not
 * @returns a sharing for each door at which somebody stays; what is in none opened or closed a door
 */
export function sharingsAmong(
  opened: readonly Entry[],
  gone: readonly Entry[],
  baseline: Snapshot,
  now: Snapshot,
): Sharing[] {
  const changed = new Set([...opened, ...gone].filter(isKnown).map(doorOf));
  if (changed.size === 0) return [];
  const at = ({ entries }: Snapshot) =>
    groupBy(
      entries.filter((entry) => changed.has(doorOf(entry))),
      doorOf,
    );
  const [then, present] = [at(baseline), at(now)];
  const [openedAt, goneAt] = [new Set(opened), new Set(gone)];
  return [...changed].flatMap((door) => {
    const [was, is] = [then.get(door) ?? [], present.get(door) ?? []];
    const stayedThen = was.filter((entry) => is.some((other) => isSame(entry, other)));
    const stayedNow = is.filter((entry) => was.some((other) => isSame(entry, other)));
    const joined = is.filter((entry) => openedAt.has(entry) && isBeside(entry, stayedNow));
    const left = was.filter((entry) => goneAt.has(entry) && isBeside(entry, stayedThen));
    return joined.length + left.length > 0 ? [{ joined, left, stayedThen, stayedNow }] : [];
  });
}

/** What cannot be seen may be another worker of the one that can. */
const isKnown = ({ programs }: Entry) => programs.length > 0;

const isSame = (a: Entry, b: Entry) => shareProgram(a.programs, b.programs);

/** On an address that one of the others has: connections come to either. */
function isBeside(entry: Entry, others: readonly Entry[]): boolean {
  if (!isKnown(entry)) return false;
  const taken = new Set(others.flatMap(placesOf));
  return placesOf(entry).some((place) => taken.has(place));
}

const placesOf = ({ binds }: Entry) =>
  byFamily(binds, []).map(({ address, device = '' }) => `${address}@${device}`);
