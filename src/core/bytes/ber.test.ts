import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutations, unsound } from '../mutations.ts';
import {
  applicationTag,
  contextTag,
  MAX_DEPTH,
  readBer,
  tagName,
  TAGS,
  type BerReader,
} from './ber.ts';
import { compareOids, isWithin, MAX_ARC, MAX_ARCS, parseOid } from './ber-oid.ts';
import {
  berBits,
  berElement,
  berInteger,
  berNull,
  berOctets,
  berOid,
  berSequence,
} from './ber-write.ts';
import { fromHex, toHex } from './hex.ts';
import { joinBytes } from './join.ts';
import { decodeWith } from './reader.ts';

const read = <T>(bytes: Uint8Array, how: (r: BerReader) => T) =>
  decodeWith(bytes, (r) => how(readBer(r)));
const readHex = <T>(hex: string, how: (r: BerReader) => T) => read(fromHex(hex), how);

const arc = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: MAX_ARC }));
const oids = fc
  .tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 39 }),
    fc.array(arc, { maxLength: 30 }),
  )
  .map(([first, second, rest]) => [first, second, ...rest].join('.'));
const octets = fc.uint8Array({ maxLength: 300 });
const UNSIGNED64 = { least: 0n, most: (1n << 64n) - 1n };

describe('what is written is read again', () => {
  it('numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(read(berInteger(value), (r) => r.integer('n'))).toMatchObject({ message: value });
      }),
    );
  });

  it('numbers of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt(UNSIGNED64.least, UNSIGNED64.most), (value) => {
        const decoded = read(berInteger(value, 0x46), (r) => r.decimal('n', UNSIGNED64, 0x46));
        expect(decoded).toMatchObject({ message: String(value) });
      }),
    );
  });

  it('object identifiers, in the order of their arcs', () => {
    fc.assert(
      fc.property(oids, oids, (a, b) => {
        expect(read(berOid(a), (r) => r.oid('name'))).toMatchObject({ message: a });
        expect(Math.sign(compareOids(a, b))).toBe(-Math.sign(compareOids(b, a)));
        expect(compareOids(a, b) === 0).toBe(a === b);
        expect(compareOids(a, `${a}.0`)).toBeLessThan(0);
        expect(isWithin(`${a}.7`, a) && isWithin(a, a)).toBe(true);
      }),
    );
  });

  it('bits', () => {
    const bits = fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 256 });
    fc.assert(
      fc.property(bits, (value) => {
        expect(read(berBits(value), (r) => r.bits('b'))).toMatchObject({ message: value });
      }),
    );
  });

  it('numbers without a sign, with the octet of zeros before them or without', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        const unsigned = (bytes: Uint8Array) => read(bytes, (r) => r.unsigned('n', 0xffff_ffff));
        const whole = berInteger(value);
        expect(unsigned(whole)).toMatchObject({ message: value });
        const contents = whole.subarray(2);
        const bare = contents[0] === 0 && contents.length > 1 ? contents.subarray(1) : contents;
        expect(unsigned(berOctets(bare, TAGS.INTEGER))).toMatchObject({ message: value });
      }),
    );
  });

  it('octets of any length, one element in the other', () => {
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 0, max: 30 }), (a, b, number) => {
        const tag = contextTag(number, true);
        const bytes = berSequence([berOctets(a), berSequence([berOctets(b), berNull()], tag)]);
        const decoded = read(bytes, (r) =>
          r.within('outer', TAGS.SEQUENCE, (outer) => {
            const first = outer.octets('a');
            return outer.within('inner', tag, (inner) => {
              const second = inner.octets('b');
              inner.nothing('null');
              return [first, second];
            });
          }),
        );
        expect(decoded).toMatchObject({ ok: true, message: [a, b] });
        const covered = decoded.fields.reduce((sum, { length }) => sum + length, 0);
        expect(covered).toBe(bytes.length);
      }),
    );
  });
});

