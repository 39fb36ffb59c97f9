/** What is promised of compression, held against Node's and the one that only stores. */
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../core/bytes/join.ts';
import { BadStreamError, type Compression } from './compression.ts';
import { nodeCompression } from './node/compression.ts';
import { simulatedCompression } from './simulated/compression.ts';

async function deflated(door: Compression, pieces: Iterable<Uint8Array>): Promise<Uint8Array> {
  const out: Uint8Array[] = [];
  for await (const chunk of door.deflate(pieces, 'fast')) out.push(chunk.slice());
  return joinBytes(out);
}

it('stops when there is enough of what would be gigabytes', async () => {
  const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024));
  const pieces = Array.from({ length: 50 }, () => bomb);
  const { length } = await nodeCompression().inflate(pieces, 1000);
  expect(length).toBe(1000);
});

describe.each<[string, Compression]>([
  ['by Node', nodeCompression()],
  ['in memory', simulatedCompression()],
])('compression %s', (_, door) => {
  it.each<[string, number[]]>([
    ['nothing', []],
    ['one piece', [5]],
    ['an empty piece', [0]],
    ['a piece longer than a block', [200_000]],
    ['many pieces', Array.from({ length: 300 }, (_, n) => n)],
  ])('gives back %s', async (_, lengths) => {
    const pieces = lengths.map((length) => Uint8Array.from({ length }, (_, n) => n * 7));
    expect(joinBytes([inflateSync(await deflated(door, pieces))])).toEqual(joinBytes(pieces));
  });

  it('is done with a piece when it asks for the next', async () => {
    const reused = new Uint8Array(1000);
    function* pieces() {
      for (const value of [1, 2, 3]) yield reused.fill(value);
    }
    const back = inflateSync(await deflated(door, pieces()));
    expect([back.length, back[0], back[1500], back[2999]]).toEqual([3000, 1, 2, 3]);
  });

  it('takes back what it gave, what of it is there, and no more than is wanted', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n * 7);
    const packed = await deflated(door, [bytes]);
    const halves = [packed.subarray(0, 1000), packed.subarray(1000)];
    expect(await door.inflate(halves, 200_000)).toEqual(bytes);
    expect(await door.inflate(halves, 12_345)).toEqual(bytes.subarray(0, 12_345));
    const cut = await door.inflate([packed.subarray(0, 90)], 200_000);
    expect(cut).toEqual(bytes.subarray(0, cut.length));
    await expect(door.inflate([Uint8Array.of(1, 2, 3, 4, 5, 6, 7)], 10)).rejects.toThrow(
      BadStreamError,
    );
  });

  it('may be left before its end', async () => {
    const pieces = Array.from({ length: 50 }, () =>
      Uint8Array.from({ length: 50_000 }, (_, n) => n * n),
    );
    for await (const chunk of door.deflate(pieces, 'small')) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
