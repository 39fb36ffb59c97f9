import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_CORRECTED, slips, slipsAllowed } from './spelling.ts';

describe('slips of spelling', () => {
  it.each<[a: string, b: string, count: number]>([
    ['epson', 'epson', 0],
    ['espon', 'epson', 1],
    ['epsn', 'epson', 1],
    ['eppson', 'epson', 1],
    ['ebson', 'epson', 1],
    ['postgrse', 'postgres', 1],
    ['postgress', 'postgresql', 2],
    ['ca', 'abc', 3],
    ['', 'ab', 2],
  ])('%s and %s: %i', (a, b, count) => {
    expect(slips(a, b, 9)).toBe(count);
    expect(slips(b, a, 9)).toBe(count);
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });

  it('are counted as the recursive definition has it', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(slips(a, b, 9)).toBe(defined(a, b));
      }),
    );
  });

  it('are not counted further than asked for', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
        expect(slips(a, b, most)).toBe(Math.min(defined(a, b), most + 1));
      }),
    );
  });

  it.each<[word: string, allowed: number]>([
    ['ftp', 0],
    ['enpc', 1],
    ['printer', 1],
    ['printers', 2],
    ['12345678', 0],
    ['rfc2188', 0],
    ['q'.repeat(LONGEST_CORRECTED), 2],
    ['q'.repeat(LONGEST_CORRECTED + 1), 0],
  ])('%s may have %i', (word, allowed) => {
    expect(slipsAllowed(word)).toBe(allowed);
  });
});

/** Optimal string alignment, by its definition. */
function defined(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.at(-1), b.at(-1)];
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
  const ways = [
    defined(restA, b) + 1,
    defined(a, restB) + 1,
    defined(restA, restB) + (x === y ? 0 : 1),
  ];
  if (restA.at(-1) === y && restB.at(-1) === x && a.length > 1 && b.length > 1) {
    ways.push(defined(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...ways);
}