describe('as the standard writes it', () => {
  it.each<[hex: string, value: number | bigint]>([
    ['02 01 00', 0],
    ['02 01 7f', 127],
    ['02 02 00 80', 128],
    ['02 01 80', -128],
    ['02 02 ff 7f', -129],
    ['02 04 7f ff ff ff', 2 ** 31 - 1],
    ['02 09 00 ff ff ff ff ff ff ff ff', (1n << 64n) - 1n],
  ])('%s is %s', (hex, value) => expect(toHex(berInteger(value), ' ')).toBe(hex));

  it.each([
    ['06 03 88 37 03', '2.999.3'],
    ['06 06 2b 06 01 02 01 01', '1.3.6.1.2.1.1'],
    ['06 05 2b 06 01 89 60', '1.3.6.1.1248'],
    ['06 01 00', '0.0'],
    ['06 06 8f ff ff ff 7f 01', '2.4294967215.1'],
  ])('%s is %s', (hex, oid) => {
    expect(toHex(berOid(oid), ' ')).toBe(hex);
    expect(readHex(hex, (r) => r.oid('name'))).toMatchObject({ message: oid });
  });

  it.each([
    ['03 01 00', ''],
    ['03 02 00 40', '01000000'],
    ['03 02 01 02', '0000001'],
    ['03 04 06 6e 5d c0', '011011100101110111'],
  ])('%s is the bits %s', (hex, bits) => {
    expect(toHex(berBits(bits), ' ')).toBe(hex);
    expect(readHex(hex, (r) => r.bits('b'))).toMatchObject({ message: bits });
  });

  it('what is left of an element, and of a message', () => {
    const left = (r: BerReader) =>
      r.within('s', TAGS.SEQUENCE, (inside) => [inside.integer('n'), inside.rest('left')]);
    expect(readHex('30 06 02 01 07 ff ff ff 41', left)).toMatchObject({
      message: [7, fromHex('ff ff ff')],
    });
    expect(readHex('30 03 02 01 07', left)).toMatchObject({ message: [7, fromHex('')] });
    expect(readHex('30 06 02 01 07 ff', left)).toMatchObject({ error: { kind: 'truncated' } });
    const all = readHex('02 01 07 41 42', (r) => [r.integer('n'), r.rest('left')]);
    expect(all).toMatchObject({ message: [7, fromHex('41 42')] });
  });

  it('tags with the wrong form, for whom that is forgiven alone', () => {
    const bytes = fromHex('10 03 22 01 07');
    const number = (r: BerReader): number | undefined =>
      r.isNext(TAGS.SEQUENCE)
        ? r.within('s', TAGS.SEQUENCE, (inside) => inside.integer('n'))
        : undefined;
    const lenient = decodeWith(bytes, (r) => number(readBer(r, { anyForm: true })));
    expect(lenient).toMatchObject({ ok: true, message: 7 });
    expect(read(bytes, number)).toMatchObject({ ok: true, message: undefined });
    const strict = read(bytes, (r) =>
      r.within('s', TAGS.SEQUENCE, (inside) => inside.integer('n')),
    );
    expect(strict).toMatchObject({ ok: false, error: { kind: 'value', offset: 0 } });
    expect(readHex('', (r) => r.isNext(TAGS.SEQUENCE))).toMatchObject({ message: false });
  });

  it('lengths in their short and long form', () => {
    expect([...berOctets(new Uint8Array(127)).subarray(0, 2)]).toEqual([4, 127]);
    expect([...berOctets(new Uint8Array(128)).subarray(0, 3)]).toEqual([4, 0x81, 128]);
    expect([...berOctets(new Uint8Array(256)).subarray(0, 4)]).toEqual([4, 0x82, 1, 0]);
    // Longer than needed, as Net-SNMP writes.
    expect(readHex('04 82 00 01 41', (r) => r.text('t'))).toMatchObject({ message: 'A' });
  });

  it('names of tags', () => {
    expect([0x30, 0x40, 0xa0, 0xe1, 0x44].map(tagName)).toEqual([
      'SEQUENCE',
      '[APPLICATION 0]',
      '[0]',
      '[PRIVATE 1]',
      '[APPLICATION 4]',
    ]);
    expect([applicationTag(4), contextTag(1, true)]).toEqual([0x44, 0xa1]);
  });
});

