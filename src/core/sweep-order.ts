/**
 * The addresses of a sweep, in an order that does not hammer one subnet, and that can be taken up again: the seed and
 * a position say all.
 */
import { parseRange, rangeSize, written, type AddressRange } from './cidr.ts';
import { UsageError } from './errors.ts';

/** Addresses to ask, each once. */
export interface SweepTargets {
  readonly ranges: readonly AddressRange[];
  /** How many addresses there are. */
  readonly count: number;
  /** The address with this number, 0 to `count` - 1, in the order of the addresses. */
  at(index: number): string;
}

/** What a sweep takes; more could not be counted exactly, let alone asked. */
const MOST = BigInt(2 ** 32);

/**
 * Puts words together: addresses, prefixes and ranges, several in one word with commas. What is named twice is asked
 * once.
 * @param words not empty
 * @throws UsageError when a word is none of them, there is none, or they are more than 2^32 addresses
 */
export function sweepTargets(words: readonly string[]): SweepTargets {
  const named = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
  if (named.length === 0) throw new UsageError('No address is named. Try 192.168.1.0/24.');
  const ranges = merged(named.map(parseRange));
  const total = ranges.reduce((sum, range) => sum + rangeSize(range), 0n);
  if (total > MOST) throw new UsageError(`${named.join(', ')}: nobody can ask all of these.`);
  const ends: number[] = [];
  for (const range of ranges) ends.push((ends.at(-1) ?? 0) + Number(rangeSize(range)));
  return { ranges, count: Number(total), at: (index) => addressAt(ranges, ends, index) };
}

/** The address with that number among all; the ranges are few or many, so it is found by halving. */
function addressAt(
  ranges: readonly AddressRange[],
  ends: readonly number[],
  index: number,
): string {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index < ends[middle]!) high = middle;
    else low = middle + 1;
  }
  const range = ranges[low];
  if (!range || !(index >= 0 && index < ends[low]!)) throw new RangeError(`no target ${index}`);
  const { family, first, zone } = range;
  const number = first + BigInt(index - (ends[low - 1] ?? 0));
  return written({ family, number, ...(zone && { zone }) });
}

/** In the order of their addresses, those that overlap as one. */
function merged(ranges: readonly AddressRange[]): AddressRange[] {
  const key = ({ family, zone = '' }: AddressRange): string => family + zone;
  const ordered = ranges.toSorted((a, b) =>
    key(a) === key(b) ? (a.first < b.first ? -1 : 1) : key(a) < key(b) ? -1 : 1,
  );
  const result: AddressRange[] = [];
  for (const range of ordered) {
    // Nothing is left between the first and the last address of a prefix without hosts.
    if (range.last < range.first) continue;
    const before = result.at(-1);
    if (before && key(before) === key(range) && range.first <= before.last) {
      const last = range.last > before.last ? range.last : before.last;
      result[result.length - 1] = { ...before, last, text: `${before.text}, ${range.text}` };
    } else {
      result.push(range);
    }
  }
  return result;
}

/** What a sweep asks next, and where it stands. */
export interface SweepStep {
  /** How many were before this one: what to hand back to go on after it is this and one. */
  readonly position: number;
  readonly address: string;
}

export interface SweepOrderOptions {
  /** Another seed is another order. */
  readonly seed: number;
  /** Where to begin: 0, or what an earlier sweep had reached. */
  readonly position?: number;
  /** Addresses that are passed over: the broadcast addresses of this machine's links, say. */
  readonly skip?: ReadonlySet<string>;
}

/** Every target once, scattered over all of the ranges; from `position` on, the same as if it had never stopped. */
export function* sweepOrder(
  targets: SweepTargets,
  { seed, position = 0, skip }: SweepOrderOptions,
): Generator<SweepStep, void, void> {
  const place = permutation(targets.count, seed);
  for (let at = position; at < targets.count; at++) {
    const address = targets.at(place(at));
    if (!skip?.has(address)) yield { position: at, address };
  }
}

/** Rounds of mixing: four make a Feistel network that looks random (Luby and Rackoff, 1988). */
const ROUNDS = 4;

/**
 * A permutation of 0 to `count` - 1 that needs no memory: a Feistel network on the smallest even number of bits that
 * holds them, asked again while it points outside (Black and Rogaway, 2002: cycle walking, four times at most on average).
 * @param count 1 to 2^32
 */
export function permutation(count: number, seed: number): (index: number) => number {
  let half = 1;
  while (4 ** half < count) half++;
  const mask = 2 ** half - 1;
  const once = (index: number): number => {
    let left = Math.floor(index / 2 ** half);
    let right = index % 2 ** half;
    for (let round = 0; round < ROUNDS; round++) {
      [left, right] = [right, (left ^ mix(right, seed + round)) & mask];
    }
    return left * 2 ** half + right;
  };
  return (index) => {
    let place = once(index);
    while (place >= count) place = once(place);
    return place;
  };
}

/** 32 bits of which each depends on all (the finisher of MurmurHash3). */
function mix(value: number, key: number): number {
  let hash = value ^ Math.imul(key + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
