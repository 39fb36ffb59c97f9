/** Text on its way to lines: what it is made of, what it means, where it breaks. */
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { PLAIN_STYLE, type StyledRun } from '../../../protocols/escp/composer/content.ts';
import { decodeText, looksBinary } from './decode-text.ts';
import { sourceLines, type Cell } from './lines.ts';
import { pagesOf, type PageOptions } from './pages.ts';
import { Repertoire } from './repertoire.ts';
import { wrapLine } from './wrap.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const asIs = (character: string) => character;
const linesOf = (text: string, print: (character: string, line: number) => string = asIs) => [
  ...sourceLines(text, { tab: 8, print }),
];
const words = (cells: readonly Cell[]) => cells.map(({ character }) => character).join('');

/** `*bold*`, `_underlined_`, `/italic/`, `<red>` as runs. */
function marked(cells: readonly Cell[]): string {
  return cells
    .map(({ character, style: { bold, italic, underline, colour } }) => {
      const marks = `${bold ? '*' : ''}${underline ? '_' : ''}${italic ? '/' : ''}${colour === 'black' ? '' : `<${colour}>`}`;
      return `${marks}${character}`;
    })
    .join('');
}

describe('bytes', () => {
  it.each<[string, Uint8Array, string, string | undefined]>([
    ['UTF-8', encode('é€'), 'é€', undefined],
    ['UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'a', undefined],
    ['UTF-16, little', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xac, 0x20), 'a€', 'UTF-16'],
    ['UTF-16, big', Uint8Array.of(0xfe, 0xff, 0, 0x61, 0x20, 0xac), 'a€', 'UTF-16'],
    ['old files', Uint8Array.of(0x61, 0xe9, 0x80), 'aé€', 'Windows-1252'],
  ])('of %s are text', (_, bytes, text, encoding) => {
    const found = decodeText(bytes);
    expect([found.text, found.encoding]).toEqual([text, encoding]);
    expect(looksBinary(bytes)).toBe(false);
  });

  it('of programs are none', () => {
    expect(looksBinary(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0))).toBe(true);
    expect(looksBinary(Uint8Array.from({ length: 100 }, (_, n) => (n % 3) + 1))).toBe(true);
    expect(looksBinary(encode('N\bNA\bA\tx\n\f\x1b[1mb\r\n'))).toBe(false);
  });
});

describe('a line', () => {
  it.each<[string, string]>([
    ['N\bNA\bAME', '*N*AME'],
    ['_\bf_\bi', '_f_i'],
    ['f\b_i\b_', '_f_i'],
    ['_\bN\bN', '*_N'],
    ['under\r_____', '_u_n_d_e_r'],
    ['wrong\rright', 'right'],
    ['a\x1b[1mb\x1b[0mc', 'a*bc'],
    ['\x1b[1;4;3;31mx\x1b[22;24;23;39my', '*_/<red>xy'],
    ['\x1b[38;5;196mr\x1b[38;2;0;0;255mb\x1b[38:5:8mg', '<red>r<violet>bg'],
    ['\x1b[2Ja\x1b]0;title\x07b\x1b(Bc', 'abc'],
    ['a\tb', 'a       b'],
    ['1234567\tb', '1234567 b'],
    ['e\u0301', 'é'],
    ['a\u0000\u0007b', 'ab'],
  ])('%j is %s', (text, wanted) => {
    expect(linesOf(text).map(({ cells }) => marked(cells))).toEqual([wanted]);
  });

  it('ends as it does anywhere, and with a page where a form feed is', () => {
    const found = linesOf('a\nb\r\nc\fd\v\n');
    expect(found.map(({ cells, endsPage }) => [words(cells), endsPage])).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', false],
      ['', false],
    ]);
  });

  it('that never ends is cut, so that memory is bounded', () => {
    const found = linesOf('x'.repeat(25_000));
    expect(found.map(({ cells }) => cells.length)).toEqual([10_000, 10_000, 5000]);
  });

  it('keeps its columns where a sign becomes wider, as far as there are blanks', () => {
    const print = (character: string) =>
      character === '…' ? '...' : character === '€' ? 'EUR' : character;
    const found = linesOf('│ fan…   │ 24 │\n│  9.90 €  │\n│  9.90 € │\n│ €│ x   │\nand… so', print);
    expect(found.map(({ cells }) => words(cells))).toEqual([
      '│ fan... │ 24 │',
      '│ 9.90 EUR │',
      '│ 9.90 EUR│',
      '│EUR│ x   │',
      'and... so',
    ]);
  });
});

