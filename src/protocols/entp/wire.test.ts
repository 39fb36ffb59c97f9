import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unnamed } from '../../core/mutations.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import packets from './vectors/packets.json' with { type: 'json' };
import rejects from './vectors/rejects.json' with { type: 'json' };
import { decode } from './wire.ts';

describe('vectors', () => {
  it.each(rejects)('refuses $name', ({ hex, rejects }) => {
    expect(decode(fromHex(hex))).toMatchObject({ ok: false, error: rejects });
  });

  it.each(packets)('names every byte of $name', ({ hex }) => {
    const bytes = fromHex(hex);
    expect(unnamed(decode(bytes), bytes)).toBeUndefined();
  });
});

describe('how sure a field is', () => {
  it.each([
    ['lock with its seven', 'time-out', 'inferred; in which unit is unknown'],
    ['a greeting:', 'packet type', 'greeting (by a comment in SANE)'],
    ['unlock', 'packet type', 'job control'],
    ['a packet type that nobody', 'packet type', 'unknown packet type 0xa0'],
  ])('%s, %s: %s', (mark, field, meaning) => {
    const { hex } = packets.find(({ name }) => name.includes(mark))!;
    const { fields } = decode(fromHex(hex));
    expect(fields.find(({ name }) => name === field)?.meaning).toBe(meaning);
  });
});

describe('whatever is passed through', () => {
  it('comes out as it went in', () => {
    const whole = fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(0xffff), (payload, back) => {
      const size = payload.length + 8;
      const head = [0x49, 0x53, 0x20, 0, 0, 12, 0, 0, 0, size, 0, 0, 0, 0, 0, payload.length];
      const decoded = decode(Uint8Array.of(...head, 0, 0, back >> 8, back & 255, ...payload));
      if (!decoded.ok || decoded.message.body.kind !== 'command') return false;
      const { body } = decoded.message;
      return body.wanted === back && String(body.payload) === String(payload);
    });
    expect(fc.check(whole, { numRuns: 2000 }).failed).toBe(false);
  });
});
