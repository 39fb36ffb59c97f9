/** From links to what two ends say to each other: every layer, in order and out of order, cut and spoilt. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/bytes/hex.ts';
import { joinBytes } from '../core/bytes/join.ts';
import { TCP_FLAGS, tcpPacket, udpPacket, type PacketWay } from '../core/capture/packet.ts';
import { mutations } from '../core/mutations.ts';
import { seededRandom } from '../core/random.ts';
import type { Frame } from './capture.ts';
import { Dissector, type Utterance } from './dissect.ts';

const FOUR: PacketWay = {
  from: { address: Uint8Array.of(192, 0, 2, 1), port: 49152 },
  to: { address: Uint8Array.of(192, 0, 2, 2), port: 3289 },
};
const SIX: PacketWay = {
  from: { address: fromHex('20010db8000000000000000000000001'), port: 49152 },
  to: { address: fromHex('20010db8000000000000000000000002'), port: 3289 },
};
const RAW = 101;
const text = (words: string) => new TextEncoder().encode(words);
const words = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const frame = (link: number, bytes: Uint8Array, length = bytes.length): Frame => ({
  number: 1,
  link,
  bytes,
  length,
});

function dissect(...frames: readonly Frame[]) {
  const dissector = new Dissector();
  const uttered = frames.flatMap((one) => dissector.take(one));
  return { uttered, skipped: Object.fromEntries(dissector.skipped()) };
}

const said = (uttered: readonly Utterance[]) => uttered.map(({ bytes }) => words(bytes));

describe('links', () => {
  const packet = toHex(udpPacket(FOUR, { bytes: text('hello') }));
  const sixth = toHex(udpPacket(SIX, { bytes: text('hello') }));
  const ether = '001122334455aabbccddeeff';

  it.each([
    ['Ethernet', 1, `${ether}0800${packet}`],
    ['Ethernet, filled up', 1, `${ether}0800${packet}00000000000000000000`],
    ['Ethernet with IPv6', 1, `${ether}86dd${sixth}`],
    ['a VLAN', 1, `${ether}810000070800${packet}`],
    ['a VLAN in a VLAN', 1, `${ether}88a8000781000008${'0800'}${packet}`],
    ['IEEE 802.3 with SNAP', 1, `${ether}0029aaaa030000000800${packet}`],
    ['Linux, cooked', 113, `00000001000600112233445500000800${packet}`],
    ['Linux, cooked, with a VLAN', 113, `000000010006001122334455000081000007${'0800'}${packet}`],
    ['Linux, cooked again', 276, `0800000000000002000100060011223344550000${packet}`],
    ['Linux, cooked again, IPv6', 276, `86dd000000000002000100060011223344550000${sixth}`],
    [
      'Linux, cooked again, with a VLAN',
      276,
      `810000000000000200010006001122334455000000070800${packet}`,
    ],
    ['raw', 101, packet],
    ['raw IPv6', 229, sixth],
    ['a loopback of macOS', 0, `02000000${packet}`],
    ['a loopback of macOS with IPv6', 0, `1e000000${sixth}`],
    ['a loopback of OpenBSD', 108, `00000018${sixth}`],
  ])('%s', (_, link, hex) => {
    const { uttered, skipped } = dissect(frame(link, fromHex(hex)));
    expect(skipped).toEqual({});
    expect(uttered).toMatchObject([
      { kind: 'datagram', from: { port: 49152 }, to: { port: 3289 }, missing: 0 },
    ]);
    expect(said(uttered)).toEqual(['hello']);
  });

  it.each([
    [1, `${ether}0806000108000604`, 'ARP'],
    [1, `${ether}88cc0207`, 'LLDP'],
    [1, `${ether}1234`, 'ethertype 0x1234'],
    [1, `${ether}0003424203`, 'IEEE 802.2 LLC'],
    [1, '0011', 'cut in the link header'],
    [276, '0800', 'cut in the link header'],
    [0, '07000000', 'address family 7'],
    [105, '0000', 'link type 105 (IEEE 802.11), not supported'],
    [4242, '0000', 'link type 4242, not supported'],
    [101, '', 'cut in the IP header'],
    [101, '00', 'not IP'],
    [101, '45000014', 'cut in the IP header'],
    [101, packet.replace(/^45/, '41'), 'a broken IP header'],
    [101, `${packet.slice(0, 18)}01${packet.slice(20)}`, 'ICMP'],
    [101, `${packet.slice(0, 18)}ff${packet.slice(20)}`, 'IP protocol 255'],
    [101, packet.slice(0, 50), 'cut in the UDP header'],
    [101, `${packet.slice(0, 48)}0007${packet.slice(52)}`, 'a broken UDP header'],
  ])('link type %i, %s: %s', (link, hex, reason) => {
    expect(dissect(frame(link, fromHex(hex)))).toEqual({ uttered: [], skipped: { [reason]: 1 } });
  });
});

describe('IP', () => {
  it('options of IPv4 are passed over', () => {
    const packet = udpPacket(FOUR, { bytes: text('hello') });
    const header = packet.slice(0, 20);
    header[0] = 0x46;
    header[3]! += 4;
    const long = joinBytes([header, fromHex('94040000'), packet.slice(20)]);
    expect(said(dissect(frame(RAW, long)).uttered)).toEqual(['hello']);
  });

  it('extension headers of IPv6 are passed over', () => {
    const packet = udpPacket(SIX, { bytes: text('hello') });
    const header = packet.slice(0, 40);
    header[6] = 0;
    header[5]! += 28;
    // Hop-by-hop options, authentication, and a fragment header of a packet that is whole.
    const headers = fromHex(
      ['3300050200000000', '2c01000000000000', '00000000', '1100000000000007'].join(''),
    );
    const long = joinBytes([header, headers, packet.slice(40)]);
    expect(said(dissect(frame(RAW, long)).uttered)).toEqual(['hello']);
  });

  it('a length that a network card was to fill in is as long as it is', () => {
    const packet = udpPacket(FOUR, { bytes: text('hello') });
    packet.fill(0, 2, 4);
    expect(said(dissect(frame(RAW, packet)).uttered)).toEqual(['hello']);
  });

  it('what was not captured is counted', () => {
    const packet = udpPacket(FOUR, { bytes: text('hello, world') });
    const { uttered } = dissect(frame(RAW, packet.slice(0, 33), packet.length));
    expect(uttered).toMatchObject([{ missing: 7 }]);
    expect(said(uttered)).toEqual(['hello']);
  });
});

/** A packet of IPv4 in fragments of so many bytes. */
function fragments(packet: Uint8Array, size: number, identification = 7): Uint8Array[] {
  const payload = packet.slice(20);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const part = payload.slice(at, at + size);
    const header = packet.slice(0, 20);
    const view = new DataView(header.buffer);
    view.setUint16(2, 20 + part.length);
    view.setUint16(4, identification);
    view.setUint16(6, (at + size < payload.length ? 0x2000 : 0) | (at / 8));
    pieces.push(joinBytes([header, part]));
  }
  return pieces;
}

