/**
 * Observations that were found to be of one thing, with an index of what they say: whether two groups may be one is
 * asked often, and must not take as long as both are large.
 */
import type { Millis } from '../core/units.ts';
import type { Identified } from './identity.ts';
import type { Witness } from './observation.ts';
import { mayBeSameSerial, modelMarks, serialMark } from './product.ts';

/** Ten minutes: longer than a discovery with its questions takes, shorter than an address changes hands. */
export const ADDRESS_HOLDS: Millis = 600_000;
/** One minute: who answers from two addresses within it did not move from one to the other. */
export const AT_ONCE: Millis = 60_000;

/** What ties observations, strongest first: what is earlier has gathered what belongs together before the later is asked. */
export const TIES = ['serial', 'uuid', 'host', 'address', 'mac'] as const;
export type Tie = (typeof TIES)[number];

/** When something was told, by link, earliest first. */
type Times = Map<string, Millis[]>;
/** A link that nobody knows may be any. */
const ANY_LINK = '';

interface Answer {
  readonly at: Millis;
  readonly own: string;
}

/** Everything of a group that is asked for, found by what is looked for. */
interface Index {
  /** By what serial numbers that may be one have in common. */
  readonly serials: Map<string, Set<string>>;
  readonly serialWitnesses: Set<Witness>;
  readonly modelMarks: Set<string>;
  readonly modelAsks: Set<string>;
  readonly modelWitnesses: Set<Witness>;
  /** A model that tells nothing may be any. */
  vagueModel: boolean;
  /** UUIDs by witness and service. */
  readonly uuids: Map<string, Set<string>>;
  readonly owns: Set<string>;
  readonly apartFrom: Set<string>;
  readonly addresses: Map<string, Times>;
  readonly hosts: Map<string, Times>;
  /** IPv4 addresses that answered, by link and by network; earliest first. */
  readonly answers: Map<string, Answer[]>;
}

export class Group {
  readonly members: Identified[] = [];
  private readonly index: Index = emptyIndex();

  constructor(one: Identified) {
    this.add(one);
  }

  /** Takes one more observation in, whatever speaks against it. */
  add(one: Identified): void {
    this.members.push(one);
    note(this.index, one);
  }

  /** Whether two groups that have a mark in common may be one thing. */
  mayJoin(other: Group, tie: Tie, value: string): boolean {
    const isLess = this.members.length < other.members.length;
    const [less, more] = isLess ? [this.index, other.index] : [other.index, this.index];
    const meet = haveSameAddress(less, more);
    if (serialsSpeakAgainst(less, more, meet) || modelsSpeakAgainst(less, more, meet)) return false;
    if (haveRivalServices(less, more) || isTold(less, more) || isTold(more, less)) return false;
    switch (tie) {
      case 'address':
      case 'host': {
        const [times, theirs] = [less, more].map((index) =>
          (tie === 'host' ? index.hosts : index.addresses).get(value),
        );
        return (
          times !== undefined && theirs !== undefined && meetWithin(times, theirs, ADDRESS_HOLDS)
        );
      }
      case 'mac':
        return meet || !answerAtOnce(less, more);
      default:
        return true;
    }
  }
}

const emptyIndex = (): Index => ({
  serials: new Map(),
  serialWitnesses: new Set(),
  modelMarks: new Set(),
  modelAsks: new Set(),
  modelWitnesses: new Set(),
  vagueModel: false,
  uuids: new Map(),
  owns: new Set(),
  apartFrom: new Set(),
  addresses: new Map(),
  hosts: new Map(),
  answers: new Map(),
});

function note(index: Index, one: Identified): void {
  const { observation, serial, model, uuid, own, link = ANY_LINK } = one;
  const { witness, at } = observation;
  if (serial !== undefined) {
    entry(index.serials, serialMark(serial), () => new Set<string>()).add(serial);
    index.serialWitnesses.add(witness);
  }
  if (model !== undefined) {
    const { has, asks } = modelMarks(model);
    for (const mark of has) index.modelMarks.add(mark);
    for (const mark of asks) index.modelAsks.add(mark);
    index.modelWitnesses.add(witness);
    if (has.length === 0) index.vagueModel = true;
  }
  // One thing may have an endpoint for printing and one for scanning, a UUID each.
  if (uuid !== undefined && witness !== 'wsd') {
    for (const { service, path } of observation.services ?? []) {
      // A printer's own fax is a queue beside the one for paper.
      if (isFax(path)) continue;
      entry(index.uuids, `${witness} ${service}`, () => new Set<string>()).add(uuid);
    }
  }
  for (const address of observation.apartFrom ?? []) index.apartFrom.add(address);
  for (const address of one.addresses) noteTime(index.addresses, address, link, at);
  for (const host of one.hosts) noteTime(index.hosts, host, link, at);
  if (own === undefined) return;
  index.owns.add(own);
  if (!isRouted(own)) return;
  for (const place of placesOf(own, link)) {
    const answers = entry(index.answers, place, (): Answer[] => []);
    answers.splice(firstFrom(answers, at, timeOf), 0, { at, own });
  }
}

