import { describe, expect, it } from 'vitest';
import { bar } from './bar.ts';

describe('a bar', () => {
  it.each<[percent: number, drawn: string]>([
    [0, '··········'],
    [1, '█·········'],
    [6, '█·········'],
    [50, '█████·····'],
    [99, '█████████·'],
    [100, '██████████'],
  ])('of %i percent', (percent, drawn) => {
    expect(bar(percent, 10)).toBe(drawn);
  });

  it('is as long as it is to be, whatever it shows', () => {
    for (let columns = 2; columns < 40; columns++) {
      for (let percent = 0; percent <= 100; percent++) {
        expect(bar(percent, columns)).toHaveLength(columns);
      }
    }
  });

  it('never shrinks while there is more', () => {
    const lengths = Array.from({ length: 101 }, (_, percent) => bar(percent, 30).lastIndexOf('█'));
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });
});
