/** Captures of both formats in all their variants, cut anywhere and spoilt anywhere. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/bytes/hex.ts';
import { joinBytes } from '../core/bytes/join.ts';
import { captureStart, packetBlock } from '../core/capture/pcapng.ts';
import { mutations } from '../core/mutations.ts';
import { formatTime, LONGEST_FRAME, type Frame } from './capture.ts';
import { captureReader, foreignCapture } from './open.ts';

/** Hexadecimal with numbers in it: `u32(1)` in the order of bytes of the file. */
const order = (isLittle: boolean) => {
  const number = (length: number) => (value: number | bigint) => {
    const text = BigInt.asUintN(8 * length, BigInt(value))
      .toString(16)
      .padStart(2 * length, '0');
    return isLittle ? text.match(/../g)!.toReversed().join('') : text;
  };
  return { u16: number(2), u32: number(4), u64: number(8) };
};

function pcap(isLittle: boolean, isNano: boolean, link = 1): Uint8Array {
  const { u16, u32 } = order(isLittle);
  const header = [
    u32(isNano ? 0xa1b23c4d : 0xa1b2c3d4),
    u16(2) + u16(4),
    u32(0),
    u32(0),
    u32(65_535),
    u32(link),
  ];
  const packet = (seconds: number, fraction: number, bytes: string, length: number) =>
    u32(seconds) + u32(fraction) + u32(bytes.length / 2) + u32(length) + bytes;
  return fromHex(
    header.join('') +
      packet(1_700_000_000, 5, 'aabbcc', 3) +
      packet(1_700_000_001, 999_999, 'dd', 60),
  );
}

interface Variation {
  readonly isLittle: boolean;
  readonly resolution?: number;
  readonly offset?: number;
}

/** A section of pcapng with an interface of Ethernet and one of raw IP. */
function section({ isLittle, resolution, offset }: Variation): (string | ((o: Order) => string))[] {
  const o = order(isLittle);
  const option = (code: number, hex: string) =>
    o.u16(code) + o.u16(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 8) * 8, '0');
  const options = [
    ...(resolution === undefined ? [] : [option(9, resolution.toString(16).padStart(2, '0'))]),
    ...(offset === undefined ? [] : [option(14, o.u64(offset))]),
    option(0, ''),
  ].join('');
  return [
    block(o, 0x0a0d0d0a, o.u32(0x1a2b3c4d) + o.u16(1) + o.u16(0) + o.u64(-1)),
    block(o, 1, o.u16(1) + o.u16(0) + o.u32(2) + options),
    block(o, 1, o.u16(101) + o.u16(0) + o.u32(0)),
  ];
}

type Order = ReturnType<typeof order>;

function block(o: Order, type: number, body: string): string {
  const padded = body.padEnd(Math.ceil(body.length / 8) * 8, '0');
  const length = o.u32(12 + padded.length / 2);
  return o.u32(type) + length + padded + length;
}

const enhanced = (o: Order, index: number, units: bigint, bytes: string, length: number) =>
  block(
    o,
    6,
    o.u32(index) +
      o.u32(units >> 32n) +
      o.u32(units & 0xffffffffn) +
      o.u32(bytes.length / 2) +
      o.u32(length) +
      bytes,
  );

function read(bytes: Uint8Array, pieces = bytes.length): { frames: Frame[]; problem?: string } {
  const reader = captureReader(bytes);
  if (!reader) return { frames: [], problem: 'no capture' };
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; at += pieces) {
    for (const frame of reader.push(bytes.slice(at, at + pieces))) {
      frames.push({ ...frame, bytes: frame.bytes.slice() });
    }
  }
  reader.end();
  return { frames, ...(reader.problem !== undefined && { problem: reader.problem }) };
}

const flat = (frames: readonly Frame[]) =>
  frames.map(({ number, time, link, bytes, length }) => [
    number,
    time && formatTime(time),
    link,
    toHex(bytes),
    length,
  ]);

