import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { fromHex, looksLikeHex, toHex } from './hex.ts';
import { hexdump } from './hexdump.ts';
import { decodeWith, type Reader } from './reader.ts';
import { Writer } from './writer.ts';

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const someBytes = fc.uint8Array({ maxLength: 40 });

describe('hexadecimal', () => {
  it.each(['4550', '45 50', '45:50', '45-50', '0x45,0x50', '45\n50\n', ' 45\t50 '])(
    '%j is two bytes',
    (text) => expect(fromHex(text)).toEqual(bytes(0x45, 0x50)),
  );

  it.each([
    ['4', '1 hexadecimal digits make no whole number of bytes'],
    ['45 5x', '"x" is not a hexadecimal digit'],
    ['45 505', '3 hexadecimal digits at character 4 ("505") make no whole number of bytes'],
    ['45 505 3', '3 hexadecimal digits at character 4 ("505") make no whole number of bytes'],
    ...['4 5 5 0', '69 80 0 0'].map((text): [string, string] => {
      const [digit, at] = text.startsWith('4') ? [4, 1] : [0, 7];
      return [
        text,
        `"${digit}" at character ${at} stands alone, and nothing says whether these numbers are hexadecimal or ` +
          `decimal: write two digits a byte (0${digit}), or 0x${digit}`,
      ];
    }),
    ['４５', '"４" is not a hexadecimal digit'],
  ])('%j is refused', (text, sentence) => {
    expect(() => fromHex(text)).toThrow(new UsageError(sentence));
  });

  it.each(['0x45,0x50,0,0x3', '45 5a 0 3', '0x45 5:0x3', '4f:0'])(
    'a digit alone is a byte where no other notation has it: %j',
    (text) => {
      const groups = text.replaceAll('0x', '').split(/[ ,:]/);
      expect([...fromHex(text)]).toEqual(groups.map((group) => parseInt(group, 16)));
    },
  );

  it('goes both ways, with any separator that people use', () => {
    fc.assert(
      fc.property(
        someBytes,
        fc.constantFrom('', ' ', ':', '-', '_', ', ', '\n'),
        (given, between) => {
          expect(fromHex(toHex(given, between))).toEqual(given);
        },
      ),
    );
  });

  it.each([
    ['45', true],
    ['0x', false],
    ['', false],
    ['-', false],
    ['face.bin', false],
    ['./face', false],
  ])('%j looks like it: %s', (text, looks) => expect(looksLikeHex(text)).toBe(looks));
});