describe('fragments', () => {
  const long = text('0123456789'.repeat(30));
  const packet = udpPacket(FOUR, { bytes: long });
  const pieces = fragments(packet, 64).map((bytes) => frame(RAW, bytes));

  it.each([
    ['in order', pieces],
    ['backwards', pieces.toReversed()],
    ['twice', pieces.flatMap((piece) => [piece, piece])],
  ])('%s', (_, frames) => {
    const { uttered } = dissect(...frames);
    expect(said(uttered)).toEqual([words(long)]);
  });

  it('of IPv6, with a header in what was broken up', () => {
    const whole = udpPacket(SIX, { bytes: text('hello, world!!!') });
    const part = joinBytes([fromHex('1100010400000000'), whole.slice(40)]);
    const frames = [part.slice(0, 16), part.slice(16)].map((bytes, i) => {
      const header = whole.slice(0, 40);
      header[5] = bytes.length + 8;
      header[6] = 44;
      const place = i === 0 ? '0001' : '0010';
      return frame(RAW, joinBytes([header, fromHex(`3c00${place}00000009`), bytes]));
    });
    expect(said(dissect(...frames).uttered)).toEqual(['hello, world!!!']);
  });

  it('of which one is missing are counted', () => {
    const { uttered, skipped } = dissect(...pieces.slice(1));
    expect(uttered).toEqual([]);
    expect(skipped).toEqual({ 'fragments whose others are missing': pieces.length - 1 });
  });

  it('of several packets are kept apart', () => {
    const other = fragments(udpPacket(FOUR, { bytes: text('x'.repeat(300)) }), 64, 8);
    const mixed = pieces.flatMap((piece, i) => [piece, frame(RAW, other[i]!)]);
    expect(said(dissect(...mixed).uttered).toSorted()).toEqual([words(long), 'x'.repeat(300)]);
  });

  it('that go on for ever take no more memory than they may', () => {
    const dissector = new Dissector();
    const [first] = fragments(packet, 64);
    for (let i = 0; i < 3000; i++) {
      const bytes = first!.slice();
      new DataView(bytes.buffer).setUint16(4, i);
      dissector.take(frame(RAW, bytes));
    }
    expect(Object.values(Object.fromEntries(dissector.skipped()))).toEqual([3000]);
  });
});

