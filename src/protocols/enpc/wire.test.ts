import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { mutations, unsound } from '../../core/mutations.ts';
import { plain } from '../../core/plain.ts';
import type { Vector } from '../protocol.ts';
import type { AnswerPayload } from './answers.ts';
import { MAGIC, SENDABLE_QUERIES, type QueryName } from './vocabulary.ts';
import readOnly from './vectors/read-only.json' with { type: 'json' };
import rejects from './vectors/rejects.json' with { type: 'json' };
import replies from './vectors/replies.json' with { type: 'json' };
import requests from './vectors/requests.json' with { type: 'json' };
import {
  decode,
  encodeProbe,
  encodeQuery,
  encodeReply,
  encodeUnsupported,
  probeKindOf,
  type EnpcMessage,
} from './wire.ts';

const accepted: readonly Vector[] = [...requests, ...replies, ...readOnly];
const bytesOf = (vector: Vector) => fromHex(vector.hex);

function read(bytes: Uint8Array): EnpcMessage {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

describe('vectors', () => {
  it.each(accepted)('reads $name', (vector) => {
    expect(plain(read(bytesOf(vector)))).toEqual(vector.message);
  });

  it.each(accepted)('names every byte of $name', (vector) => {
    const decoded = decode(bytesOf(vector));
    let at = 0;
    for (const field of decoded.fields) {
      expect(field.offset).toBe(at);
      at += field.length;
    }
    expect(at).toBe(bytesOf(vector).length);
  });

  it.each<Vector>(rejects)('refuses $name', (vector) => {
    const decoded = decode(bytesOf(vector));
    expect(decoded.ok ? undefined : decoded.error).toMatchObject(vector.rejects!);
  });

  it.each<Vector>(replies)('writes $name', (vector) => {
    const message = read(bytesOf(vector));
    if (message.kind !== 'reply') throw new Error('no reply');
    const written =
      message.payload.kind === 'empty'
        ? encodeUnsupported(message.device, message.function)
        : encodeReply(message.payload as AnswerPayload);
    expect(toHex(written, ' ')).toBe(vector.hex);
  });

  it('writes every request that a client may send', () => {
    const known = new Set(requests.map(({ hex }) => hex));
    const written = [
      ...(['pos', 'inkjet'] as const).map(encodeProbe),
      ...SENDABLE_QUERIES.map(encodeQuery),
    ];
    for (const bytes of written) expect(known).toContain(toHex(bytes, ' '));
  });
});

describe('the three traps', () => {
  it('says so when a length would fit as little endian', () => {
    const decoded = decode(bytesOf(rejects.find(({ name }) => name.includes('36 00'))!));
    expect(decoded.ok ? '' : decoded.error.message).toBe(
      'payload length at byte 12 says 13824 bytes, 54 follow (it would fit as little endian)',
    );
  });

  it('reads a mirrored header as a reply of nothing, not as an answer', () => {
    const mirrored = encodeQuery('receipt model');
    mirrored[5] = 'q'.charCodeAt(0);
    expect(read(mirrored)).toMatchObject({ kind: 'reply', payload: { kind: 'empty' } });
  });

  it('does not take EPSONPS for a probe', () => {
    const message = read(bytesOf(requests.find(({ name }) => name.includes('EPSONPS'))!));
    expect(message.title).toBe('Probe: unknown device type 0x53, unknown function 0000');
    expect(probeKindOf(message)).toBeUndefined();
  });
});

describe('totality', () => {
  it.each([...accepted, ...rejects])('survives every prefix and bit flip of $name', (vector) => {
    for (const bytes of mutations(bytesOf(vector))) {
      expect(unsound(decode(bytes), bytes)).toBeUndefined();
    }
  });

  it('survives random bytes, with and without the magic', () => {
    const soundly = fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (tail, magic) => {
      const bytes = magic ? Uint8Array.of(...MAGIC, ...tail) : tail;
      return unsound(decode(bytes), bytes) === undefined;
    });
    expect(fc.check(soundly, { numRuns: 20_000 }).failed).toBe(false);
  });

  it('reads back any reply of a likely shape, whatever its payload', () => {
    const part = fc.record({
      letter: fc.constantFrom('p', 'q', 'c', 'i', 's', 'n'),
      device: fc.constantFrom(0, 2, 3, 4, 9),
      code: fc.constantFrom(0, 1, 2, 0x10, 0x14, 0x15, 0x16, 0x17, 0x20, 0x131, 0x999),
      payload: fc.uint8Array({ maxLength: 200 }),
    });
    const reads = fc.property(part, ({ letter, device, code, payload }) => {
      const head = [letter.charCodeAt(0), device, 0, code >> 8, code & 0xff, 0, 0];
      return decode(Uint8Array.of(...MAGIC, ...head, 0, payload.length, ...payload)).ok;
    });
    expect(fc.check(reads, { numRuns: 5000 }).failed).toBe(false);
  });

  it('refuses a megabyte of zeroes, and a megabyte behind a good header', () => {
    const zeroes = new Uint8Array(1 << 20);
    expect(decode(zeroes)).toMatchObject({ ok: false, error: { kind: 'magic' } });
    zeroes.set(encodeQuery('network card'));
    expect(decode(zeroes)).toMatchObject({ ok: true, message: { kind: 'request' } });
    zeroes[5] = 'q'.charCodeAt(0);
    expect(decode(zeroes)).toMatchObject({ ok: false, error: { kind: 'length' } });
  });
});

describe('what may be written', () => {
  it('refuses queries that were never seen on the wire', () => {
    for (const name of ['receive buffer', 'print permission', 'reset', 'probe']) {
      expect(() => encodeQuery(name as QueryName)).toThrow(RangeError);
    }
    // @ts-expect-error: known from disassembly alone
    expect(() => encodeQuery('receive buffer')).toThrow(RangeError);
    // @ts-expect-error: a command
    expect(() => encodeQuery('transmission toggle')).toThrow(RangeError);
  });
});
