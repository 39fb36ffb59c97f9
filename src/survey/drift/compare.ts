/**
 * Holds a snapshot against a baseline. One cause is one drift: what a restart changes is none, a program on
 * both families is one, and nothing is said of what was not looked at both times.
 */
import { groupBy } from '../../core/group.ts';
import { matchDoor, type DoorChange } from './compare-door.ts';
import { coveredBy } from './coverage.ts';
import {
  driftOf,
  placeDrift,
  sharingDrifts,
  unverifiedDrift,
  type Unverified,
} from './drift-words.ts';
import { DRIFT_KINDS, type Departure, type Drift, type DriftSeverity } from './drift.ts';
import { dynamicChanges } from './dynamic-ports.ts';
import { movesBetween } from './moves.ts';
import { shareProgram } from './same-program.ts';
import { sharingsAmong } from './shared-doors.ts';
import { byDoor } from './snapshot-order.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/**
 * @param history entries that were seen to go: what of them is back is `reopened`
 * @returns worst first
 */
export function compare(
  baseline: Snapshot,
  now: Snapshot,
  history: readonly Departure[] = [],
): Drift[] {
  const changes = changesBetween(baseline, now);
  const then = covering(changes, 'new', baseline);
  const present = covering(changes, 'gone', now);
  const unknown = [...then.unverified, ...present.unverified, ...unseenPrograms(changes)];
  const gone = present.sure.flatMap(({ before }) => before);
  const opened = then.sure.flatMap(({ after }) => after).toSorted(byDoor);
  const inBoth = changes.filter((change) => !isOneSided(change));
  const unknownThen = unknown.filter(({ unseen }) => unseen === 'then');
  const added = [...inBoth.filter(({ kind }) => kind !== 'unseen'), ...unknownThen];
  const dynamic = dynamicChanges(
    baseline,
    now,
    opened,
    added.flatMap(({ after }) => after),
  );
  const fixed = opened.filter((entry) => !entry.dynamic);
  const moves = movesBetween(gone, fixed);
  const moved = new Set(moves.flatMap(({ before, after }) => [...before, ...after]));
  const left = (entry: Entry) => !moved.has(entry);
  const sharings = sharingsAmong(fixed.filter(left), gone.filter(left), baseline, now);
  const shared = new Set(sharings.flatMap((each) => [...each.joined, ...each.left]));
  const alone = (entry: Entry) => left(entry) && !shared.has(entry);
  const told = new Set(
    [...inBoth, ...dynamic.wider].flatMap((each) => [...each.before, ...each.after]),
  );
  return [
    ...[...inBoth.filter(({ kind }) => kind !== 'unseen'), ...dynamic.wider].map((change) =>
      driftOf(change),
    ),
    ...moves.map((change) => driftOf(change)),
    ...sharings.flatMap((sharing) => sharingDrifts(sharing, told)),
    ...byPlace('gone', gone.filter(alone), now),
    ...openings([...fixed.filter(alone), ...dynamic.fresh], baseline, now, history),
    ...unverifiedDrift('then', [...unknown, ...dynamic.unverified], now),
    ...unverifiedDrift('now', [...unknown, ...dynamic.unverified], now),
  ].toSorted(worstFirst);
}

/** Nothing is there at the other time: not even a socket that holds the port. */
const isOneSided = ({ before, after }: DoorChange) => before.length === 0 || after.length === 0;

const doorOf = ({ place = '', transport, port }: Entry) => `${place} ${transport} ${port}`;

function changesBetween(baseline: Snapshot, now: Snapshot): DoorChange[] {
  const then = groupBy(baseline.entries, doorOf);
  const present = groupBy(now.entries, doorOf);
  const devicesKnown = baseline.coverage.silent && now.coverage.silent;
  const here = { formerly: baseline.machine, presently: now.machine, devicesKnown };
  // Another namespace has addresses of its own, which are not kept.
  const elsewhere = { formerly: undefined, presently: undefined, devicesKnown };
  return [...new Set([...then.keys(), ...present.keys()])].flatMap((door) => {
    const [before = [], after = []] = [then.get(door), present.get(door)];
    const isHere = (after[0] ?? before[0])!.place === undefined;
    return matchDoor(before, after, isHere ? here : elsewhere);
  });
}

