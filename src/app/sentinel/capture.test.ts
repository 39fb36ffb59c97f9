import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOCK_ENDS, type KnockEnd } from '../../survey/knock.ts';
import { captureBegin, captureOf } from './capture.ts';
import type { Piece, Visit } from './hearing/visit.ts';

const text = (words: string) => new TextEncoder().encode(words);

const piece = (time: number, words: string, length = words.length): Piece => ({
  time,
  bytes: text(words),
  length,
});

function visit(pieces: readonly Piece[], ended?: KnockEnd, source = '192.0.2.1'): Visit {
  return {
    knock: {
      kind: 'knock',
      time: 1_000_000,
      transport: ended === undefined ? 'udp' : 'tcp',
      source: { address: source, port: 4000 },
      local: { address: source.includes(':') ? '::' : '192.0.2.2', port: 621 },
      bytes: new Uint8Array(),
      length: 0,
      ...(ended !== undefined && { ended, stayed: 500 }),
    },
    pieces,
  };
}

interface Packet {
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** The packets of some blocks; fails where their structure is broken. */
function packetsOf(blocks: Uint8Array): Packet[] {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length);
  const packets: Packet[] = [];
  for (let at = 0; at < blocks.length;) {
    const size = view.getUint32(at + 4);
    expect(size % 4).toBe(0);
    expect(at + size).toBeLessThanOrEqual(blocks.length);
    expect(view.getUint32(at + size - 4)).toBe(size);
    if (view.getUint32(at) === 6) {
      const kept = view.getUint32(at + 20);
      packets.push({
        time: view.getUint32(at + 12) * 2 ** 32 + view.getUint32(at + 16),
        bytes: blocks.slice(at + 28, at + 28 + kept),
        length: view.getUint32(at + 24),
      });
    }
    at += size;
  }
  return packets;
}

/** Of a segment over IPv4. */
function segmentOf({ bytes }: Packet) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    isOurs: view.getUint16(20) === 621,
    sequence: view.getUint32(24),
    acknowledgement: view.getUint32(28),
    flags: bytes[33]!,
    payload: new TextDecoder('latin1').decode(bytes.slice(40)),
  };
}

describe('a capture', () => {
  it('of a datagram is one packet with its payload, cut as it was kept', () => {
    const [packet, ...more] = packetsOf(captureOf(visit([piece(1_000_000, 'begin', 900)])));
    expect(more).toEqual([]);
    expect(packet).toMatchObject({ time: 1_000_000, length: 928 });
    expect(packet!.bytes).toHaveLength(33);
  });

  it('of a connection is a conversation in which we say nothing', () => {
    const packets = packetsOf(
      captureOf(visit([piece(1_000_100, 'hello'), piece(1_000_200, 'world', 7)], 'left')),
    );
    const segments = packets.map(segmentOf);
    expect(
      segments
        .filter(({ isOurs }) => isOurs)
        .map(({ payload }) => payload)
        .join(''),
    ).toBe('');
    expect(segments.filter(({ payload }) => payload !== '')).toMatchObject([
      { sequence: 1, acknowledgement: 1, payload: 'hello' },
      { sequence: 6, acknowledgement: 1, payload: 'world' },
    ]);
    expect(segments.at(-3)).toMatchObject({ isOurs: false, sequence: 13, flags: 0x11 });
    expect(segments.at(-2)).toMatchObject({ isOurs: true, acknowledgement: 14, flags: 0x11 });
    expect(packets.map(({ time }) => time)).toEqual(packets.map(({ time }) => time).toSorted());
    expect(packets.at(-1)!.time).toBe(1_000_500);
  });

  it.each<[ended: KnockEnd, isOurs: boolean]>([
    ['reset', false],
    ['late', true],
    ['enough', true],
    ['crowded', true],
    ['stopped', true],
  ])('of a connection that was over by %s ends with a reset of ours: %s', (ended, isOurs) => {
    const last = packetsOf(captureOf(visit([], ended)))
      .map(segmentOf)
      .at(-1);
    expect(last).toMatchObject({ isOurs, flags: 0x14 });
  });

  it('has none of whom nobody knows where he came from', () => {
    expect(captureOf(visit([], 'reset', ''))).toHaveLength(0);
  });

  it('is well formed whatever was said', () => {
    const pieces = fc.array(
      fc.record({
        time: fc.integer({ min: 0, max: 2 ** 45 }),
        bytes: fc.uint8Array({ maxLength: 300 }),
        length: fc.integer({ min: 0, max: 200_000 }),
      }),
      { maxLength: 5 },
    );
    const endings = fc.option(fc.constantFrom(...KNOCK_ENDS), { nil: undefined });
    const sources = fc.constantFrom('192.0.2.1', '2001:db8::1', 'fe80::1%eth0', '::1');
    fc.assert(
      fc.property(pieces, endings, sources, (said, ended, source) => {
        const whole = said.map((one) => ({
          ...one,
          length: Math.max(
            one.bytes.length,
            ended === undefined ? one.length % 65_000 : one.length,
          ),
        }));
        const packets = packetsOf(captureOf(visit(whole, ended, source)));
        for (const { bytes, length } of packets) {
          expect(length).toBeGreaterThanOrEqual(bytes.length);
          expect(length).toBeLessThan(66_000);
        }
      }),
    );
    expect(packetsOf(captureBegin())).toEqual([]);
  });
});
