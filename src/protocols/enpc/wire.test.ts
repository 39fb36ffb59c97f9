import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { mutations, unsound } from '../../core/mutations.ts';
import { plain } from '../../core/plain.ts';
import type { Vector } from '../protocol.ts';
import type { AnswerPayload } from './answers.ts';
import {
  functionRow,
  FUNCTIONS,
  MAGIC,
  SENDABLE_QUERIES,
  type FunctionName,
  type QueryName,
} from './vocabulary.ts';
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

/** How the worked examples of the facts that this codec is made from are numbered. */
const EXAMPLES =
  'A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 R3 R4a R4b R5 R6a R6b R7a R7b R7c R8a R8b R9a R9b R10 R11 R12 R13'.split(
    ' ',
  );

describe('vectors', () => {
  it.each(EXAMPLES)('have the worked example %s, once', (number) => {
    expect(accepted.filter(({ name }) => name.includes(`(${number})`))).toHaveLength(1);
  });

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

  it('keeps in sight what stands behind the end of a name', () => {
    const vector = readOnly.find(({ name }) => name.includes('behind its end'))!;
    const { fields } = decode(bytesOf(vector));
    const model = fields.findIndex(({ name }) => name === 'model');
    expect(fields[model]).toMatchObject({ offset: 19, length: 8, value: 'TM-T88V' });
    expect(fields[model + 1]).toMatchObject({ name: 'unknown after model', length: 120 });
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

/** The words beside a field of the vector of that name. */
function meaningOf(mark: string, field: string): string | undefined {
  const found = accepted.filter(({ name }) => name.includes(mark));
  expect(found).toHaveLength(1);
  return decode(bytesOf(found[0]!)).fields.find(({ name }) => name === field)?.meaning;
}

describe('how sure a field is', () => {
  it.each([
    ['(R7c)', 'function', 'receipt card variant (recorded once, of a TM-T88V)'],
    ['(R6a)', 'function', 'network status'],
    ['free receive buffer', 'function', 'receive buffer (by disassembly, never seen on a wire)'],
    ['reply to a buffer flush', 'function', 'buffer flush (a name alone)'],
    ['(A10)', 'function', 'scanner identity (the query was recorded, its answer never printed)'],
    ['a Setup:', 'packet type', 'Setup request (letter inferred, all else unknown)'],
    ['54 bytes, kind p', 'packet type', 'Probe reply (disputed: others answer a probe with q)'],
    ['(A2)', 'device number', 'as in the probe for inkjets and scanners'],
    ['(A10)', 'device type', 'scanner'],
    ['no such device', 'result', 'no such device (a name alone, never seen)'],
    ['sloppy query of 16', 'result', 'not 0, which printers do not mind'],
    ['(R3)', 'unknown 36', 'disputed: one source reads an IP address here'],
    ['(R6b)', 'flags', 'address by DHCP (inferred), other bits unknown'],
    ['(R4b)', 'model identity', 'unknown; a TM-T88V has them'],
    ['(R8a)', 'automatic status back', 'online (inferred)'],
    ['(R9a)', 'holder', 'nobody: the print port is free'],
    ['(R9b)', 'holder', '192.0.2.20 is connected to the print port'],
    ['mirrored', 'payload length', "nothing: perhaps the request's own header sent back"],
    ['one byte more than documented', 'payload length', 'not the 4 that are known'],
    ['as one SDK', 'payload', 'for 00:00:5e:00:53:01 alone (inferred), the rest unknown'],
  ])('%s, %s: %s', (mark, field, meaning) => {
    expect(meaningOf(mark, field)).toBe(meaning);
  });

  it.each([
    ['another length', 0x00, 6],
    ['another query', 0x10, 134],
  ])("is not said of a request's payload of %s", (_, code, length) => {
    const head = [0x51, 3, 0, 0, code, 0, 0, 0, length];
    const { fields } = decode(Uint8Array.of(...MAGIC, ...head, ...new Uint8Array(length)));
    expect(fields.at(-1)).toMatchObject({ name: 'payload', length });
    expect(fields.at(-1)).not.toHaveProperty('meaning');
  });

  it('is said of every function that is not verified through and through', () => {
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
      const { packet = 'Query', device, code, evidence, caveat } = functionRow(name);
      const head = [packet.charCodeAt(0), device, 0, code >> 8, code & 0xff, 0, 0, 0, 0];
      const { fields } = decode(Uint8Array.of(...MAGIC, ...head));
      const sure = evidence === 'verified' && caveat === undefined;
      expect(fields.find((field) => field.name === 'function')!.meaning === name).toBe(sure);
    }
  });

  it.each([
    ['automatic status back', 15, [0xff, 0xff, 0xff, 0xff], 'no automatic status'],
    ['automatic status back', 15, [0x10, 0, 0x03, 0x0f], 'online, paper low (inferred)'],
    ['automatic status back', 15, [0x18, 0, 0x0f, 0x0f], 'offline, out of paper (inferred)'],
    [
      'automatic status back',
      15,
      [0x78, 0x4b, 0, 0x0f],
      'offline, waits to print again, cover open, paper is being fed, feed button pressed, ' +
        'cutter error, recovering from an error (inferred)',
    ],
    ['state', 14, [0x0f], 'busy (inferred), other bits unknown'],
    ['state', 14, [0x0e], 'not busy (inferred), other bits unknown'],
  ])('is said of %s, from byte %i %j', (name, at, bytes, meaning) => {
    const status = bytesOf(replies.find((vector) => vector.name.includes('(R8b)'))!);
    status.set(bytes, at);
    expect(decode(status).fields.find((field) => field.name === name)?.meaning).toBe(meaning);
  });
});

describe('the three traps', () => {
  it('says so when a length would fit as little endian', () => {
    const decoded = decode(bytesOf(rejects.find(({ name }) => name.includes('36 00'))!));
    expect(decoded.ok ? '' : decoded.error.message).toBe(
      'payload length at byte 12 says 13824 bytes, 54 follow (it would fit as little endian)',
    );
  });

  it('says so when result and length would fit as one little-endian number', () => {
    const decoded = decode(bytesOf(rejects.find(({ name }) => name.includes('result 3600'))!));
    expect(decoded.ok ? '' : decoded.error.message).toBe(
      'payload length at byte 12 says 0 bytes, 54 follow (bytes 10 to 13 would fit as one little-endian number)',
    );
  });

  it('says nothing of the kind when no byte order would fit', () => {
    const decoded = decode(bytesOf(rejects.find(({ name }) => name.includes('goes on after'))!));
    expect(decoded.ok ? '' : decoded.error.message).toBe(
      'payload length at byte 12 says 4 bytes, 5 follow',
    );
    const cut = bytesOf(replies.find(({ name }) => name.includes('(R9b)'))!);
    cut.set([0x04, 0x00, 0x00, 0x09], 10);
    expect(decode(cut)).toMatchObject({
      error: { message: 'payload length at byte 12 says 9 bytes, 4 follow' },
    });
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