describe('what is refused', () => {
  it.each<[what: string, hex: string, kind: string]>([
    ['nothing', '', 'truncated'],
    ['a tag alone', '02', 'truncated'],
    ['contents cut off', '02 02 01', 'truncated'],
    ['a length cut off', '02 82 01', 'truncated'],
    ['another type', '04 01 00', 'value'],
    ['a number of no bytes', '02 00', 'length'],
    ['a number of ten bytes', '02 0a 00 00 00 00 00 00 00 00 00 01', 'length'],
    ['a number that JavaScript cannot hold', '02 08 7f ff ff ff ff ff ff ff', 'value'],
    ['an indefinite length', '02 80 01 00 00', 'length'],
    ['a length of five bytes', '02 85 00 00 00 00 01 00', 'length'],
    ['a length of 2^31', '02 84 80 00 00 00 01', 'truncated'],
  ])('%s', (_, hex, kind) => {
    expect(readHex(hex, (r) => r.integer('n'))).toMatchObject({
      ok: false,
      error: { kind, field: 'n' },
    });
  });

  it.each<[what: string, hex: string]>([
    ['an arc without an end', '06 02 2b 86'],
    ['an arc that begins with zeros', '06 03 2b 80 01'],
    ['an arc of more than 32 bits', '06 06 2b 90 80 80 80 00'],
  ])('%s', (_, hex) => {
    expect(readHex(hex, (r) => r.oid('n'))).toMatchObject({ ok: false, error: { kind: 'value' } });
  });

  it.each<[what: string, hex: string, kind: string]>([
    ['no word on which are unused', '03 00', 'value'],
    ['eight of them unused', '03 02 08 00', 'value'],
    ['unused ones of none', '03 01 01', 'value'],
    ['too many', `03 22 00${' ff'.repeat(33)}`, 'length'],
    ['cut off', '03 02 00', 'truncated'],
  ])('bits: %s', (_, hex, kind) => {
    expect(readHex(hex, (r) => r.bits('b'))).toMatchObject({
      error: { kind, field: 'b', offset: 0 },
    });
  });

  it.each<[what: string, hex: string, kind: string]>([
    ['none', '02 00', 'length'],
    ['ten', '02 0a 00 00 00 00 00 00 00 00 00 01', 'length'],
    ['one too high', '02 02 01 00', 'value'],
    ['one that would be negative', '02 08 ff ff ff ff ff ff ff ff', 'value'],
  ])('a number without sign: %s', (_, hex, kind) => {
    expect(readHex(hex, (r) => r.unsigned('n', 255))).toMatchObject({
      error: { kind, field: 'n', offset: 0 },
    });
  });

  it('tells where the element stands, not where it ends', () => {
    const second = readHex('02 01 01 02 00', (r) => [r.integer('a'), r.integer('b')]);
    expect(second).toMatchObject({ error: { field: 'b', offset: 3 } });
  });

  it('a length of 2^31 inside another, and nesting of 10,000, at once', () => {
    const inside = readHex('30 08 04 84 80 00 00 00 41 42', (r) =>
      r.within('s', TAGS.SEQUENCE, (s) => s.octets('o')),
    );
    expect(inside).toMatchObject({ error: { kind: 'length', field: 'o' } });
    const deep = (r: BerReader): void =>
      r.within('s', TAGS.SEQUENCE, (s) => (s.more ? deep(s) : undefined));
    const nested = joinBytes(Array(10_000).fill(fromHex('30 84 00 00 ff ff')));
    const decoded = read(nested, deep);
    expect(decoded).toMatchObject({ error: { kind: 'length', field: 's' } });
    expect(decoded.fields.length).toBeLessThanOrEqual(MAX_DEPTH);
  });

  it('a tag of several bytes', () => {
    expect(readHex('1f 81 01 00', (r) => r.any('n'))).toMatchObject({ error: { kind: 'value' } });
  });

  it('an element longer than the one around it', () => {
    const decoded = readHex('30 03 04 05 41 42 43 44 45', (r) =>
      r.within('outer', TAGS.SEQUENCE, (inside) => inside.octets('inner')),
    );
    expect(decoded).toMatchObject({
      ok: false,
      error: { kind: 'length', field: 'inner', offset: 2 },
    });
  });

  it('an element more than expected, and one too few', () => {
    const bytes = berSequence([berInteger(1), berInteger(2)]);
    const one = read(bytes, (r) => r.within('s', TAGS.SEQUENCE, (inside) => inside.integer('a')));
    expect(one).toMatchObject({ ok: false, error: { kind: 'value', field: 's' } });
    const three = read(bytes, (r) =>
      r.within('s', TAGS.SEQUENCE, (inside) => ['a', 'b', 'c'].map((name) => inside.integer(name))),
    );
    expect(three).toMatchObject({ ok: false, error: { kind: 'length', field: 'c' } });
  });

  it('nesting without end', () => {
    const nested = (depth: number): Uint8Array =>
      depth === 0 ? berNull() : berSequence([nested(depth - 1)]);
    const deep = (r: BerReader): number =>
      r.nextTag() === TAGS.SEQUENCE ? 1 + r.within('s', TAGS.SEQUENCE, deep) : (r.nothing('n'), 0);
    expect(read(nested(MAX_DEPTH), deep)).toMatchObject({ message: MAX_DEPTH });
    expect(read(nested(MAX_DEPTH + 1), deep)).toMatchObject({ error: { kind: 'length' } });
  });

  it.each(['', '1', '3.1', '1.40', '1.3.', '1..3', '1.03', `1.3.${2 ** 32}`, 'sysDescr', '1.3.-1'])(
    '"%s" as an object identifier',
    (text) => expect(() => parseOid(text)).toThrow(RangeError),
  );

  it('too many arcs, both ways', () => {
    const long = Array(MAX_ARCS + 1).fill(1);
    expect(() => parseOid(long.join('.'))).toThrow(RangeError);
    expect(read(berElement(6, Uint8Array.from(long)), (r) => r.oid('n')).ok).toBe(false);
    const longest = `1.3.${Array(MAX_ARCS - 2)
      .fill(MAX_ARC)
      .join('.')}`;
    expect(read(berOid(longest), (r) => r.oid('n'))).toMatchObject({ message: longest });
  });

  it('what cannot be written', () => {
    for (const value of [0.5, NaN, 2 ** 53, 1n << 64n, -(1n << 63n) - 1n]) {
      expect(() => berInteger(value)).toThrow(RangeError);
    }
    for (const bits of ['2', '01 ', 'a']) expect(() => berBits(bits)).toThrow(RangeError);
    for (const tag of [-1, 0x1f, 0xbf, 256]) expect(() => berNull(tag)).toThrow(RangeError);
  });
});

