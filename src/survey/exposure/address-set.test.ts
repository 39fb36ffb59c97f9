import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import {
  addressNumber,
  addressText,
  difference,
  includes,
  intersection,
  isSame,
  parseSpan,
  spanSet,
  spanText,
  union,
  type SpanSet,
} from './address-set.ts';

const SIZE = 40;

function someSet(random: () => number): { set: SpanSet; members: Set<number> } {
  const members = new Set<number>();
  const spans = Array.from({ length: Math.floor(random() * 6) }, () => {
    const from = Math.floor(random() * SIZE);
    const to = Math.min(SIZE - 1, from + Math.floor(random() * 8));
    for (let i = from; i <= to; i++) members.add(i);
    return { from: BigInt(from), to: BigInt(to) };
  });
  return { set: spanSet(spans), members };
}

const membersOf = (set: SpanSet) =>
  Array.from({ length: SIZE }, (_, i) => i).filter((i) => includes(set, BigInt(i)));

describe('sets of spans', () => {
  it('are what sets of their numbers are', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 3000; round++) {
      const a = someSet(random);
      const b = someSet(random);
      const all = Array.from({ length: SIZE }, (_, i) => i);
      expect(membersOf(a.set)).toEqual(all.filter((i) => a.members.has(i)));
      expect(membersOf(union(a.set, b.set))).toEqual(
        all.filter((i) => a.members.has(i) || b.members.has(i)),
      );
      expect(membersOf(intersection(a.set, b.set))).toEqual(
        all.filter((i) => a.members.has(i) && b.members.has(i)),
      );
      expect(membersOf(difference(a.set, b.set))).toEqual(
        all.filter((i) => a.members.has(i) && !b.members.has(i)),
      );
      // One form for each set: what has the same members is the same.
      const again = union(difference(a.set, b.set), intersection(a.set, b.set));
      expect(isSame(again, a.set)).toBe(true);
    }
  });

  it('leave out spans that end before they begin', () => {
    expect(spanSet([{ from: 5n, to: 4n }])).toEqual([]);
  });
});

describe('addresses as numbers', () => {
  it.each([
    ['192.0.2.1', 'ipv4', 0xc000_0201n],
    ['::1', 'ipv6', 1n],
    ['fe80::1%eth0', 'ipv6', (0xfe80n << 112n) | 1n],
  ] as const)('%s', (text, family, value) => {
    expect(addressNumber(text)).toEqual({ family, value });
    expect(addressText(value, family)).toBe(text.split('%')[0]);
  });

  it.each(['', 'x', '1.2.3', '1.2.3.4.5', '1:2', '12345::'])('%j is none', (text) => {
    expect(addressNumber(text)).toBeUndefined();
  });
});

describe('spans as people write them', () => {
  it.each([
    ['192.0.2.77', '192.0.2.77'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['10.1.2.3/255.0.0.0', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.0.2.1-192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['192.0.2.0-192.0.2.127', '192.0.2.0/25'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['2001:db8::1/ffff:ffff::', '2001:db8::/32'],
  ])('%s is %s', (text, again) => {
    const span = parseSpan(text)!;
    expect(spanText(span, span.family)).toBe(again);
  });

  it.each([
    '192.0.2.9-192.0.2.1',
    '192.0.2.1-::1',
    '10.0.0.0/33',
    '10.0.0.0/255.0.255.0',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'eth0',
    '',
  ])('%s is none', (text) => {
    expect(parseSpan(text)).toBeUndefined();
  });
});
