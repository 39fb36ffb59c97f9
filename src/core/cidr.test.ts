import * as fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import {
  directedBroadcast,
  hostRange,
  inPrefix,
  numbered,
  parsePrefix,
  parseRange,
  rangeSize,
  written,
} from './cidr.ts';
import { UsageError } from './errors.ts';

const ends = (word: string) => {
  const { family, first, last, zone } = parseRange(word);
  return [first, last].map((number) => written({ family, number, ...(zone && { zone }) }));
};

describe('a range', () => {
  it.each([
    ['192.168.1.0/24', '192.168.1.1', '192.168.1.254'],
    ['192.168.1.77/24', '192.168.1.1', '192.168.1.254'],
    ['10.0.0.0/31', '10.0.0.0', '10.0.0.1'],
    ['10.0.0.9/32', '10.0.0.9', '10.0.0.9'],
    ['10.0.0.9', '10.0.0.9', '10.0.0.9'],
    ['10.0.0.1-50', '10.0.0.1', '10.0.0.50'],
    ['10.0.0.1-10.0.3.254', '10.0.0.1', '10.0.3.254'],
    ['fd00::/126', 'fd00::', 'fd00::3'],
    ['fe80::1%eth0', 'fe80::1%eth0', 'fe80::1%eth0'],
    ['fd00::1-fd00::ff', 'fd00::1', 'fd00::ff'],
  ])('%s', (word, first, last) => {
    expect(ends(word)).toEqual([first, last]);
  });

  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.50-1',
    '10.0.0.1-256',
    '10.0.0.1-2-3',
    '10.0.0.1-fd00::1',
    'fd00::1-9',
    'fd00::/129',
    'printer.example',
    '10.0.0.01',
  ])('"%s" is none', (word) => {
    expect(() => parseRange(word)).toThrow(UsageError);
  });

  it('of an IPv4 prefix has all but two of its addresses', () => {
    for (let bits = 0; bits <= 30; bits++) {
      const prefix = parsePrefix(`0.0.0.0/${bits}`);
      expect(rangeSize(hostRange(prefix, ''))).toBe(2n ** BigInt(32 - bits) - 2n);
    }
  });
});

describe('a prefix', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());

  it('holds what another library says that it holds', () => {
    fc.assert(
      fc.property(address, address, fc.nat(128), (base, other, length) => {
        const four = !base.includes(':');
        const bits = four ? length % 33 : length;
        const [a, b] = [ipaddr.parse(base), ipaddr.parse(other)];
        const theirs = a.kind() === b.kind() && (b as ipaddr.IPv4).match(a as ipaddr.IPv4, bits);
        expect(inPrefix(parsePrefix(`${base}/${bits}`), numbered(other))).toBe(theirs);
      }),
    );
  });

  it('holds the addresses of its own range', () => {
    fc.assert(
      fc.property(address, fc.nat(128), (base, length) => {
        const bits = base.includes(':') ? length : length % 33;
        const prefix = parsePrefix(`${base}/${bits}`);
        const { family, first, last } = hostRange(prefix, '');
        for (const number of [first, last]) {
          expect(inPrefix(prefix, { family, number })).toBe(true);
        }
      }),
    );
  });
});

it('writes what it reads', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      expect(numbered(written(numbered(text)))).toEqual(numbered(text));
    }),
  );
});

it.each([
  ['192.0.2.7', 24, '192.0.2.255'],
  ['10.1.2.3', 8, '10.255.255.255'],
  ['10.1.2.3', 30, '10.1.2.3'],
  ['10.1.2.1', 29, '10.1.2.7'],
  ['10.1.2.1', 31, undefined],
  ['10.1.2.1', 32, undefined],
] as const)('everybody in the subnet of %s/%i is %s', (address, bits, everybody) => {
  expect(directedBroadcast(address, bits)).toBe(everybody);
});
