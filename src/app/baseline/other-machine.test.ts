import { describe, expect, it } from 'vitest';
import { otherMachine } from './other-machine.ts';

describe('a baseline of another machine', () => {
  const box = { host: { name: 'box', system: 'linux' } };
  it.each([
    ['the same', box, box, /^nothing$/],
    ['a file, which has no name', { host: { name: '', system: 'linux' } }, box, /^nothing$/],
    [
      'a renamed host',
      box,
      { host: { name: 'web', system: 'linux' } },
      /made on box, and this is web$/,
    ],
    [
      'another system',
      box,
      { host: { name: 'box', system: 'darwin' } },
      /: linux, where this is darwin$/,
    ],
    ['a system that is not told', box, { host: { name: 'box', system: 'unknown' } }, /^nothing$/],
    [
      'a listing',
      box,
      { host: { name: 'box.txt', system: 'linux' }, listedBy: 'ss' },
      /made it on box, and it is held against what ss listed \(box\.txt\)$/,
    ],
    [
      'two listings, whose names are those of files',
      { host: { name: 'monday.txt', system: 'linux' }, listedBy: 'ss' },
      { host: { name: 'tuesday.txt', system: 'linux' }, listedBy: 'ss' },
      /^nothing$/,
    ],
  ] as const)('%s', (_, then, now, said) => {
    expect(otherMachine(then, now) ?? 'nothing').toMatch(said);
  });
});
