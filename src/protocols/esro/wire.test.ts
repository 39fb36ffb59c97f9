import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { mutations, unnamed } from '../../core/mutations.ts';
import { plain } from '../../core/plain.ts';
import type { Vector } from '../protocol.ts';
import { ENCODINGS, MOST_SEGMENTS, type EsroPdu, type Segment, type SinglePdu } from './pdu.ts';
import concatenated from './vectors/concatenated.json' with { type: 'json' };
import rejects from './vectors/rejects.json' with { type: 'json' };
import units from './vectors/units.json' with { type: 'json' };
import { decode, encode, encodedLength, read } from './wire.ts';

const accepted: readonly Vector[] = [...units, ...concatenated];

/** What `decode` says, without what is said for people alone; undefined for what it refuses. */
function unitOf(bytes: Uint8Array): unknown {
  const decoded = decode(bytes);
  if (!decoded.ok) return undefined;
  const { title: _, ...pdu } = decoded.message;
  return plain({ ...pdu, faults: undefined });
}

/** Spare bits and what is ignored are read, and never written. */
const strict = accepted.filter(
  ({ name, message }) =>
    !/spare|and more octets/.test(name) && !Object.hasOwn(message as object, 'faults'),
);

/** The worked examples of the facts that this codec is made from. */
const EXAMPLES = 'E1 E2 E2x E3 E3 E3 E4 E5 E5b E6 E7 E8 E9 E9 E9 E10 E10 E11 E11 E12'.split(' ');

describe('vectors', () => {
  it('have every worked example', () => {
    const told = accepted.flatMap(({ name }) => /\((E\w+)\)$/.exec(name)?.[1] ?? []);
    expect(told).toEqual(EXAMPLES);
  });

  it.each(accepted)('names every octet of $name', ({ hex }) => {
    const bytes = fromHex(hex);
    expect(unnamed(decode(bytes), bytes)).toBeUndefined();
  });

  it.each(strict)('writes $name', ({ hex }) => {
    const pdu = read(fromHex(hex))!;
    expect(toHex(encode(pdu), ' ')).toBe(hex);
    expect(encodedLength(pdu)).toBe(fromHex(hex).length);
  });

  it.each<Vector>(rejects)('refuses $name', ({ hex, rejects: error }) => {
    const decoded = decode(fromHex(hex));
    expect(decoded.ok ? undefined : decoded.error).toMatchObject(error!);
    expect(read(fromHex(hex))).toBeUndefined();
  });
});

const octet = fc.nat(255);
const data = fc.uint8Array({ maxLength: 300 });
const encoding = fc.constantFrom(...ENCODINGS);
const segment: fc.Arbitrary<Segment | undefined> = fc.option(
  fc.oneof(
    fc.record({
      first: fc.constant(true as const),
      total: fc.integer({ min: 1, max: MOST_SEGMENTS }),
    }),
    fc.record({
      first: fc.constant(false as const),
      number: fc.integer({ min: 1, max: MOST_SEGMENTS - 1 }),
    }),
  ),
  { nil: undefined },
);

/** Any unit that may be written, its data made by `data`. */
const single = (
  segments: fc.Arbitrary<Segment | undefined>,
  octets: fc.Arbitrary<Uint8Array>,
): fc.Arbitrary<SinglePdu> =>
  fc
    .tuple(octet, encoding, segments, octets, fc.integer({ min: 1, max: 15 }), fc.nat(63), octet)
    .chain(([reference, tag, which, bytes, sap, operation, value]) => {
      const common = { reference, encoding: tag, ...(which && { segment: which }) };
      return fc.constantFrom<SinglePdu>(
        { kind: 'invoke', sap, operation, ...common, argument: bytes },
        { kind: 'result', ...common, result: bytes },
        { kind: 'error', value, ...common, parameter: bytes },
        { kind: 'ack', reference, type: 'complete' },
        { kind: 'failure', reference, value },
      );
    });