describe('pcap', () => {
  it.each([
    [true, false, '000005Z', '2023-11-14T22:13:21.999999Z'],
    [false, false, '000005Z', '2023-11-14T22:13:21.999999Z'],
    [true, true, '000000005Z', '2023-11-14T22:13:21.000999999Z'],
    [false, true, '000000005Z', '2023-11-14T22:13:21.000999999Z'],
  ])('little endian %s, nanoseconds %s', (isLittle, isNano, fraction, second) => {
    const { frames, problem } = read(pcap(isLittle, isNano));
    expect(problem).toBeUndefined();
    expect(flat(frames)).toEqual([
      [1, `2023-11-14T22:13:20.${fraction}`, 1, 'aabbcc', 3],
      [2, second, 1, 'dd', 60],
    ]);
  });

  it('what else stands in the word of the link type does not count', () => {
    expect(read(pcap(true, false, 0x1400_0071)).frames[0]!.link).toBe(113);
  });

  it('a length that cannot be is told, and nothing after it believed', () => {
    const bytes = pcap(false, false);
    new DataView(bytes.buffer).setUint32(24 + 8, LONGEST_FRAME + 1);
    const { frames, problem } = read(bytes);
    expect(frames).toEqual([]);
    expect(problem).toBe(
      'packet 1 is said to have 262145 bytes: the capture is broken from there on',
    );
  });

  it('another version is refused', () => {
    const bytes = pcap(true, false);
    bytes[4] = 9;
    expect(read(bytes).problem).toContain('version 9.4');
  });
});

describe('pcapng', () => {
  it.each([true, false])('little endian %s: every kind of packet', (isLittle) => {
    const o = order(isLittle);
    const units = 1_700_000_000_000_005n;
    const parts = [
      ...section({ isLittle }),
      // A block of a type that nobody knows, and statistics.
      block(o, 0x0bad, '00112233'),
      enhanced(o, 0, units, 'aabbcc', 3),
      enhanced(o, 1, units, '45', 1),
      // Simple: without a time, as much of it as its interface kept.
      block(o, 3, o.u32(99) + 'eeff'),
      // Obsolete.
      block(
        o,
        2,
        o.u16(1) +
          o.u16(7) +
          o.u32(units >> 32n) +
          o.u32(units & 0xffffffffn) +
          o.u32(1) +
          o.u32(1) +
          'ab',
      ),
    ];
    const { frames, problem } = read(fromHex(parts.join('')));
    expect(problem).toBeUndefined();
    const time = '2023-11-14T22:13:20.000005Z';
    expect(flat(frames)).toEqual([
      [1, time, 1, 'aabbcc', 3],
      [2, time, 101, '45', 1],
      [3, undefined, 1, 'eeff', 99],
      [4, time, 101, 'ab', 1],
    ]);
  });

  it.each([
    ['milliseconds', { resolution: 3 }, 1_700_000_000_005n, '2023-11-14T22:13:20.005Z'],
    [
      'nanoseconds',
      { resolution: 9 },
      1_700_000_000_000_000_005n,
      '2023-11-14T22:13:20.000000005Z',
    ],
    ['seconds', { resolution: 0 }, 1_700_000_000n, '2023-11-14T22:13:20Z'],
    ['halves', { resolution: 0x81 }, 3_400_000_001n, '2023-11-14T22:13:20.500000000Z'],
    ['an offset', { offset: 10 }, 1_700_000_000_000_005n, '2023-11-14T22:13:30.000005Z'],
    ['an offset back', { offset: -10 }, 1_700_000_000_000_005n, '2023-11-14T22:13:10.000005Z'],
    ['a time that no calendar has', { resolution: 0 }, 0xffff_ffff_ffff_ffffn, undefined],
    ['a time before time began', { offset: -9_000_000_000 }, 5n, undefined],
  ])('%s', (_, variation, units, time) => {
    const isLittle = true;
    const parts = [
      ...section({ isLittle, ...variation }),
      enhanced(order(isLittle), 0, units, 'aa', 1),
    ];
    expect(flat(read(fromHex(parts.join(''))).frames)).toEqual([[1, time, 1, 'aa', 1]]);
  });

  it('a second section has an order of bytes and interfaces of its own', () => {
    const [little, big] = [order(true), order(false)];
    const parts = [
      ...section({ isLittle: true }),
      enhanced(little, 1, 0n, 'aa', 1),
      ...section({ isLittle: false }).slice(0, 2),
      enhanced(big, 0, 0n, 'bb', 1),
      enhanced(big, 1, 0n, 'cc', 1),
    ];
    const { frames, problem } = read(fromHex(parts.join('')));
    expect(frames.map(({ number, link }) => [number, link])).toEqual([
      [1, 101],
      [2, 1],
    ]);
    expect(problem).toBe('packet 3 is of interface 1, which its section does not have');
  });

  it('what we write ourselves', () => {
    const time = Date.UTC(2026, 10, 21, 2, 3, 4, 567);
    const start = captureStart({ comment: 'made up', program: 'a test', interfaceName: 'none' });
    const packet = packetBlock({ time, bytes: Uint8Array.of(1, 2, 3), length: 9, comment: 'x' });
    expect(flat(read(joinBytes([start, packet])).frames)).toEqual([
      [1, '2026-11-21T02:03:04.567Z', 101, '010203', 9],
    ]);
  });

  it('a block that is not read may be longer than memory', () => {
    const o = order(true);
    const long = fromHex(section({ isLittle: true }).join('') + o.u32(0x0bad) + o.u32(0xffff_fff0));
    const reader = captureReader(long)!;
    reader.push(long);
    for (let i = 0; i < 100; i++) expect(reader.push(new Uint8Array(65_536))).toEqual([]);
    reader.end();
    expect(reader.problem).toContain('in the middle of a block');
  });
});