describe('any bytes', () => {
  /** Everything there is, whatever it is. */
  function all(r: BerReader): number {
    let count = 0;
    while (r.more && count < 1000) {
      const tag = r.nextTag();
      if (tag !== undefined && (tag & 0x20) !== 0) count += r.within('group', tag, all);
      else if (tag === TAGS.OBJECT_IDENTIFIER) r.oid('oid');
      else if (tag === TAGS.INTEGER) r.integer('integer');
      else r.any('any');
      count++;
    }
    return count;
  }
  /** One element: what follows it is another matter. */
  const one = (r: BerReader) => r.within('message', TAGS.SEQUENCE, all);

  it('are read or refused, never thrown over', () => {
    const start = fc.constantFrom(fromHex('30'), fromHex('30 82'), fromHex('30 7f 30 40 06'));
    const noise = fc.tuple(start, fc.uint8Array({ maxLength: 200 })).map(joinBytes);
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(unsound(read(bytes, one), bytes)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('cut anywhere or with any bit flipped', () => {
    const bytes = berSequence([
      berInteger(-7),
      berSequence([berOid('1.3.6.1.4.1.1248.1'), berNull()], contextTag(0, true)),
      berOctets(new Uint8Array(130)),
    ]);
    expect(read(bytes, one).ok).toBe(true);
    for (const mutation of mutations(bytes)) {
      expect(unsound(read(mutation, one), mutation)).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length++) {
      const decoded = read(bytes.slice(0, length), one);
      expect(decoded).toMatchObject({ ok: false, error: { kind: 'truncated' } });
    }
  });
});

it('says of a tag that is right but for its form which form that is', () => {
  const decoded = decodeWith(fromHex('2c 80 0c 01 41 00 00'), (r) =>
    readBer(r).octets('question', undefined, 0x0c),
  );
  expect(decoded).toMatchObject({
    ok: false,
    error: {
      message: expect.stringContaining(
        'is [UNIVERSAL 12] and constructed, not primitive',
      ) as string,
    },
  });
});