const any: fc.Arbitrary<EsroPdu> = fc.oneof(
  single(segment, data),
  fc.record({
    kind: fc.constant('concatenated' as const),
    pdus: fc.array(single(fc.constant(undefined), fc.uint8Array({ maxLength: 252 })), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
);

describe('any unit', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(any, (pdu) => {
        const bytes = encode(pdu);
        expect(bytes).toHaveLength(encodedLength(pdu));
        expect(plain(read(bytes))).toEqual(plain(pdu));
        expect(unitOf(bytes)).toEqual(plain(pdu));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the lean reading', () => {
  it('agrees with the other on every prefix and bit flip of every vector', () => {
    const hexes = [...accepted, ...(rejects as readonly Vector[])].map(({ hex }) => hex);
    for (const bytes of hexes.flatMap((hex) => [...mutations(fromHex(hex))])) {
      expect({ bytes, is: plain(read(bytes)) }).toEqual({ bytes, is: unitOf(bytes) });
    }
  });

  it('agrees with the other on anything', () => {
    const concatenation = fc
      .array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 })
      .map((pieces) => Uint8Array.from([8, ...pieces.flatMap((one) => [one.length, ...one])]));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), concatenation), (bytes) => {
        expect(plain(read(bytes))).toEqual(unitOf(bytes));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('what a datagram cannot hold', () => {
  it('is not read', () => {
    const bytes = new Uint8Array(65_536).fill(1);
    expect(decode(bytes)).toMatchObject({ ok: false, error: { kind: 'length' } });
    expect(read(bytes)).toBeUndefined();
    expect(read(bytes.subarray(1))).toBeDefined();
  });

  it('gives no more fields than octets, whatever its lengths say', () => {
    const bytes = new Uint8Array(65_535).fill(1).fill(8, 0, 1);
    expect(decode(bytes).fields.length).toBeLessThan(65_536);
  });
});

describe('the mistakes of a caller', () => {
  const invoke = {
    kind: 'invoke',
    sap: 13,
    reference: 42,
    encoding: 'BER',
    operation: 2,
    argument: new Uint8Array(0),
  } as const;
  const ack = { kind: 'ack', reference: 1, type: 'complete' } as const;
  const long = { ...invoke, argument: new Uint8Array(253) };

  it.each<[string, EsroPdu, string]>([
    ['selector 0', { ...invoke, sap: 0 }, 'performer selector 0 is not within 1 and 15'],
    ['selector 16', { ...invoke, sap: 16 }, 'performer selector 16'],
    ['operation 64', { ...invoke, operation: 64 }, 'operation 64'],
    ['reference 256', { ...ack, reference: 256 }, 'invoke reference 256'],
    ['reference -1', { ...ack, reference: -1 }, 'invoke reference -1'],
    ['half a reference', { ...ack, reference: 0.5 }, 'invoke reference 0.5'],
    ['failure 256', { kind: 'failure', reference: 1, value: 256 }, 'failure value 256'],
    ['no segments', { ...invoke, segment: { first: true, total: 0 } }, "segments' total 0"],
    ['127 segments', { ...invoke, segment: { first: true, total: 127 } }, "segments' total 127"],
    ['number 126', { ...invoke, segment: { first: false, number: 126 } }, "segment's number 126"],
    ['number 0', { ...invoke, segment: { first: false, number: 0 } }, "segment's number 0"],
    ['too much', { ...invoke, argument: new Uint8Array(65_533) }, '65536 octets'],
    ['nothing together', { kind: 'concatenated', pdus: [] }, 'nothing to concatenate'],
    ['256 octets together', { kind: 'concatenated', pdus: [long] }, '256 octets are too long'],
    [
      'a segment together',
      { kind: 'concatenated', pdus: [{ ...invoke, segment: { first: true, total: 2 } }] },
      'segments are not concatenated',
    ],
  ])('%s is refused', (_, pdu, message) => {
    expect(() => encode(pdu)).toThrow(new RegExp(`^${message}`));
  });
});
