/** How far the addresses of one program on one port reach, held against how far they reached before. */
import type { Bind } from './snapshot.ts';

/** `moved`: other addresses, open to neither more nor fewer. */
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
interface Spread {
  readonly ipv4: number;
  readonly ipv6: number;
}

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
  before: readonly Bind[],
  now: readonly Bind[],
  around: Surroundings,
): ReachChange {
  const farthest = Math.max(...before.map(({ scope }) => STEPS[scope]));
  const gained = missingFrom(before, now).filter(
    (bind) => STEPS[bind.scope] > farthest || !isNewToMachine(bind, around),
  );
  const lost = missingFrom(now, before).filter((bind) => !hasLeftMachine(bind, around));
  const kept = before.filter((bind) => isAmong(now, bind));
  const former = spreadOf([...kept, ...lost], now);
  const still = now.filter((bind) => isAmong(before, bind));
  const present = spreadOf([...still, ...gained], before);
  const up = present.ipv4 > former.ipv4 || present.ipv6 > former.ipv6;
  const down = present.ipv4 < former.ipv4 || present.ipv6 < former.ipv6;
  if (up && down) return direction(farthestOf(present) - farthestOf(former), 'moved');
  if (up) return 'wider';
  if (down) return 'narrower';
  const more = gained.some((bind) => !isCovered(bind, kept));
  const less = lost.some((bind) => !isCovered(bind, kept));
  if (more && less) return 'moved';
  if (more) return 'wider';
  if (less) return 'narrower';
  return around.devicesKnown ? deviceChange(kept, now) : 'same';
}

const direction = (difference: number, otherwise: ReachChange): ReachChange =>
  difference > 0 ? 'wider' : difference < 0 ? 'narrower' : otherwise;

const farthestOf = ({ ipv4, ipv6 }: Spread) => Math.max(ipv4, ipv6);

const isAmong = (binds: readonly Bind[], { address }: Bind) =>
  binds.some((other) => other.address === address);

const missingFrom = (some: readonly Bind[], others: readonly Bind[]) =>
  others.filter((bind) => !isAmong(some, bind));

/** Groups come and go, and every address includes the single ones. */
const isCovered = ({ address, scope }: Bind, others: readonly Bind[]) =>
  scope === 'multicast' ||
  others.some((other) => other.scope === 'any' && isIpv6(other.address) === isIpv6(address));

const isIpv6 = (address: string) => address.includes(':');
const isOfInterface = ({ scope }: Bind) =>
  scope === 'link' || scope === 'private' || scope === 'public';
/** Interfaces are told without the zone that says which of them it is. */
const isOn = (addresses: readonly string[], { address }: Bind) =>
  addresses.some((own) => own.split('%', 1)[0] === address.split('%', 1)[0]);

const isNewToMachine = (bind: Bind, { formerly }: Surroundings) =>
  isOfInterface(bind) && (formerly === undefined || !isOn(formerly, bind));
const hasLeftMachine = (bind: Bind, { presently }: Surroundings) =>
  isOfInterface(bind) && (presently === undefined || !isOn(presently, bind));

/** @param others the same program's addresses at the other time, which may know more of `::` */
function spreadOf(binds: readonly Bind[], others: readonly Bind[]): Spread {
  let ipv4 = -1;
  let ipv6 = -1;
  for (const bind of binds) {
    const step = STEPS[bind.scope];
    if (isIpv6(bind.address)) ipv6 = Math.max(ipv6, step);
    if (!isIpv6(bind.address) || takesIpv4(bind, others)) ipv4 = Math.max(ipv4, step);
  }
  return { ipv4, ipv6 };
}

/** `::` takes IPv4 too unless it is known not to: the cautious answer. */
function takesIpv4({ address, v6only }: Bind, others: readonly Bind[]): boolean {
  if (address !== '::') return false;
  return !(v6only ?? others.find((other) => other.address === '::')?.v6only ?? false);
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