describe('a reader', () => {
  const read = <T>(given: Uint8Array, how: (reader: Reader) => T) => decodeWith(given, how);

  it('reads what a writer wrote, and keeps each field with its place', () => {
    const written = new Writer().u8(1).u16(0x0203).u32(0xfffefdfc).text('ab', 4).bytes([9, 8]);
    const decoded = read(written.finish(), (r) => [
      r.u8('kind'),
      r.u16('code'),
      r.u32('serial', (value) => `${value} in words`),
      r.text('name', 4),
      r.rest('more'),
    ]);
    expect(decoded).toEqual({
      ok: true,
      message: [1, 0x0203, 0xfffefdfc, 'ab', bytes(9, 8)],
      fields: [
        { name: 'kind', offset: 0, length: 1, value: 1 },
        { name: 'code', offset: 1, length: 2, value: 0x0203 },
        {
          name: 'serial',
          offset: 3,
          length: 4,
          value: 0xfffefdfc,
          meaning: '4294901244 in words',
        },
        { name: 'name', offset: 7, length: 4, value: 'ab' },
        { name: 'more', offset: 11, length: 2, value: bytes(9, 8) },
      ],
    });
  });

  it('keeps bytes as what they stand for', () => {
    const sum = (all: Uint8Array) => all.reduce((total, one) => total + one, 0);
    expect(read(bytes(1, 2, 3), (r) => r.as('sum', 2, sum, 'of two'))).toEqual({
      ok: true,
      message: 3,
      fields: [{ name: 'sum', offset: 0, length: 2, value: 3, meaning: 'of two' }],
    });
    expect(read(bytes(1), (r) => r.as('sum', 2, sum))).toMatchObject({
      ok: false,
      error: { kind: 'truncated', field: 'sum' },
    });
  });

  it('says what is cut off, where, and keeps what came before', () => {
    expect(read(bytes(1, 2), (r) => [r.u8('kind'), r.u32('serial')])).toEqual({
      ok: false,
      error: {
        kind: 'truncated',
        field: 'serial',
        offset: 1,
        message: 'truncated in serial at byte 1: 4 bytes expected, 1 left',
      },
      fields: [{ name: 'kind', offset: 0, length: 1, value: 1 }],
    });
  });

  it.each([-1, -1000, NaN, -Infinity])(
    'a length of %s ends in a refusal, never backwards',
    (length) => {
      const decoded = read(bytes(1, 2, 3), (r) => {
        r.u8('kind');
        return r.bytes('payload', length);
      });
      expect(decoded).toMatchObject({ ok: false, error: { kind: 'length', offset: 1 } });
    },
  );

  it('an absurd length is cut off, and reserves nothing', () => {
    for (const length of [4, 2 ** 32, Infinity]) {
      const decoded = read(bytes(1, 2, 3), (r) => r.bytes('payload', length));
      expect(decoded).toMatchObject({ ok: false, error: { kind: 'truncated' } });
    }
  });

  it('nothing left is no field', () => {
    expect(read(bytes(), (r) => r.rest('more'))).toEqual({
      ok: true,
      message: bytes(),
      fields: [],
    });
    expect(read(bytes(7), (r) => r.peek(4))).toEqual({ ok: true, message: bytes(7), fields: [] });
  });

  it('what is read is a copy: the peer’s buffer may be used again', () => {
    const given = bytes(1, 2);
    const decoded = read(given, (r) => r.bytes('payload', 2));
    given.fill(0);
    expect(decoded).toMatchObject({ message: bytes(1, 2) });
  });

  it('a refusal is a value; our own bugs pass through', () => {
    const refused = read(bytes(1), (r) => r.refuse('magic', 'marker', 'not ours', 0));
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'magic', field: 'marker', offset: 0 },
    });
    const bug = new TypeError('ours');
    expect(() =>
      read(bytes(1), () => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});

describe('a writer', () => {
  it.each<[what: string, write: (writer: Writer) => unknown]>([
    ['256 in a byte', (w) => w.u8(256)],
    ['-1', (w) => w.u16(-1)],
    ['half', (w) => w.u32(0.5)],
    ['2^32', (w) => w.u32(2 ** 32)],
    ['NaN', (w) => w.u8(NaN)],
    ['a text too long', (w) => w.text('abc', 2)],
    ['a character beyond its alphabet', (w) => w.text('Ā')],
  ])('%s is our own bug', (_, write) => {
    expect(() => write(new Writer())).toThrow(RangeError);
  });
});

describe('a length that is known later', () => {
  it('is put where a number stands, and nowhere else', () => {
    const writer = new Writer().u8(1).u16(0).u8(2).setU16(1, 0x0304);
    expect(writer.finish()).toEqual(bytes(1, 3, 4, 2));
    for (const at of [-1, 3, 4]) expect(() => writer.setU16(at, 0)).toThrow(RangeError);
    expect(() => writer.setU16(0, 65_536)).toThrow(RangeError);
  });
});

describe('a hexdump', () => {
  it('has every byte once, in order, tied to its field', () => {
    fc.assert(
      fc.property(someBytes, fc.integer({ min: 1, max: 20 }), (given, columns) => {
        const fields = [{ name: 'half', offset: 0, length: given.length >> 1, value: '' }];
        const lines = hexdump(given, fields, columns);
        const cells = lines.flatMap((line) => line.cells);
        expect(cells.map(({ hex }) => hex).join('')).toBe(toHex(given));
        expect(cells.map(({ field }) => field)).toEqual(
          Array.from(given, (_, i) => (i < given.length >> 1 ? 0 : -1)),
        );
        expect(lines.map(({ offset }) => offset)).toEqual(lines.map((_, i) => i * columns));
        expect(cells.every(({ character }) => /^[ -~]$/.test(character))).toBe(true);
      }),
    );
  });
});
