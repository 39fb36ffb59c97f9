/**
 * Which observations are of one thing. Strong marks tie them (a serial number, a UUID, a MAC address, an address at
 * one time); a name or a model alone never does. What contradicts itself stays apart, and says so.
 *
 * The answer is a function of the set: observations are put in an order of their own first, so the one in which they
 * came is no matter.
 */
import { ADDRESS_HOLDS, Group, TIES, type Tie } from './group.ts';
import { macOfUuid, type Identified } from './identity.ts';

export { ADDRESS_HOLDS, AT_ONCE, TIES, type Tie } from './group.ts';

/** A serial number, UUID or MAC address that answers from more addresses than this is a mould's, not a thing's. */
export const MAX_HOLDERS = 16;
/** Groups that one mark is asked to tie; what follows stays as it is, so that a forger of many costs no more. */
export const MAX_TIED = 128;
/** Others with the same mark that a thing knows of by name. */
export const MAX_NAMED = 8;

/** A mark that two things have, though one alone can. */
export interface Shared {
  readonly tie: Tie;
  readonly value: string;
  /** Other things that have it, at most MAX_NAMED. */
  readonly others: readonly Thing[];
  /** How many others there are. */
  readonly count: number;
}

/** Observations of one thing, earliest first. */
export interface Thing {
  readonly members: readonly Identified[];
  readonly shared: readonly Shared[];
}

/** By what an observation may be tied to others: `['mac', '00:00:5e:00:53:01']`. */
export function tiesOf(one: Identified): [tie: Tie, value: string][] {
  const { maker, serial, uuid, macs, addresses, hosts } = one;
  return [
    // Two makers may count alike.
    ...(maker && serial ? ([['serial', `${maker.toLowerCase()} ${serial}`]] as const) : []),
    // What is made of the MAC address ties no better than that does.
    ...(uuid && !macOfUuid(uuid) ? ([['uuid', uuid]] as const) : []),
    ...hosts.filter((host) => host.endsWith('.local')).map((host) => ['host', host] as const),
    ...addresses.map((address) => ['address', address] as const),
    ...macs.map((mac) => ['mac', mac] as const),
  ].map(([tie, value]) => [tie, value]);
}

/** Parts observations into things. Total; takes them in any order. */
export function partition(observations: readonly Identified[]): Thing[] {
  const members = observations.toSorted(inOrder);
  const groups = new Map(members.map((one) => [one, new Group(one)]));
  const holders = holdersOf(members);
  for (const tie of TIES) {
    for (const [value, having] of [...holders[tie]].toSorted(([a], [b]) => compare(a, b))) {
      if (having.length > 1 && !isEverybodys(tie, having)) tieUp(tie, value, having, groups);
    }
  }
  const things = new Map<Group, MutableThing>();
  for (const group of groups.values()) {
    if (!things.has(group)) things.set(group, { members: [], shared: [] });
  }
  for (const one of members) things.get(groups.get(one)!)!.members.push(one);
  noteShared(holders, (one) => things.get(groups.get(one)!)!);
  return [...things.values()];
}

type Holders = Record<Tie, Map<string, Identified[]>>;

function holdersOf(members: readonly Identified[]): Holders {
  const holders: Holders = {
    serial: new Map(),
    uuid: new Map(),
    host: new Map(),
    address: new Map(),
    mac: new Map(),
  };
  for (const one of members) {
    for (const [tie, value] of tiesOf(one)) {
      const having = holders[tie].get(value);
      if (having) having.push(one);
      else holders[tie].set(value, [one]);
    }
  }
  return holders;
}

/** Joins what has this mark, as far as nothing speaks against it. */
function tieUp(
  tie: Tie,
  value: string,
  having: readonly Identified[],
  groups: Map<Identified, Group>,
): void {
  const parties: Group[] = [];
  const all = new Set(having.map((one) => groups.get(one)!));
  for (const group of [...all].slice(0, MAX_TIED)) {
    const place = parties.findIndex((party) => party.mayJoin(group, tie, value));
    if (place < 0) parties.push(group);
    else parties[place] = joined(parties[place]!, group, groups);
  }
}

/** The smaller goes into the larger: of a long chain each observation moves a few times at most. */
function joined(a: Group, b: Group, groups: Map<Identified, Group>): Group {
  const [less, more] = a.members.length < b.members.length ? [a, b] : [b, a];
  for (const one of less.members) {
    more.add(one);
    groups.set(one, more);
  }
  return more;
}

function isEverybodys(tie: Tie, having: readonly Identified[]): boolean {
  if (tie === 'address' || tie === 'host') return false;
  return new Set(having.flatMap(({ own }) => own ?? [])).size > MAX_HOLDERS;
}

type MutableThing = { members: Identified[]; shared: Shared[] };

/** Tells the things that have one mark of each other. */
function noteShared(holders: Holders, thingOf: (one: Identified) => MutableThing): void {
  for (const tie of TIES) {
    // A print server's queues all bear its name.
    if (tie === 'host') continue;
    for (const [value, having] of holders[tie]) {
      const things = [...new Set(having.map(thingOf))];
      if (things.length < 2 || (tie === 'address' && !holdAtOnce(having))) continue;
      const named = things.slice(0, MAX_NAMED + 1);
      for (const thing of things) {
        const others = named.filter((other) => other !== thing).slice(0, MAX_NAMED);
        thing.shared.push({ tie, value, others, count: things.length - 1 });
      }
    }
  }
}

/** An address may pass from one thing to another, and be another one's on another link. */
function holdAtOnce(having: readonly Identified[]): boolean {
  const few = having.slice(0, MAX_TIED);
  return few.some((one, i) => few.slice(i + 1).some((other) => holdTogether(one, other)));
}

const holdTogether = (x: Identified, y: Identified): boolean =>
  (x.link === undefined || y.link === undefined || x.link === y.link) &&
  Math.abs(x.observation.at - y.observation.at) <= ADDRESS_HOLDS;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Earliest first; equals by what they say, so that the order is the set's own. */
export function inOrder(a: Identified, b: Identified): number {
  const [one, other] = [a.observation, b.observation];
  return (
    one.at - other.at ||
    compare(one.witness, other.witness) ||
    compare(one.from?.address ?? '', other.from?.address ?? '') ||
    compare(one.about ?? '', other.about ?? '') ||
    compare(JSON.stringify(one), JSON.stringify(other))
  );
}