const back: PacketWay = { from: FOUR.to, to: FOUR.from };
const segment = (sequence: number, payload: string, flags: number = TCP_FLAGS.ack, way = FOUR) =>
  frame(
    RAW,
    tcpPacket(way, { sequence, acknowledgement: 0, flags, payload: { bytes: text(payload) } }),
  );

describe('TCP', () => {
  const heard = (...frames: readonly Frame[]) => {
    const { uttered } = dissect(...frames);
    return uttered.map((one) => {
      if (one.kind !== 'stream') throw new Error('a datagram');
      return [words(one.bytes), one.lost, one.isEnd] as const;
    });
  };
  const spoken = (...frames: readonly Frame[]) =>
    heard(...frames)
      .map(([bytes]) => bytes)
      .join('');

  it('in order, from its beginning to its end', () => {
    const frames = [
      segment(1000, '', TCP_FLAGS.syn),
      segment(1001, 'hello'),
      segment(1006, ' world', TCP_FLAGS.ack + TCP_FLAGS.fin),
    ];
    expect(heard(...frames)).toEqual([
      ['hello', 0, false],
      [' world', 0, true],
    ]);
  });

  it('out of order, sent again, in other pieces, and over the end of the numbers', () => {
    const start = 2 ** 32 - 3;
    const at = (offset: number, payload: string) =>
      segment((start + 1 + offset) % 2 ** 32, payload);
    const frames = [
      segment(start, '', TCP_FLAGS.syn),
      at(5, 'fghij'),
      at(0, 'abc'),
      at(0, 'abcde'),
      at(2, 'cdefghijkl'),
      at(2, 'cdefghijkl'),
      at(12, 'mno'),
    ];
    expect(spoken(...frames)).toBe('abcdefghijklmno');
  });

  it('in any order, whatever that is', () => {
    const whole = 'the quick brown fox jumps over the lazy dog'.repeat(5);
    const random = seededRandom(793);
    for (let run = 0; run < 50; run++) {
      const frames = Array.from({ length: 30 }, (_, i) =>
        segment(501 + 7 * i, whole.slice(7 * i, 7 * i + 7 + Math.floor(random() * 9))),
      );
      const mixed = frames.map((one) => [random(), one] as const).toSorted(([a], [b]) => a - b);
      const end = segment(501 + 210, whole.slice(210));
      expect(spoken(segment(500, '', TCP_FLAGS.syn), ...mixed.map(([, one]) => one), end)).toBe(
        whole,
      );
    }
  });

  it('a capture that begins in the middle', () => {
    expect(spoken(segment(77, 'middle '), segment(84, 'end'))).toBe('middle end');
  });

  it('what was never captured is a gap, when enough has come after it', () => {
    const later = Array.from({ length: 70 }, (_, i) => segment(1101 + i, 'x'));
    const pieces = heard(segment(1000, '', TCP_FLAGS.syn), segment(1001, 'hello'), ...later);
    expect(pieces[0]).toEqual(['hello', 0, false]);
    expect(pieces[1]).toEqual(['x', 95, false]);
    expect(pieces).toHaveLength(71);
  });

  it('what was cut leaves a gap behind it', () => {
    const { bytes } = segment(1, 'hello, world');
    const cut = frame(RAW, bytes.slice(0, 45), bytes.length);
    expect(heard(cut, segment(13, 'on'))).toEqual([
      ['hello', 0, false],
      ['on', 7, false],
    ]);
  });

  it('the same ends again are another connection', () => {
    const { uttered } = dissect(
      segment(1000, '', TCP_FLAGS.syn),
      segment(1001, 'one'),
      segment(1, 'answer', TCP_FLAGS.ack, back),
      segment(99_000, '', TCP_FLAGS.syn),
      segment(99_001, 'two'),
    );
    const ids = uttered.map((one) => one.kind === 'stream' && one.connection);
    expect(said(uttered)).toEqual(['one', 'answer', 'two']);
    expect(ids).toEqual([1, 1, 2]);
  });
});

it('any packet may be spoilt anywhere', () => {
  const packets = [
    ...fragments(udpPacket(FOUR, { bytes: text('0123456789') }), 8),
    udpPacket(SIX, { bytes: text('hello') }),
    segment(1, 'hello').bytes,
  ];
  for (const packet of packets) {
    for (const link of [0, 1, 101, 113, 276]) {
      for (const bytes of mutations(packet)) {
        const { uttered } = dissect(frame(link, bytes, bytes.length + 3));
        for (const one of uttered) expect(one.bytes.length).toBeLessThanOrEqual(bytes.length);
      }
    }
  }
  expect(packets).toHaveLength(5);
});