const FILES = [
  pcap(true, false),
  pcap(false, true),
  fromHex([...section({ isLittle: true }), enhanced(order(true), 1, 77n, 'aabbcc', 3)].join('')),
  fromHex(
    [...section({ isLittle: false, resolution: 9 }), enhanced(order(false), 0, 77n, 'aa', 1)].join(
      '',
    ),
  ),
];

describe('any capture', () => {
  it('is the same in pieces of any length', () => {
    for (const bytes of FILES) {
      const whole = read(bytes);
      for (const length of [4, 5, 7, 16, 33]) expect(read(bytes, length)).toEqual(whole);
    }
  });

  it('may end anywhere, and says so', () => {
    for (const bytes of FILES) {
      const { frames } = read(bytes);
      for (let end = 4; end < bytes.length; end++) {
        const cut = read(bytes.slice(0, end));
        expect(frames.slice(0, cut.frames.length)).toEqual(cut.frames);
        // Between packets, or blocks, nobody can tell.
        expect(cut.problem ?? 'ends in a good place').toContain('ends in');
      }
    }
  });

  it('may be spoilt anywhere, and is read all the same', () => {
    for (const bytes of FILES) {
      for (const spoilt of mutations(bytes)) {
        for (const frame of read(spoilt).frames) {
          expect(frame.bytes.length <= frame.length).toBe(true);
          const written = frame.time ? formatTime(frame.time) : '1970-01-01T00:00:00Z';
          expect(written).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        }
      }
    }
    expect(FILES).toHaveLength(4);
  });
});

it.each(['1f8b08', '28b52ffd', '04224d18', 'a1b2cd34', '736e6f6f7000'])(
  '%s is told apart',
  (hex) => {
    const bytes = fromHex(`${hex}00000000`);
    expect(captureReader(bytes)).toBeUndefined();
    expect(foreignCapture(bytes)).toMatch(/^It is /);
  },
);
