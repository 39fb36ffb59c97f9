import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { captureStart, packetBlock } from './pcapng.ts';
import { LONGEST_SEGMENT, TCP_FLAGS, packetLength, tcpPacket, udpPacket } from './packet.ts';

const way = {
  from: { address: Uint8Array.of(192, 0, 2, 1), port: 49152 },
  to: { address: Uint8Array.of(192, 0, 2, 2), port: 3289 },
};
const sixth = {
  from: { address: fromHex('20010db8000000000000000000000001'), port: 49152 },
  to: { address: fromHex('20010db8000000000000000000000002'), port: 3289 },
};
const text = (words: string) => new TextEncoder().encode(words);

/** The one's complement sum of 16-bit words; all ones when a checksum inside is right (RFC 1071). */
function sum(bytes: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < bytes.length; i += 2) total += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

/** Sums a packet's transport part with what it covers of the IP header. */
function transportSum(packet: Uint8Array): number {
  const isFour = packet[0]! >>> 4 === 4;
  const addresses = packet.slice(isFour ? 12 : 8, isFour ? 20 : 40);
  const transport = packet.slice(isFour ? 20 : 40);
  const protocol = isFour ? packet[9]! : packet[6]!;
  const length = transport.length;
  return sum(
    Uint8Array.from([
      ...addresses,
      0,
      0,
      length >> 8,
      length & 255,
      0,
      0,
      0,
      protocol,
      ...transport,
    ]),
  );
}

describe('packets', () => {
  it('a datagram over IPv4', () => {
    const packet = udpPacket(way, { bytes: text('EPSONQ') });
    expect(toHex(packet)).toMatch(/^45000022000040004011[0-9a-f]{4}c0000201c0000202c0000cd9000e/);
    expect(sum(packet.slice(0, 20))).toBe(0xffff);
    expect(transportSum(packet)).toBe(0xffff);
  });

  it('a datagram over IPv6', () => {
    const packet = udpPacket(sixth, { bytes: text('odd') });
    expect(toHex(packet.slice(0, 8))).toBe('60000000000b1140');
    expect(transportSum(packet)).toBe(0xffff);
  });

  it.each([way, sixth])('a segment', (over) => {
    const packet = tcpPacket(over, {
      sequence: 2 ** 32 + 1,
      acknowledgement: 1,
      flags: TCP_FLAGS.psh + TCP_FLAGS.ack,
      payload: { bytes: text('hello') },
    });
    const transport = packet.slice(packet.length - 25);
    expect(toHex(transport.slice(4, 14))).toBe('00000001000000015018');
    expect(transportSum(packet)).toBe(0xffff);
  });

  it('one that was cut says how long it was, and has no checksum', () => {
    const payload = { bytes: text('begin'), length: 1000 };
    const packet = udpPacket(way, payload);
    expect(packet).toHaveLength(33);
    expect(packetLength(packet, payload)).toBe(1028);
    expect(toHex(packet.slice(2, 4))).toBe('0404');
    expect(toHex(packet.slice(24, 28))).toBe('03f00000');
  });

  it('one that was cut has a checksum all the same where there must be one', () => {
    const packet = udpPacket(sixth, { bytes: text('begin'), length: 1000 });
    expect(toHex(packet.slice(46, 48))).toBe('ffff');
  });

  it('the longest segment still has a length of 16 bits', () => {
    const payload = { bytes: new Uint8Array(1), length: LONGEST_SEGMENT };
    const segment = { sequence: 0, acknowledgement: 0, flags: 0, payload };
    expect(toHex(tcpPacket(way, segment).slice(2, 4))).toBe('ffff');
  });

  it('a sum of zero is sent as all ones over UDP', () => {
    // The payload that makes the sum of everything else zero.
    const header = udpPacket(way, { bytes: Uint8Array.of(0, 0) });
    const rest = (header[26]! << 8) | header[27]!;
    const packet = udpPacket(way, { bytes: Uint8Array.of(rest >> 8, rest & 255) });
    expect(toHex(packet.slice(26, 28))).toBe('ffff');
  });
});

describe('pcapng', () => {
  const blocks = (bytes: Uint8Array) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const found: { type: number; length: number }[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = view.getUint32(at + 4);
      expect(length % 4).toBe(0);
      expect(view.getUint32(at + length - 4)).toBe(length);
      found.push({ type: view.getUint32(at), length });
      at += length;
    }
    return found;
  };

  it('begins with a section and an interface', () => {
    const start = captureStart({
      comment: 'made up',
      program: 'portolan',
      interfaceName: 'sentinel',
    });
    expect(blocks(start).map(({ type }) => type)).toEqual([0x0a0d0d0a, 1]);
    expect(toHex(start.slice(8, 12))).toBe('1a2b3c4d');
    expect(new TextDecoder().decode(start)).toContain('made up');
  });

  it.each([0, 1, 2, 3])('pads a packet with %i bytes too many', (more) => {
    const bytes = new Uint8Array(20 + more).fill(0xaa);
    const time = Date.UTC(2026, 10, 21, 2, 3, 4, 567);
    const packet = packetBlock({ time, bytes, length: 99, comment: 'é' });
    expect(blocks(packet)).toHaveLength(1);
    const view = new DataView(packet.buffer);
    expect(view.getUint32(12) * 2 ** 32 + view.getUint32(16)).toBe(time);
    expect(view.getUint32(20)).toBe(20 + more);
    expect(view.getUint32(24)).toBe(99);
  });

  it('cuts a comment that is too long for its length', () => {
    expect(
      blocks(
        packetBlock({ time: 0, bytes: Uint8Array.of(), length: 0, comment: 'x'.repeat(99_999) }),
      )[0]!.length,
    ).toBeLessThan(5000);
  });
});
