/**
 * Ports in the range that the system hands out. The number says nothing, and neither does the address: both
 * may be others next time. What counts is which programs have some, and whether others than this machine
 * come by them.
 */
import { groupBy } from '../../core/group.ts';
import type { Transport } from '../../core/transport.ts';
import type { DoorChange } from './compare-door.ts';
import { coveredBy } from './coverage.ts';
import type { Unverified } from './drift-words.ts';
import type { Program } from './program.ts';
import { isSameProgram, programKey } from './same-program.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/** What is told of dynamic ports. */
export interface DynamicChanges {
  /** One for each program that had none. */
  readonly fresh: readonly Entry[];
  /** One for each program whose ports of a transport led this machine alone to it, and do so no more. */
  readonly wider: readonly DoorChange[];
  readonly unverified: readonly Unverified[];
}

/**
 * @param opened what was not there before, on ports of all kinds
 * @param added what else will be in the baseline when all other differences have been accepted
 */
export function dynamicChanges(
  baseline: Snapshot,
  now: Snapshot,
  opened: readonly Entry[],
  added: readonly Entry[],
): DynamicChanges {
  const isNew = new Set(opened);
  const known = new KnownDoors([...baseline.entries, ...added]);
  const hidden = groupBy(
    baseline.entries.filter((entry) => isDynamic(entry) && entry.programs.length === 0),
    ({ place }) => place,
  );
  const fresh: Entry[] = [];
  const wider: DoorChange[] = [];
  const unverified: Unverified[] = [];
  let left = now.entries
    .filter(isDynamic)
    .toSorted((a, b) => Number(isNear(a)) - Number(isNear(b)));
  const tell = (entry: Entry): boolean => {
    const unknown = { what: 'program', before: [], after: [entry] } as const;
    const wasHidden = hidden.get(entry.place) ?? [];
    if (entry.programs.length === 0) {
      // It may be one of those that were hidden.
      if (isNew.has(entry) && wasHidden.length === 0)
        unverified.push({ ...unknown, unseen: 'now' });
      return true;
    }
    const alike = known.alike(entry);
    const before = alike.filter(({ transport }) => transport === entry.transport);
    const isWider = !isNear(entry) && before.length > 0 && before.every(isNear);
    if (alike.length > 0 ? !isWider : !isNew.has(entry)) return false;
    known.add(entry);
    // Those that are hidden may be anybody's.
    if (wasHidden.length > 0) unverified.push({ ...unknown, unseen: 'then' });
    else if (!isWider) fresh.push(entry);
    else if (coveredBy(entry, baseline)) {
      wider.push({ kind: 'wider', before: before.slice(0, 1), after: [entry] });
    } else unverified.push({ ...unknown, what: 'door', unseen: 'then' });
    return true;
  };
  // One that is told makes its programs known, and others that they hold together may be news by that.
  for (let count = -1; count !== left.length;) {
    count = left.length;
    left = left.filter((entry) => !tell(entry));
  }
  return { fresh, wider, unverified };
}

const isDynamic = ({ dynamic, state }: Entry) => dynamic === true && state !== 'bound';

/** Whether it was judged to lead to this machine alone. A file of an earlier form does not say. */
export const isNear = ({ reach, binds }: Entry) =>
  reach === undefined
    ? binds.length > 0 && binds.every(({ scope }) => scope === 'loopback')
    : reach === 'host';

/** Dynamic doors by their programs, one of a kind each. */
class KnownDoors {
  private readonly places = new Map<string | undefined, Map<string, KnownProgram>>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) if (isDynamic(entry)) this.add(entry);
  }

  add(entry: Entry): void {
    const programs = this.places.get(entry.place) ?? new Map<string, KnownProgram>();
    this.places.set(entry.place, programs);
    for (const program of entry.programs) {
      // Where a container has no name, and so on, programs with one key may still differ.
      const key = JSON.stringify(program);
      const known = programs.get(key) ?? { program, key: programKey(program), doors: new Map() };
      programs.set(key, known);
      known.doors.set(`${entry.transport} ${isNear(entry)}`, entry);
    }
  }

  /** Doors of the same programs. */
  alike({ place, programs }: Entry): Entry[] {
    const found: Entry[] = [];
    for (const known of this.places.get(place)?.values() ?? []) {
      const isAlike = programs.some(
        (program) => known.key === programKey(program) || isSameProgram(known.program, program),
      );
      if (isAlike) found.push(...known.doors.values());
    }
    return found;
  }
}

interface KnownProgram {
  readonly program: Program;
  readonly key: string;
  /** One near and one far of each transport, at most. */
  readonly doors: Map<`${Transport} ${boolean}`, Entry>;
}