/** Parts what is new or gone into what is sure and what the other snapshot did not look at. */
function covering(
  changes: readonly DoorChange[],
  kind: 'new' | 'gone',
  other: Snapshot,
): { readonly sure: readonly DoorChange[]; readonly unverified: readonly Unverified[] } {
  const sure: DoorChange[] = [];
  const unverified: Unverified[] = [];
  for (const change of changes) {
    if (change.kind !== kind || !isOneSided(change)) continue;
    const [entry] = kind === 'new' ? change.after : change.before;
    // The numbers that the system hands out come and go by themselves.
    if (kind === 'gone' && entry!.dynamic) continue;
    if (coveredBy(entry!, other)) sure.push(change);
    else {
      const unseen = kind === 'new' ? 'then' : 'now';
      unverified.push({ what: 'door', unseen, before: change.before, after: change.after });
    }
  }
  return { sure, unverified };
}

const unseenPrograms = (changes: readonly DoorChange[]): Unverified[] =>
  changes
    .filter(({ kind }) => kind === 'unseen')
    .map(({ before, after }) => {
      const isHiddenNow = after.some(({ programs }) => programs.length === 0);
      return { what: 'program', unseen: isHiddenNow ? 'now' : 'then', before, after };
    });

function openings(
  opened: readonly Entry[],
  baseline: Snapshot,
  now: Snapshot,
  history: readonly Departure[],
): Drift[] {
  const past = groupBy(history, ({ entry }) => doorOf(entry));
  const departed = new Set(
    opened.filter((entry) =>
      past.get(doorOf(entry))?.some((departure) => isBack(departure, entry)),
    ),
  );
  const back = opened.filter((entry) => departed.has(entry));
  const fresh = opened.filter((entry) => !departed.has(entry));
  const known = new Set(baseline.entries.map(({ place }) => place));
  const isWithin = ({ place }: Entry) => place !== undefined && known.has(place);
  return [
    ...back.map((entry) => driftOf({ kind: 'reopened', before: [], after: [entry] })),
    ...fresh.filter(isWithin).map((entry) => driftOf({ kind: 'new', before: [], after: [entry] })),
    ...byPlace(
      'new',
      fresh.filter((entry) => !isWithin(entry)),
      now,
    ),
  ];
}

const isBack = ({ entry: past }: Departure, { programs }: Entry) =>
  past.programs.length === 0 || programs.length === 0 || shareProgram(past.programs, programs);

/**
 * A container that came or went with all its doors is one cause. Where it has a port of this machine, that is
 * the door which matters, and its own doors come and go with it.
 */
function byPlace(kind: 'new' | 'gone', entries: readonly Entry[], now: Snapshot): Drift[] {
  const change = (held: readonly Entry[]): DoorChange =>
    kind === 'new' ? { kind, before: [], after: held } : { kind, before: held, after: [] };
  const stays = new Set(now.entries.map(({ place }) => place));
  const isWhole = (place: string | undefined) =>
    place !== undefined && (kind === 'new' || !stays.has(place));
  const places = groupBy(entries, ({ place }) => place);
  const drifts: Drift[] = [];
  for (const entry of places.get(undefined) ?? []) {
    const behind = relayedTo(entry);
    const inside = isWhole(behind) ? (places.get(behind) ?? []) : [];
    // It is told once, with the first of several ports that lead to it.
    if (inside.length > 0) places.delete(behind);
    drifts.push(driftOf(change([entry]), inside));
  }
  places.delete(undefined);
  for (const [place, held] of places) {
    if (held.length > 1 && isWhole(place)) drifts.push(placeDrift(change(held), place!));
    else drifts.push(...held.map((entry) => driftOf(change([entry]))));
  }
  return drifts;
}

/** The container to which an engine's relay passes connections on. */
const relayedTo = ({ programs }: Entry) => programs.find(({ relay }) => relay === true)?.container;

const SEVERITIES: readonly DriftSeverity[] = ['alert', 'warning', 'notice', 'none'];

function worstFirst(a: Drift, b: Drift): number {
  const rank = ({ severity, kind }: Drift) =>
    SEVERITIES.indexOf(severity) * DRIFT_KINDS.length + DRIFT_KINDS.indexOf(kind);
  const entryOf = ({ before, after }: Drift) => after[0] ?? before[0];
  const [one, other] = [entryOf(a), entryOf(b)];
  return rank(a) - rank(b) || (one && other ? byDoor(one, other) : 0);
}
