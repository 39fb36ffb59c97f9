import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { permutation, sweepOrder, sweepTargets } from './sweep-order.ts';

const all = (words: readonly string[], seed = 1, position = 0) =>
  [...sweepOrder(sweepTargets(words), { seed, position })].map(({ address }) => address);

describe('the targets of a sweep', () => {
  it('are counted once, however often they are named', () => {
    const targets = sweepTargets([
      '10.0.0.0/24,10.0.0.7',
      '10.0.0.200-10.0.1.9',
      'fd00::1 fd00::1',
    ]);
    expect(targets.count).toBe(254 + 11 + 1);
    expect([0, 253, 254, 264, 265].map((index) => targets.at(index))).toEqual([
      '10.0.0.1',
      '10.0.0.254',
      '10.0.0.255',
      '10.0.1.9',
      'fd00::1',
    ]);
    expect(() => targets.at(266)).toThrow(RangeError);
  });

  it('are none without a word, and too many in a /0 of IPv6', () => {
    expect(() => sweepTargets([])).toThrow(UsageError);
    expect(() => sweepTargets([' ,'])).toThrow(UsageError);
    expect(() => sweepTargets(['::/0'])).toThrow(UsageError);
    expect(sweepTargets(['0.0.0.0/0']).count).toBe(2 ** 32 - 2);
  });

  it('keep the zones of link-local addresses apart', () => {
    expect(all(['fe80::1%eth0', 'fe80::1%eth1']).toSorted()).toEqual([
      'fe80::1%eth0',
      'fe80::1%eth1',
    ]);
  });
});

describe('their order', () => {
  it('has each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (count, seed) => {
        const place = permutation(count, seed);
        const places = Array.from({ length: count }, (_, i) => place(i));
        expect(new Set(places).size).toBe(count);
        expect(places.every((one) => one >= 0 && one < count)).toBe(true);
      }),
    );
  });

  it('works for as many as there are addresses', () => {
    const place = permutation(2 ** 32, 7);
    const places = Array.from({ length: 1000 }, (_, i) => place(2 ** 32 - 1 - i));
    expect(new Set(places).size).toBe(1000);
    expect(places.every((one) => Number.isInteger(one) && one >= 0 && one < 2 ** 32)).toBe(true);
  });

  it('goes on where it stopped', () => {
    const whole = all(['10.1.0.0/20'], 5);
    expect(all(['10.1.0.0/20'], 5, 1234)).toEqual(whole.slice(1234));
    expect(all(['10.1.0.0/20'], 6)).not.toEqual(whole);
    expect(whole).toHaveLength(4094);
  });

  it('hammers no subnet: 256 in a row are spread over the /24s of a /16 as chance spreads them', () => {
    for (const seed of [0, 1, 2, 3]) {
      const order = all(['10.1.0.0/16'], seed);
      for (let from = 0; from < order.length; from += 256) {
        const subnets = new Map<string, number>();
        for (const address of order.slice(from, from + 256)) {
          const subnet = address.slice(0, address.lastIndexOf('.'));
          subnets.set(subnet, (subnets.get(subnet) ?? 0) + 1);
        }
        // One each on average; more than 12 in one of them comes once in ten thousand million times.
        expect(Math.max(...subnets.values())).toBeLessThanOrEqual(12);
      }
    }
  });

  it('passes over what is to be left alone, and keeps the positions', () => {
    const targets = sweepTargets(['10.0.0.0/29']);
    const order = [...sweepOrder(targets, { seed: 3, skip: new Set(['10.0.0.4']) })];
    expect(order).toHaveLength(5);
    expect(order.map(({ address }) => address)).not.toContain('10.0.0.4');
    expect(new Set(order.map(({ position }) => position)).size).toBe(5);
  });
});
