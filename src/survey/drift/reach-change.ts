/** How far the addresses of one program on one port reach, held against how far they reached before. */
import { scopeOf } from '../scope.ts';
import { byFamily, FAMILIES, familyOf, type Family } from './families.ts';
import type { Bind } from './snapshot.ts';

/** `moved`: other addresses, or another family too, open to nobody who is further away. */
export type ReachChange = 'same' | 'wider' | 'narrower' | 'moved';

/** What is known of the machine both times; it excuses changes that are the network's, not the program's. */
export interface Surroundings {
  /** The machine's own addresses; undefined when they were not kept. */
  readonly formerly: readonly string[] | undefined;
  readonly presently: readonly string[] | undefined;
  /** Whether a bind without a device is known to have none, both times. */
  readonly devicesKnown: boolean;
}

/** The farthest that peers can be, for each family: a step farther is a greater number; -1: not at all. */
type Spread = Readonly<Record<Family, number>>;

const STEPS: Readonly<Record<Bind['scope'], number>> = {
  loopback: 0,
  link: 1,
  // Groups are joined and left while a program runs, and reach no further than the network.
  multicast: 1,
  private: 2,
  public: 3,
  any: 4,
};

/** `same` where only the machine's own addresses have changed. */
export function reachChange(
  then: readonly Bind[],
  after: readonly Bind[],
  around: Surroundings,
): ReachChange {
  const before = byFamily(then, after);
  const now = byFamily(after, then);
  const farthest = Math.max(...before.map(({ scope }) => STEPS[scope]));
  const gained = missingFrom(before, now).filter(
    (bind) => STEPS[bind.scope] > farthest || !isNewToMachine(bind, around),
  );
  const lost = missingFrom(now, before).filter((bind) => !hasLeftMachine(bind, around));
  const kept = before.filter((bind) => isAmong(now, bind));
  const former = spreadOf([...kept, ...lost]);
  const still = now.filter((bind) => isAmong(before, bind));
  const present = spreadOf([...still, ...gained]);
  const up = FAMILIES.filter((family) => present[family] > former[family]);
  const down = FAMILIES.some((family) => present[family] < former[family]);
  if (up.length > 0 && down) {
    return direction(farthestOf(present, around) - farthestOf(former, around), 'moved');
  }
  if (up.some((family) => former[family] >= 0)) return 'wider';
  // A family that was not there before is another way for those who could come already.
  if (up.length > 0) {
    return farthestOf(present, around) > farthestOf(former, around) ? 'wider' : 'moved';
  }
  if (down) return 'narrower';
  const more = gained.some((bind) => !isCovered(bind, before));
  const less = lost.some((bind) => !isCovered(bind, now));
  if (more && less) return 'moved';
  if (more) return 'wider';
  if (less) return 'narrower';
  return around.devicesKnown ? deviceChange(kept, now) : 'same';
}

const direction = (difference: number, otherwise: ReachChange): ReachChange =>
  difference > 0 ? 'wider' : difference < 0 ? 'narrower' : otherwise;

/** How far the families reach together: by who can come, this machine, its networks, anybody, then by steps. */
const farthestOf = (spread: Spread, around: Surroundings) =>
  Math.max(...FAMILIES.map((family) => 10 * classOf(spread, family, around) + spread[family]));

/** Every address of a family is as far as the machine's farthest of that family. */
function classOf(spread: Spread, family: Family, { presently = [] }: Surroundings): number {
  const step = spread[family];
  if (step <= STEPS.loopback) return step;
  if (step === STEPS.public) return 2;
  const isPublic = (address: string) =>
    familyOf(address) === family && scopeOf(address) === 'public';
  return step === STEPS.any && presently.some(isPublic) ? 2 : 1;
}

const isAmong = (binds: readonly Bind[], { address }: Bind) =>
  binds.some((other) => other.address === address);

const missingFrom = (some: readonly Bind[], others: readonly Bind[]) =>
  others.filter((bind) => !isAmong(some, bind));

/** Groups come and go, and every address includes the single ones. */
const isCovered = ({ address, scope }: Bind, others: readonly Bind[]) =>
  scope === 'multicast' ||
  others.some((other) => other.scope === 'any' && familyOf(other.address) === familyOf(address));

const isOfInterface = ({ scope }: Bind) =>
  scope === 'link' || scope === 'private' || scope === 'public';
/** Interfaces are told without the zone that says which of them it is. */
const isOn = (addresses: readonly string[], { address }: Bind) =>
  addresses.some((own) => own.split('%', 1)[0] === address.split('%', 1)[0]);

const isNewToMachine = (bind: Bind, { formerly }: Surroundings) =>
  isOfInterface(bind) && (formerly === undefined || !isOn(formerly, bind));
const hasLeftMachine = (bind: Bind, { presently }: Surroundings) =>
  isOfInterface(bind) && (presently === undefined || !isOn(presently, bind));

function spreadOf(binds: readonly Bind[]): Spread {
  const farthest = (family: Family) =>
    Math.max(
      -1,
      ...binds
        .filter(({ address }) => familyOf(address) === family)
        .map(({ scope }) => STEPS[scope]),
    );
  return { ipv4: farthest('ipv4'), ipv6: farthest('ipv6') };
}

/** A program that was bound to one interface and is not any more can be reached through all. */
function deviceChange(before: readonly Bind[], now: readonly Bind[]): ReachChange {
  for (const { address, device } of before) {
    const present = now.find((bind) => bind.address === address)?.device;
    if (present === device) continue;
    if (device !== undefined && present !== undefined) return 'moved';
    return present === undefined ? 'wider' : 'narrower';
  }
  return 'same';
}
