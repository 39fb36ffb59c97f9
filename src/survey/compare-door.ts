/** What changed at one door: one transport and port of one network namespace. */
import type { DriftKind } from './drift.ts';
import { reachChange, type Surroundings } from './reach-change.ts';
import { shareProgram } from './same-program.ts';
import type { Entry } from './snapshot.ts';

/** What is different. `unseen`: the addresses are as they were, and whose they are could not be told. */
export interface DoorChange {
  readonly kind: Exclude<DriftKind, 'unverified'> | 'unseen';
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
}

/** @param then the baseline's entries at the door; @param now what is there. Often one of each. */
export function matchDoor(
  then: readonly Entry[],
  now: readonly Entry[],
  around: Surroundings,
): DoorChange[] {
  const former = [...then];
  const present = [...now];
  const changes: DoorChange[] = [];
  const pair = (
    isMatch: (before: Entry, after: Entry) => boolean,
    tell: (before: Entry, after: Entry) => DoorChange | undefined,
  ) => {
    for (const before of then.filter((entry) => former.includes(entry))) {
      const matches = present.filter((after) => isMatch(before, after));
      const after = matches.toSorted((a, b) => common(before, b) - common(before, a))[0];
      if (after === undefined) continue;
      former.splice(former.indexOf(before), 1);
      present.splice(present.indexOf(after), 1);
      const change = tell(before, after);
      if (change) changes.push(change);
    }
  };
  const byReach = (before: Entry, after: Entry): DoorChange | undefined => {
    const kind = reachChange(before.binds, after.binds, around);
    return kind === 'same' ? undefined : { kind, before: [before], after: [after] };
  };
  pair((before, after) => before.state === after.state && isSameProgram(before, after), byReach);
  pair(isUncertain, (before, after) => byReach(before, after) ?? unseen(before, after));
  pair(
    (before, after) => before.state === after.state && !before.dynamic,
    (before, after) => ({ kind: 'program', before: [before], after: [after] }),
  );
  // What was only held listens now, or the other way round.
  pair(
    (before, after) => before.state !== after.state && !before.dynamic,
    (before, after) => ({
      kind: after.state === 'bound' ? 'gone' : 'new',
      before: [before],
      after: [after],
    }),
  );
  return [
    ...changes,
    ...former.map((entry): DoorChange => ({ kind: 'gone', before: [entry], after: [] })),
    ...present.map((entry): DoorChange => ({ kind: 'new', before: [], after: [entry] })),
  ];
}

const isNobodys = ({ programs }: Entry) => programs.length === 0;

/** The kernel's own sockets are nobody's both times; what was hidden is not the same as that. */
const isSameProgram = (before: Entry, after: Entry) =>
  shareProgram(before.programs, after.programs) ||
  (isNobodys(before) && isNobodys(after) && !before.unseen && !after.unseen);

/** One of them was hidden, or closed while it was looked at: no ground to speak of another program. */
const isUncertain = (before: Entry, after: Entry) =>
  before.state === after.state &&
  (before.unseen === true || after.unseen === true || isNobodys(after));

/** Whose number it is that the system handed out makes no difference. */
const unseen = (before: Entry, after: Entry): DoorChange | undefined =>
  before.dynamic && after.dynamic
    ? undefined
    : { kind: 'unseen', before: [before], after: [after] };

const common = (a: Entry, b: Entry) =>
  a.binds.filter(({ address }) => b.binds.some((bind) => bind.address === address)).length;
