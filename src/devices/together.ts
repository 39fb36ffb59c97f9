/**
 * Which observations are of one thing. Strong marks tie them (a serial number, a UUID, a MAC address, an address at
 * one time); a name or a model alone never does. What contradicts itself stays apart, and says so.
 *
 * The answer is a function of the set: observations are put in an order of their own first, so the one in which they
 * came is no matter.
 */
import type { Millis } from '../core/units.ts';
import { macOfUuid, type Identified } from './identity.ts';
import { mayBeSameModel, mayBeSameSerial } from './product.ts';

/** What ties, strongest first: what is earlier has gathered what belongs together before the later is asked. */
export const TIES = ['serial', 'uuid', 'host', 'address', 'mac'] as const;
export type Tie = (typeof TIES)[number];

/** Ten minutes: longer than a discovery with its questions takes, shorter than an address changes hands. */
export const ADDRESS_HOLDS: Millis = 600_000;
/** One minute: who answers from two addresses within it did not move from one to the other. */
export const AT_ONCE: Millis = 60_000;
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
  const groups = new Map(members.map((one) => [one, [one]]));
  const holders = holdersOf(members);
  for (const tie of TIES) {
    for (const [value, having] of [...holders[tie]].toSorted(([a], [b]) => compare(a, b))) {
      if (having.length > 1 && !isEverybodys(tie, having)) tieUp(tie, value, having, groups);
    }
  }
  const things = new Map<readonly Identified[], { members: Identified[]; shared: Shared[] }>();
  for (const group of groups.values()) {
    if (!things.has(group)) things.set(group, { members: [], shared: [] });
  }
  for (const one of members) things.get(groups.get(one)!)!.members.push(one);
  noteShared(holders, (one) => things.get(groups.get(one)!)!);
  return [...things.values()];
}

type Group = Identified[];
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
    const party = parties.find((other) => mayJoin(tie, value, other, group));
    if (party) {
      for (const one of group) {
        party.push(one);
        groups.set(one, party);
      }
    } else {
      parties.push(group);
    }
  }
}

function mayJoin(tie: Tie, value: string, a: Group, b: Group): boolean {
  const meet = a.some((one) => b.some((other) => haveSameAddress(one, other)));
  if (serialsSpeakAgainst(a, b, meet) || modelsSpeakAgainst(a, b, meet)) return false;
  if (haveRivalServices(a, b) || areTold(a, b) || areTold(b, a)) return false;
  switch (tie) {
    case 'address':
      return a.some((one) => b.some((other) => holdsAt(one, other, value)));
    case 'host':
      return a.some((one) => b.some((other) => isCalledSo(one, other, value)));
    case 'mac':
      return meet || !a.some((one) => b.some((other) => answerAtOnce(one, other)));
    default:
      return true;
  }
}

/**
 * Two numbers are two things; only where several witnesses speak of one address may one of them have it wrong (the
 * number of a network card, say).
 */
function serialsSpeakAgainst(a: Group, b: Group, meet: boolean): boolean {
  const [one, other] = [a, b].map((group) => group.filter(({ serial }) => serial !== undefined));
  if (one!.length === 0 || other!.length === 0) return false;
  if (one!.some((x) => other!.some((y) => mayBeSameSerial(x.serial!, y.serial!)))) return false;
  return !meet || one!.some((x) => other!.some((y) => isSameWitness(x, y)));
}

function modelsSpeakAgainst(a: Group, b: Group, meet: boolean): boolean {
  const [one, other] = [a, b].map((group) => group.filter(({ model }) => model !== undefined));
  if (one!.length === 0 || other!.length === 0) return false;
  if (one!.some((x) => other!.some((y) => mayBeSameModel(x.model!, y.model!)))) return false;
  return !meet || one!.some((x) => other!.some((y) => isSameWitness(x, y)));
}

/** Queues of a print server: one address, one kind of service, and a UUID each. */
const haveRivalServices = (a: Group, b: Group): boolean =>
  a.some((x) =>
    b.some(
      (y) =>
        x.uuid !== undefined &&
        y.uuid !== undefined &&
        x.uuid !== y.uuid &&
        isSameWitness(x, y) &&
        // One thing may have an endpoint for printing and one for scanning, a UUID each.
        x.observation.witness !== 'wsd' &&
        haveSameService(x, y),
    ),
  );

const haveSameService = (x: Identified, y: Identified): boolean =>
  (x.observation.services ?? []).some(
    ({ service, path }) =>
      // A printer's own fax is a queue beside the one for paper.
      !isFax(path) &&
      y.observation.services?.some((other) => other.service === service && !isFax(other.path)),
  );

const isFax = (path: string | undefined): boolean => /fax/i.test(path ?? '');

/** Whether a witness that compared them says that they are two. */
const areTold = (a: Group, b: Group): boolean =>
  a.some(({ observation }) =>
    b.some(({ own }) => own !== undefined && observation.apartFrom?.includes(own)),
  );

const isSameWitness = (x: Identified, y: Identified): boolean =>
  x.observation.witness === y.observation.witness;

const haveSameAddress = (x: Identified, y: Identified): boolean =>
  linksAgree(x, y) && x.addresses.some((address) => y.addresses.includes(address));

/** A link that nobody knows may be any. */
const linksAgree = (x: Identified, y: Identified): boolean =>
  x.link === undefined || y.link === undefined || x.link === y.link;

const isWithin = (x: Identified, y: Identified, time: Millis): boolean =>
  Math.abs(x.observation.at - y.observation.at) <= time;

const holdsAt = (x: Identified, y: Identified, address: string): boolean =>
  x.addresses.includes(address) &&
  y.addresses.includes(address) &&
  linksAgree(x, y) &&
  isWithin(x, y, ADDRESS_HOLDS);

const isCalledSo = (x: Identified, y: Identified, host: string): boolean =>
  x.hosts.includes(host) &&
  y.hosts.includes(host) &&
  linksAgree(x, y) &&
  isWithin(x, y, ADDRESS_HOLDS);

/**
 * Whether both answered from IPv4 addresses of one network, at one time: one host has one there. IPv6 gives a host
 * several, and one of a link-local block (RFC 3927) stands beside another for a while.
 */
function answerAtOnce(x: Identified, y: Identified): boolean {
  if (!isRouted(x.own) || !isRouted(y.own) || x.own === y.own) return false;
  if (!isWithin(x, y, AT_ONCE)) return false;
  if (x.link !== undefined && y.link !== undefined) return x.link === y.link;
  // No netmask is known: three bytes is what most networks have in common.
  return x.own.replace(/\.\d+$/, '') === y.own.replace(/\.\d+$/, '');
}

const isRouted = (address: string | undefined): address is string =>
  address !== undefined && address.includes('.') && !address.startsWith('169.254.');

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
      if (things.length < 2 || (tie === 'address' && !holdAtOnce(having, value))) continue;
      const named = things.slice(0, MAX_NAMED + 1);
      for (const thing of things) {
        const others = named.filter((other) => other !== thing).slice(0, MAX_NAMED);
        thing.shared.push({ tie, value, others, count: things.length - 1 });
      }
    }
  }
}

/** An address may pass from one thing to another, and be another one's on another link. */
function holdAtOnce(having: readonly Identified[], address: string): boolean {
  const few = having.slice(0, MAX_TIED);
  return few.some((one, i) => few.slice(i + 1).some((other) => holdsAt(one, other, address)));
}

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