describe('what a printer does not have', () => {
  const repertoire = () => new Repertoire((character) => 'äé─│■ª'.includes(character));

  it('is written as people write it, and told with its place', () => {
    const it = repertoire();
    const text = '“ä” – ő ﬁ Ａ 中 ☃ \u00a0\u200b';
    const printed = [...text].map((character) => it.print(character, 3)).join('');
    expect(printed).toBe('"ä" - o fi A ■■ ■  ');
    expect(it.changes().map(({ character, fate }) => [character, fate])).toEqual([
      ['“', 'transliterated'],
      ['”', 'transliterated'],
      ['–', 'transliterated'],
      ['ő', 'transliterated'],
      ['ﬁ', 'transliterated'],
      ['Ａ', 'transliterated'],
      ['中', 'substituted'],
      ['☃', 'substituted'],
    ]);
    expect(it.changes()[0]).toMatchObject({ line: 3, count: 1, printed: '"' });
  });

  it('is counted, however much of it there is', () => {
    const it = repertoire();
    for (let code = 0x4e00; code < 0x4e00 + 300; code++) it.print(String.fromCodePoint(code), 1);
    it.print('\u4e00', 2);
    expect(it.changes()).toHaveLength(200);
    expect(it.changes()[0]).toMatchObject({ count: 2, line: 1 });
    expect(it.more).toBe(100);
  });
});

const cellsOf = (text: string): Cell[] =>
  [...text].map((character) => ({ character, style: PLAIN_STYLE }));

describe('a line that is too long', () => {
  it.each<[string, 'words' | 'characters' | 'off', string[]]>([
    ['one two three', 'words', ['one two', 'three']],
    ['one two', 'words', ['one two']],
    ['well-known fact', 'words', ['well-', 'known', 'fact']],
    ['abcdefghijklmnop', 'words', ['abcdefgh', 'ijklmnop']],
    ['one two three', 'characters', ['one two', 'three']],
    ['one two three', 'off', ['one two']],
    ['12345678   ', 'words', ['12345678']],
    ['', 'words', ['']],
  ])('%j by %s', (text, wrap, wanted) => {
    expect(wrapLine(cellsOf(text), 8, wrap).map(words)).toEqual(wanted);
  });

  it('loses nothing but blanks, and fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', ' ', '-'), { maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('words' as const, 'characters' as const),
        (characters, columns, wrap) => {
          const parts = wrapLine(cellsOf(characters.join('')), columns, wrap).map(words);
          expect(parts.every((part) => part.length <= columns)).toBe(true);
          expect(parts.join('').replaceAll(' ', '')).toBe(characters.join('').replaceAll(' ', ''));
        },
      ),
      { seed: 3 },
    );
  });
});

describe('pages', () => {
  const pages = (text: string, more: Partial<PageOptions> = {}) =>
    [
      ...pagesOf(linesOf(text), {
        columns: 20,
        lines: 4,
        wrap: 'words',
        isNumbered: false,
        cut: () => {},
        ...more,
      }),
    ].map((lines) =>
      lines.map((runs: readonly StyledRun[]) => runs.map(({ text: of }) => of).join('')),
    );

  it('have as many lines as fit, and no empty one at the end', () => {
    expect(pages('1\n2\n3\n4\n')).toEqual([['1', '2', '3', '4']]);
    expect(pages('1\n2\n3\n4\n5')).toEqual([['1', '2', '3', '4'], ['5']]);
  });

  it('end where a form feed is, be it in a line or in one of its own', () => {
    expect(pages('1\f2\n\f3')).toEqual([['1'], ['2'], ['3']]);
    expect(pages('1\n2\n3\n4\n\f5')).toEqual([['1', '2', '3', '4'], ['5']]);
    expect(pages('a\n\f\f')).toEqual([['a'], []]);
  });

  it('have a heading where one is wished for', () => {
    expect(pages('a\nb\nc', { title: 'Report', isNumbered: true })).toEqual([
      ['Report        Page 1', '', 'a', 'b'],
      ['Report        Page 2', '', 'c'],
    ]);
  });
});
