import { describe, expect, it } from 'vitest';
import { SeedRows } from './seed-rows.ts';

const printed = (seeds: SeedRows): Record<string, number[]> =>
  Object.fromEntries([...seeds.print()].map(({ inks, data }) => [inks.join(), [...data]]));

describe('seed rows', () => {
  it('keep what is not written over', () => {
    const seeds = new SeedRows();
    seeds.write(0, ['black'], 0, Uint8Array.of(1, 2, 3));
    expect(printed(seeds)).toEqual({ black: [1, 2, 3] });
    seeds.write(0, ['black'], 8, Uint8Array.of(9));
    expect(printed(seeds)).toEqual({ black: [1, 9, 3] });
    expect(seeds.isPending).toBe(false);
  });

  it('are one for each colour, and forgotten one by one', () => {
    const seeds = new SeedRows();
    seeds.write(0, ['black'], 0, Uint8Array.of(1));
    seeds.write(2, ['cyan'], 16, Uint8Array.of(2));
    seeds.clear(0);
    expect(printed(seeds)).toEqual({ cyan: [0, 0, 2] });
  });

  it('take dots between bytes', () => {
    const seeds = new SeedRows();
    seeds.write(0, ['black'], 0, Uint8Array.of(0xff, 0xff, 0xff));
    seeds.write(0, ['black'], 4, Uint8Array.of(0x00));
    expect(printed(seeds)).toEqual({ black: [0xf0, 0x0f, 0xff] });
  });

  it('end somewhere, however far a job moves', () => {
    const seeds = new SeedRows();
    seeds.write(0, ['black'], 4095 * 8, Uint8Array.of(1, 2, 3));
    seeds.write(0, ['black'], 1e9, Uint8Array.of(1, 2, 3));
    seeds.write(0, ['black'], 1e15 + 4, Uint8Array.of(1, 2, 3));
    expect(printed(seeds)['black']!.length).toBeLessThanOrEqual(4096);
  });
});
