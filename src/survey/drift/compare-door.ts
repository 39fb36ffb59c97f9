/** What changed at one door: one transport and port of one network namespace. */
import type { DriftKind } from './drift.ts';
import { byFamily } from './families.ts';
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
  if (isUntouched(then, now)) return [];
  const former = [...then];
  const present = [...now];
  const changes: DoorChange[] = [];
  const families = sameProgram(then, now);
  for (const { before, after } of families) {
    take(former, before);
    take(present, after);
  }
  for (const { before: seenThen, after: seenNow } of families) {
    // Of the numbers that the system hands out only the programs count.
    if ([...seenThen, ...seenNow].every(({ dynamic }) => dynamic)) continue;
    // Where nothing was hidden then, it was the kernel's own.
    const hiddenThen = hiddenHalf(former.filter(wasHidden), seenThen, seenNow);
    const hiddenNow = hiddenHalf(present, seenNow, seenThen);
    take(former, hiddenThen);
    take(present, hiddenNow);
    const [before, after] = [
      [...seenThen, ...hiddenThen],
      [...seenNow, ...hiddenNow],
    ];
    const kind = reachChange(bindsOf(before), bindsOf(after), around);
    if (kind !== 'same') changes.push({ kind, before, after });
    else if (hiddenThen.length + hiddenNow.length > 0) {
      changes.push({ kind: 'unseen', before, after });
    }
  }
  const pair = (
    isMatch: (before: Entry, after: Entry) => boolean,
    tell: (before: Entry, after: Entry) => DoorChange | undefined,
  ) => {
    for (const before of then.filter((entry) => former.includes(entry))) {
      const matches = present.filter((after) => isMatch(before, after));
      const after = matches.toSorted((a, b) => common(before, b) - common(before, a))[0];
      if (after === undefined) continue;
      take(former, [before]);
      take(present, [after]);
      const change = tell(before, after);
      if (change) changes.push(change);
    }
  };
  const byReach = (before: Entry, after: Entry): DoorChange | undefined => {
    const kind = reachChange(before.binds, after.binds, around);
    return kind === 'same' ? undefined : { kind, before: [before], after: [after] };
  };
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

/** Most doors of most machines are as they were, to the letter. */
function isUntouched(
  [before, ...moreBefore]: readonly Entry[],
  [after, ...moreAfter]: readonly Entry[],
) {
  if (before === undefined || after === undefined) return false;
  if (moreBefore.length + moreAfter.length > 0 || after.programs.length === 0) return false;
  const text = ({ binds, programs, state }: Entry) => JSON.stringify([binds, programs, state]);
  return text(before) === text(after);
}

/** Entries of one program or of several that were seen to hold a socket together, both times. */
interface Family {
  readonly before: Entry[];
  readonly after: Entry[];
}

/** Programs may share a socket one time and have one each the next. */
function sameProgram(then: readonly Entry[], now: readonly Entry[]): Family[] {
  let families: Family[] = [];
  const join = (entry: Entry, side: keyof Family) => {
    const isRelated = ({ before, after }: Family) =>
      [...before, ...after].some(
        (other) => other.state === entry.state && isSameProgram(other, entry),
      );
    const related = families.filter(isRelated);
    const family: Family = {
      before: related.flatMap(({ before }) => before),
      after: related.flatMap(({ after }) => after),
    };
    family[side].push(entry);
    families = [...families.filter((other) => !related.includes(other)), family];
  };
  for (const entry of then) join(entry, 'before');
  for (const entry of now) join(entry, 'after');
  return families.filter(({ before, after }) => before.length > 0 && after.length > 0);
}

function take(from: Entry[], entries: readonly Entry[]): void {
  for (const entry of entries) from.splice(from.indexOf(entry), 1);
}

/**
 * What is nobody's at one time, and on addresses that a program has at the other time and not at this one: it
 * is that program's, whose process ended while it was looked at, or hides.
 * @param rest what has found no program; @param own the program's at that time; @param others at the other
 */
function hiddenHalf(rest: readonly Entry[], own: readonly Entry[], others: readonly Entry[]) {
  const [had, has] = [bindsOf(others), bindsOf(own)].map(
    (binds) => new Set(byFamily(binds, []).map(({ address }) => address)),
  );
  return rest.filter(
    (entry) =>
      isNobodys(entry) &&
      entry.state === own[0]!.state &&
      entry.binds.every(({ address }) => had!.has(address) && !has!.has(address)),
  );
}

const bindsOf = (entries: readonly Entry[]) => entries.flatMap(({ binds }) => binds);

const wasHidden = ({ unseen: hidden }: Entry) => hidden === true;

const isNobodys = ({ programs }: Entry) => programs.length === 0;

/** The kernel's own sockets are nobody's both times; what was hidden is not the same as that. */
const isSameProgram = (before: Entry, after: Entry) =>
  shareProgram(before.programs, after.programs) ||
  (isNobodys(before) && isNobodys(after) && !before.unseen && !after.unseen);

/**
 * One of them was hidden, or closed while it was looked at: no ground to speak of another program. A number
 * that the system hands out is no ground to take two for one.
 */
const isUncertain = (before: Entry, after: Entry) =>
  before.state === after.state &&
  !(before.dynamic && after.dynamic) &&
  (before.unseen === true || after.unseen === true || isNobodys(after));

const unseen = (before: Entry, after: Entry): DoorChange => ({
  kind: 'unseen',
  before: [before],
  after: [after],
});

const common = (a: Entry, b: Entry) =>
  a.binds.filter(({ address }) => b.binds.some((bind) => bind.address === address)).length;
