import { array, assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { decodeWith } from '../../core/bytes/reader.ts';
import {
  escapeLabel,
  foldName,
  labelBytes,
  labelsOf,
  labelWords,
  nameOf,
  nameSize,
  readName,
  sameName,
} from './name.ts';

/** Reads the name that stands at `at`. */
const nameAt = (hex: string, at = 0, start = 0) => {
  const bytes = fromHex(hex);
  const decoded = decodeWith(bytes, (r) => {
    if (at > 0) r.bytes('before', at);
    return readName(r, 'name', { bytes, start });
  });
  return decoded.ok ? decoded.message : decoded.error;
};

describe('a name', () => {
  it.each([
    ['00', '.'],
    ['05 6c6f63616c 00', 'local'],
    ['03 612e62 05 6c6f63616c 00', String.raw`a\.b.local`],
    ['03 615c62 00', String.raw`a\\b`],
    ['02 610a 00', String.raw`a\010`],
    // "Küche" in UTF-8, and in ISO 8859-1, which is no UTF-8.
    ['06 4bc3bc636865 00', 'Küche'],
    ['05 4bfc636865 00', String.raw`K\252che`],
    // A byte order mark is a character like others.
    ['04 efbbbf61 00', String.raw`\239\187\191a`],
  ])('%s is %s', (hex, text) => {
    expect(nameAt(hex)).toBe(text);
    const bytes = labelsOf(text).flatMap((label) => [
      labelBytes(label).length,
      ...labelBytes(label),
    ]);
    expect(Uint8Array.from([...bytes, 0])).toEqual(fromHex(hex));
  });

  it('goes both ways, whatever its labels are', () => {
    assert(
      property(array(uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 6 }), (labels) => {
        const text = nameOf(labels);
        expect(labelsOf(text).map(labelBytes)).toEqual(labels);
        expect(nameSize(text)).toBe(labels.reduce((sum, { length }) => sum + length + 1, 1));
      }),
    );
  });

  it('keeps what a person typed', () => {
    assert(
      property(string({ unit: 'grapheme' }), (words) => {
        expect(labelWords(escapeLabel(words))).toBe(words);
        expect(labelsOf(escapeLabel(words)).length).toBe(words === '' ? 0 : 1);
      }),
    );
  });

  it('is the same in upper and lower case of ASCII, and in no other', () => {
    expect(sameName('EPSON.Local', 'epson.lOCAL')).toBe(true);
    expect(sameName('KÜche', 'KüCHE')).toBe(false);
    expect(foldName('É')).toBe('É');
  });
});

describe('pointers', () => {
  it('lead back, more than once', () => {
    // "a.local" at 0, "b" and a pointer to "local" at 9, "c" and a pointer to "b…" at 13.
    const hex = '0161 056c6f63616c 00 0162 c002 0163 c009';
    expect(nameAt(hex, 9)).toBe('b.local');
    expect(nameAt(hex, 13)).toBe('c.b.local');
  });

  it('count from the message, which over TCP is not the first byte', () => {
    expect(nameAt('ffff 0161 00 0162 c000', 5, 2)).toBe('b.a');
  });

  it.each([
    ['to itself', 'c000', 'value', 'pointer'],
    ['to another that leads back here', 'c002 c000', 'value', 'pointer'],
    ['forward', 'c003 00 0161 00', 'value', 'pointer'],
    ['into its own labels', '0161 c000', 'value', 'pointer'],
    ['cut', '0161 c0', 'truncated', 'pointer'],
  ])('%s are refused', (_, hex, kind, field) => {
    expect(nameAt(hex)).toMatchObject({ kind, field });
  });

  it('cannot make a name of more than 255 bytes', () => {
    // 100 labels of one byte, then a name that leads to them after 80 of its own.
    const labels = (count: number) => '0161 '.repeat(count);
    expect(nameAt(`${labels(100)} 00`)).toHaveLength(199);
    expect(nameAt(`${labels(100)} 00 ${labels(26)} c000`, 201)).toHaveLength(2 * 126 - 1);
    expect(nameAt(`${labels(100)} 00 ${labels(80)} c000`, 201)).toMatchObject({
      kind: 'length',
      field: 'label',
    });
    expect(nameAt(`${labels(128)} 00`)).toMatchObject({ kind: 'length' });
  });
});

describe('labels', () => {
  it.each([
    ['longer than 63 bytes', '40 61', 'value', 'label length'],
    ['of a kind that nobody uses', '80 61', 'value', 'label length'],
    ['that are cut', '05 6c6f', 'truncated', 'label'],
    ['without an end', '01 61', 'truncated', 'label length'],
  ])('%s are refused', (_, hex, kind, field) => {
    expect(nameAt(hex)).toMatchObject({ kind, field });
  });
});
