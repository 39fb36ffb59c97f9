/**
 * Sets of whole numbers as spans: source addresses above all, ports and protocol numbers too. A
 * firewall's rules cut the Internet into a few spans; what happens to each is followed exactly.
 */
import { ipv4Number, ipv4Text, ipv6Text, ipv6Words } from '../address.ts';

/** Both ends are included. */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** Sorted, disjoint, never touching: one form for each set. */
export type SpanSet = readonly Span[];

export type Family = 'ipv4' | 'ipv6';

export const NOTHING: SpanSet = [];

const BITS: Record<Family, number> = { ipv4: 32, ipv6: 128 };

/** The length of an address. */
export function bitsOf(family: Family): number {
  return BITS[family];
}

/** Any spans, in any order, as a set. Spans that end before they begin are left out. */
export function spanSet(spans: Iterable<Span>): SpanSet {
  const sorted = [...spans]
    .filter(({ from, to }) => from <= to)
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to + 1n) merged.push(span);
    else if (span.to > last.to) merged[merged.length - 1] = { from: last.from, to: span.to };
  }
  return merged;
}

/** What is in either. */
export function union(a: SpanSet, b: SpanSet): SpanSet {
  if (a.length === 0) return b;
  if (b.length === 0 || a === b) return a;
  return spanSet([...a, ...b]);
}

/** What is in both. */
export function intersection(a: SpanSet, b: SpanSet): SpanSet {
  if (a === b) return a;
  const common: Span[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i]!;
    const other = b[j]!;
    const from = one.from > other.from ? one.from : other.from;
    const to = one.to < other.to ? one.to : other.to;
    if (from <= to) common.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return common;
}

/** What is in `a` and not in `b`. */
export function difference(a: SpanSet, b: SpanSet): SpanSet {
  if (b.length === 0) return a;
  const left: Span[] = [];
  let j = 0;
  for (const { from, to } of a) {
    let at = from;
    while (j < b.length && b[j]!.to < at) j++;
    for (let k = j; k < b.length && b[k]!.from <= to; k++) {
      const hole = b[k]!;
      if (hole.from > at) left.push({ from: at, to: hole.from - 1n });
      if (hole.to >= at) at = hole.to + 1n;
    }
    if (at <= to) left.push({ from: at, to });
  }
  return left;
}

/** Whether a value is in a set; by halving. */
export function includes(set: SpanSet, value: bigint): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { from, to } = set[middle]!;
    if (value < from) high = middle - 1;
    else if (value > to) low = middle + 1;
    else return true;
  }
  return false;
}

/** Whether two sets have the same members. */
export function isSame(a: SpanSet, b: SpanSet): boolean {
  return (
    a.length === b.length && a.every(({ from, to }, i) => from === b[i]!.from && to === b[i]!.to)
  );
}

/** An address as a number, with its family; undefined when the text is none. A zone is ignored. */
export function addressNumber(text: string): { family: Family; value: bigint } | undefined {
  if (!text.includes(':')) {
    const number = ipv4Number(text);
    return number === undefined ? undefined : { family: 'ipv4', value: BigInt(number) };
  }
  const words = ipv6Words(text);
  if (words === undefined) return undefined;
  return { family: 'ipv6', value: words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n) };
}

/** An address as people write it: `192.0.2.1`, `2001:db8::1`. */
export function addressText(value: bigint, family: Family): string {
  if (family === 'ipv4') return ipv4Text(Number(value));
  const words: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(Number((value >> shift) & 0xffffn));
  return ipv6Text(words);
}

/** The addresses that share the first `length` bits; undefined when that makes no sense. */
export function prefixSpan(
  address: string,
  length: number,
): (Span & { family: Family }) | undefined {
  const number = addressNumber(address);
  if (number === undefined) return undefined;
  const bits = BITS[number.family];
  if (!Number.isInteger(length) || length < 0 || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const from = number.value - (number.value % size);
  return { from, to: from + size - 1n, family: number.family };
}

/**
 * `192.0.2.1`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0` or `192.0.2.1-192.0.2.9`; undefined when it is
 * none of these, or its mask has holes.
 */
export function parseSpan(text: string): (Span & { family: Family }) | undefined {
  const dash = text.indexOf('-');
  if (dash > 0) {
    const from = addressNumber(text.slice(0, dash));
    const to = addressNumber(text.slice(dash + 1));
    if (!from || !to || from.family !== to.family || from.value > to.value) return undefined;
    return { from: from.value, to: to.value, family: from.family };
  }
  const [address = '', mask, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const number = addressNumber(address);
  if (number === undefined) return undefined;
  if (mask === undefined) return { from: number.value, to: number.value, family: number.family };
  const length = /^\d{1,3}$/.test(mask) ? Number(mask) : maskLength(mask, number.family);
  return length === undefined ? undefined : prefixSpan(address, length);
}

/** How many leading ones a mask has; undefined when zeros come between. */
function maskLength(text: string, family: Family): number | undefined {
  const mask = addressNumber(text);
  if (mask?.family !== family) return undefined;
  const bits = BITS[family];
  const holes = (1n << BigInt(bits)) - 1n - mask.value;
  if ((holes & (holes + 1n)) !== 0n) return undefined;
  return bits - (holes === 0n ? 0 : holes.toString(2).length);
}

/** The span as people write it: one prefix where it is one, else from-to. */
export function spanText({ from, to }: Span, family: Family): string {
  const size = to - from + 1n;
  const first = addressText(from, family);
  if (size === 1n) return first;
  const isPrefix = (size & (size - 1n)) === 0n && from % size === 0n;
  if (!isPrefix) return `${first}-${addressText(to, family)}`;
  return `${first}/${BITS[family] - (size.toString(2).length - 1)}`;
}
