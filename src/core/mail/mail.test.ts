/** Headers as text: dates, encoded words, folding, people. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailboxText, readAddresses } from './address-list.ts';
import { dateText, readDate } from './date.ts';
import { decodeWords, encodeWords } from './encoded-words.ts';
import { fieldLine } from './field.ts';
import { readMessage } from './message.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('dates', () => {
  it.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', 880_127_706],
    ['21 Nov 97 09:55:06 GMT', 880_106_106],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', undefined],
    ['Thu,  1 Jan 1970 00:00 +0000 (the beginning)', 0],
    ['1 Jan 1970 00:59 +0100', undefined],
    ['Mon, 29 Feb 2027 00:00:61 +0000', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%s', (text, at) => {
    expect(readDate(text)).toBe(at);
  });

  it('come back', () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000), (at) => {
        expect(readDate(dateText(at))).toBe(at);
      }),
    );
  });
});

describe('encoded words', () => {
  it.each([
    ['plain words', 'plain words'],
    // RFC 2047, section 8.
    ['=?ISO-8859-1?Q?a?=', 'a'],
    ['=?ISO-8859-1?Q?a?= b', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a_b?=', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=', 'a b'],
    [
      '=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <x@example.com>',
      'Keld J\u00f8rn Simonsen <x@example.com>',
    ],
    // A character cut in two, as some programs do.
    ['=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=', '\u00fc'],
    ['=?utf-8?B?w7w=?=', '\u00fc'],
    // RFC 2231, section 5.
    ['=?utf-8*en?Q?a?=', 'a'],
    ['=?nonsense?Q?a?=', '=?nonsense?Q?a?='],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['=?utf-8?Q?=1B[2J?=', '\ufffd[2J'],
    ['=?utf-8?Q?=?=', '='],
  ])('%s', (text, said) => {
    expect(decodeWords(text)).toBe(said);
  });

  it('say any text, in words that are short enough', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 120 })
      .map((one) => one.replaceAll(/\s+/g, ' ').trim());
    fc.assert(
      fc.property(text, (said) => {
        fc.pre(!said.includes('=?') && !/\p{Cc}/u.test(said));
        const encoded = encodeWords(said);
        expect(encoded).toMatch(/^[ -~]*$/);
        for (const word of encoded.split(' ')) {
          expect(word.startsWith('=?') ? word.length : 0).toBeLessThanOrEqual(75);
        }
        expect(decodeWords(encoded)).toBe(said);
      }),
      { numRuns: 500, seed: 2047 },
    );
  });
});

describe('a header as lines', () => {
  it('is folded where it has blanks, and unfolds to what it was', () => {
    const value = fc.array(fc.stringMatching(/^ {0,2}[!-~]{1,40}$/), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(value, (words) => {
        const said = words.join(' ').trim();
        const lines = fieldLine('X-Name', said);
        const read = readMessage(ascii(lines));
        expect(read).toEqual({ fields: [{ name: 'X-Name', value: said, charset: 'us-ascii' }] });
        for (const line of lines.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
      }),
    );
  });

  it.each([
    ['X\r\nY', 'x'],
    ['X', 'a\r\nBcc: b'],
    ['X:', 'a'],
    ['', 'a'],
    ['X', '\u0000'],
    ['X', '\u00fc'],
  ])('refuses what is none: %j %j', (name, value) => {
    expect(() => fieldLine(name, value)).toThrow(RangeError);
  });
});

describe('people', () => {
  it('keep their words', () => {
    const text = 'Ann <a@example.com>, "B, \\"C\\"" <b@example.com>, (d) d@example.com (e (f, g))';
    expect(readAddresses(text)).toEqual({
      isPlain: true,
      mailboxes: [
        { text: 'Ann <a@example.com>', name: 'Ann', address: 'a@example.com' },
        { text: '"B, \\"C\\"" <b@example.com>', name: 'B, "C"', address: 'b@example.com' },
        {
          text: '(d) d@example.com (e (f, g))',
          name: expect.any(String),
          address: 'd@example.com',
        },
      ],
    });
  });

  it.each([
    'All: a@example.com;',
    'a@example.com; b@example.com',
    'a@example.com, nobody',
    '',
    'x <a@example.com> y <b@example.com>',
    'a@example.com> SIZE=1',
    '<a@example.com> SIZE=1',
    'a@example.com SIZE=1',
    '<<a@example.com>',
  ])('are not plain in %s', (text) => {
    const { isPlain, mailboxes } = readAddresses(text);
    expect(isPlain && mailboxes.length > 0).toBe(false);
  });

  it('are read as they were written', () => {
    const name = fc.stringMatching(/^[ -~]{0,20}$/).map((one) => one.trim());
    fc.assert(
      fc.property(name, (said) => {
        fc.pre(!said.includes('@'));
        const text = mailboxText(said, 'a@example.com');
        const { mailboxes, isPlain } = readAddresses(`${text}, b@example.com`);
        expect(isPlain).toBe(true);
        expect(mailboxes.map(({ address }) => address)).toEqual(['a@example.com', 'b@example.com']);
        expect(mailboxes[0]!.text).toBe(text);
      }),
    );
  });
});
