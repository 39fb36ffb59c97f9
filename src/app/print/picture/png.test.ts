/** Every kind of PNG, written here by rule, read back as what it shows. */
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../core/bytes/join.ts';
import { UsageError } from '../../../core/errors.ts';
import { nodeCompression } from '../../../platform/node/compression.ts';
import { decodePng } from './png.ts';

const compression = nodeCompression();
const decode = (bytes: Uint8Array) =>
  decodePng(bytes, 'it.png', (packed, limit) => compression.inflate(packed, limit));

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The checksum is not looked at, and is 0 here. */
function chunk(kind: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(kind), 4);
  bytes.set(content, 8);
  return bytes;
}

interface Made {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly isInterlaced?: boolean;
  /** Samples of a pixel. */
  readonly at: (x: number, y: number) => readonly number[];
  readonly palette?: Uint8Array;
  readonly transparency?: Uint8Array;
}

/** W3C PNG, 8.2. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function pngOf(made: Made): Uint8Array {
  const { width, height, depth, colour, isInterlaced = false, at, palette, transparency } = made;
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colour, 0, 0, isInterlaced ? 1 : 0], 8);
  const raw: number[] = [];
  for (const [x0, y0, dx, dy] of isInterlaced ? PASSES : [[0, 0, 1, 1] as const]) {
    if (x0 >= width) continue;
    for (let y = y0; y < height; y += dy) {
      raw.push(0);
      let bits = '';
      for (let x = x0; x < width; x += dx) {
        bits += at(x, y)
          .map((sample) => sample.toString(2).padStart(depth, '0'))
          .join('');
      }
      bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
      for (let bit = 0; bit < bits.length; bit += 8)
        raw.push(Number.parseInt(bits.slice(bit, bit + 8), 2));
    }
  }
  return joinBytes([
    SIGNATURE,
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    ...(transparency ? [chunk('tRNS', transparency)] : []),
    chunk('IDAT', deflateSync(Uint8Array.from(raw))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

const pixels = (rgb: Uint8Array) =>
  Array.from({ length: rgb.length / 3 }, (_, at) => [...rgb.subarray(at * 3, at * 3 + 3)].join());

const refused = (problem: unknown) =>
  problem instanceof UsageError ? 'refused' : `a bug: ${String(problem)}`;

describe('a PNG', () => {
  it.each([1, 2, 4, 8, 16])('of greys with %d bits, straight or interlaced', async (depth) => {
    for (const isInterlaced of [false, true]) {
      const most = 2 ** depth - 1;
      const at = (x: number, y: number) => [(x * 3 + y * 5) & most];
      const { rgb } = await decode(
        pngOf({ width: 11, height: 13, depth, colour: 0, isInterlaced, at }),
      );
      const wanted = Array.from({ length: 143 }, (_, n) => {
        const grey = Math.round((at(n % 11, Math.floor(n / 11))[0]! * 255) / most);
        return `${grey},${grey},${grey}`;
      });
      expect(pixels(rgb)).toEqual(wanted);
    }
  });

  it.each([1, 2, 4, 8])('of a palette with %d bits, part of it transparent', async (depth) => {
    const palette = Uint8Array.of(255, 0, 0, 0, 0, 200);
    const transparency = Uint8Array.of(255, 51);
    const at = (x: number) => [x & 1];
    const { rgb } = await decode(
      pngOf({ width: 3, height: 1, depth, colour: 3, at, palette, transparency }),
    );
    // A fifth of blue on white.
    expect(pixels(rgb)).toEqual(['255,0,0', '204,204,244', '255,0,0']);
  });

  it('with one colour that is transparent, or with alpha, lies on white', async () => {
    const clear = await decode(
      pngOf({
        width: 2,
        height: 1,
        depth: 8,
        colour: 2,
        at: (x) => [x * 10, 20, 30],
        transparency: Uint8Array.of(0, 10, 0, 20, 0, 30),
      }),
    );
    expect(pixels(clear.rgb)).toEqual(['0,20,30', '255,255,255']);
    const half = await decode(
      pngOf({ width: 1, height: 1, depth: 8, colour: 4, at: () => [0, 128] }),
    );
    expect(pixels(half.rgb)).toEqual(['127,127,127']);
  });

  it('as another library writes it, with all its filters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(1, 3),
        fc.constantFrom('null' as const, 'Adam7' as const),
        fc.infiniteStream(fc.nat(255)),
        async (width, height, channels, interlace, stream) => {
          const data = Uint8Array.from(
            { length: width * height * channels },
            () => stream.next().value,
          );
          const { rgb } = await decode(
            encode({ width, height, channels, data, depth: 8 }, { interlace }),
          );
          const wanted =
            channels === 3
              ? data
              : data.reduce<number[]>((all, one) => (all.push(one, one, one), all), []);
          expect([...rgb]).toEqual([...wanted]);
        },
      ),
      { seed: 9, numRuns: 30 },
    );
  });

  it('that is cut, or flipped anywhere, is read or refused in a sentence', async () => {
    const whole = pngOf({
      width: 9,
      height: 9,
      depth: 2,
      colour: 0,
      isInterlaced: true,
      at: (x, y) => [(x + y) & 3],
    });
    const tries = [
      ...Array.from(whole, (_, length) => whole.subarray(0, length)),
      ...Array.from(whole, (_, at) =>
        whole.map((octet, place) => (place === at ? octet ^ 0x11 : octet)),
      ),
    ];
    const outcomes = new Set<string>();
    for (const bytes of tries) outcomes.add(await decode(bytes).then(() => 'read', refused));
    expect(outcomes).toEqual(new Set(['read', 'refused']));
  });

  it('that claims to be larger than memory is refused before it is taken apart', async () => {
    const bytes = pngOf({ width: 1, height: 1, depth: 8, colour: 0, at: () => [0] });
    new DataView(bytes.buffer).setUint32(16, 100_000);
    new DataView(bytes.buffer).setUint32(20, 100_000);
    await expect(decode(bytes)).rejects.toThrow('100000 x 100000 pixels');
  });

  it('that goes on for ever is read as far as it is one', async () => {
    const header = pngOf({ width: 4, height: 1, depth: 8, colour: 0, at: () => [7] });
    const bytes = joinBytes([
      header.subarray(0, 33),
      chunk('IDAT', deflateSync(new Uint8Array(32 * 1024 * 1024))),
    ]);
    expect((await decode(bytes)).rgb).toEqual(new Uint8Array(12));
  });
});