const isFax = (path: string | undefined): boolean => /fax/i.test(path ?? '');

/** Two addresses of one link; or, where one of the links is not known, of one network: three bytes is what most have in common. */
const placesOf = (own: string, link: string): string[] =>
  link === ANY_LINK
    ? [`network ${networkOf(own)}`, `unplaced ${networkOf(own)}`]
    : [`network ${networkOf(own)}`, `link ${link}`];

const networkOf = (address: string): string => address.slice(0, address.lastIndexOf('.'));

const isRouted = (address: string): boolean =>
  address.includes('.') && !address.startsWith('169.254.');

function noteTime(places: Map<string, Times>, place: string, link: string, at: Millis): void {
  const times = entry(
    entry(places, place, (): Times => new Map()),
    link,
    (): Millis[] => [],
  );
  const i = firstFrom(times, at, itself);
  if (times[i] !== at) times.splice(i, 0, at);
}

/** The value of a key, made where there is none. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

/** The first place in ascending times that is not before `at`. */
function firstFrom<Item>(
  items: readonly Item[],
  at: Millis,
  timeOf: (item: Item) => Millis,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle]!) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const itself = (at: Millis): Millis => at;
const timeOf = ({ at }: Answer): Millis => at;

const haveCommon = <Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean => {
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  for (const value of less) if (more.has(value)) return true;
  return false;
};

/** An address is another thing's on another link. */
function haveSameAddress(less: Index, more: Index): boolean {
  for (const [address, times] of less.addresses) {
    const theirs = more.addresses.get(address);
    if (theirs && meetWithin(times, theirs, Infinity)) return true;
  }
  return false;
}

function meetWithin(a: Times, b: Times, within: Millis): boolean {
  for (const [link, times] of a) {
    for (const [other, theirs] of b) {
      const linksAgree = link === ANY_LINK || other === ANY_LINK || link === other;
      if (linksAgree && areNear(times, theirs, within)) return true;
    }
  }
  return false;
}

function areNear(a: readonly Millis[], b: readonly Millis[], within: Millis): boolean {
  if (within === Infinity) return true;
  const [less, more] = a.length < b.length ? [a, b] : [b, a];
  return less.some((at) => (more[firstFrom(more, at - within, itself)] ?? Infinity) <= at + within);
}

/**
 * Two numbers are two things; only where several witnesses speak of one address may one of them have it wrong (the
 * number of a network card, say).
 */
function serialsSpeakAgainst(less: Index, more: Index, meet: boolean): boolean {
  if (less.serialWitnesses.size === 0 || more.serialWitnesses.size === 0) return false;
  for (const [mark, serials] of less.serials) {
    const theirs = more.serials.get(mark);
    if (!theirs) continue;
    if (haveCommon(serials, theirs)) return false;
    for (const a of serials) for (const b of theirs) if (mayBeSameSerial(a, b)) return false;
  }
  return !meet || haveCommon(less.serialWitnesses, more.serialWitnesses);
}

function modelsSpeakAgainst(less: Index, more: Index, meet: boolean): boolean {
  if (less.modelWitnesses.size === 0 || more.modelWitnesses.size === 0) return false;
  if (less.vagueModel || more.vagueModel) return false;
  if (haveCommon(less.modelAsks, more.modelMarks)) return false;
  return !meet || haveCommon(less.modelWitnesses, more.modelWitnesses);
}

/** Queues of a print server: one address, one kind of service, and a UUID each. */
function haveRivalServices(less: Index, more: Index): boolean {
  for (const [service, uuids] of less.uuids) {
    const theirs = more.uuids.get(service);
    if (theirs && (uuids.size > 1 || theirs.size > 1 || !haveCommon(uuids, theirs))) return true;
  }
  return false;
}

/** Whether a witness that compared them says that they are two. */
const isTold = (a: Index, b: Index): boolean => haveCommon(a.apartFrom, b.owns);

/**
 * Whether both answered from IPv4 addresses of one network, at one time: one host has one there. IPv6 gives a host
 * several, and one of a link-local block (RFC 3927) stands beside another for a while.
 */
function answerAtOnce(less: Index, more: Index): boolean {
  for (const [place, answers] of less.answers) {
    const [kind] = place.split(' ', 1);
    if (kind === 'network') continue;
    for (const one of answers) {
      const network = networkOf(one.own);
      const rivals = kind === 'link' ? [place, `unplaced ${network}`] : [`network ${network}`];
      if (rivals.some((rival) => hasOtherAtOnce(more.answers.get(rival) ?? [], one))) return true;
    }
  }
  return false;
}

function hasOtherAtOnce(answers: readonly Answer[], { at, own }: Answer): boolean {
  for (let i = firstFrom(answers, at - AT_ONCE, timeOf); i < answers.length; i++) {
    const other = answers[i]!;
    if (other.at > at + AT_ONCE) return false;
    if (other.own !== own) return true;
  }
  return false;
}
