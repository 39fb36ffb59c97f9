/** Captures that were spoilt anywhere are read without harm: every layer is somebody else's bytes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captureReader } from '../../captures/open.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { TCP_FLAGS, tcpPacket, udpPacket } from '../../core/capture/packet.ts';
import { captureStart, packetBlock } from '../../core/capture/pcapng.ts';
import { seededRandom } from '../../core/random.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Vector } from '../../protocols/protocol.ts';
import { CaptureDecoder } from './capture.ts';

const random = seededRandom(20_261_121);
const below = (limit: number) => Math.floor(random() * limit);

const VECTORS =
  'enpc/replies snmp/responses dns/multicast dns/answers ipp/constructed http/answers'.split(' ');

const messages = VECTORS.flatMap((path) => {
  const [name, file] = path.split('/') as [string, string];
  const url = new URL(`../../protocols/${name}/vectors/${file}.json`, import.meta.url);
  const [home] = PROTOCOLS.find((one) => one.name === name)!.ports;
  const vectors = JSON.parse(readFileSync(url, 'utf8')) as Vector[];
  return vectors.map(({ hex }) => ({ bytes: fromHex(hex), ...home! }));
});

/** A capture of all of them, in pieces of streams and in datagrams. */
function capture(): Uint8Array {
  let sequence = 1;
  const packets = messages.map(({ bytes, transport, port }) => {
    const way = {
      from: { address: Uint8Array.of(192, 0, 2, 1), port: 40_000 + below(3) },
      to: { address: Uint8Array.of(192, 0, 2, 2), port },
    };
    if (transport !== 'tcp') return udpPacket(way, { bytes });
    const segment = { sequence, acknowledgement: 0, flags: TCP_FLAGS.ack, payload: { bytes } };
    sequence += bytes.length;
    return tcpPacket(way, segment);
  });
  const start = captureStart({ comment: 'made up', program: 'a test', interfaceName: 'none' });
  const blocks = packets.map((bytes, time) => packetBlock({ time, bytes, length: bytes.length }));
  return joinBytes([start, ...blocks]);
}

describe('a spoilt capture', () => {
  it('gives messages that can be shown, a problem, or nothing', () => {
    const whole = capture();
    let found = 0;
    for (let run = 0; run < 200; run++) {
      const bytes = whole.slice(0, below(4) === 0 ? below(whole.length) : whole.length);
      for (let spoilt = below(40); spoilt > 0; spoilt--)
        bytes[4 + below(bytes.length)] = below(256);
      const reader = captureReader(bytes);
      if (!reader) continue;
      const decoder = new CaptureDecoder(PROTOCOLS, {});
      const told = [
        ...reader.push(bytes).flatMap((frame) => decoder.take(frame)),
        ...decoder.end(),
      ];
      found += told.length;
      const coverage = decoder.coverage(() => undefined);
      expect(coverage.messages).toBe(told.length);
      expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    }
    expect(found).toBeGreaterThan(1000);
  });
});
