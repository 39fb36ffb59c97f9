import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obeyed, visibleWidth } from '../../../test/support/terminal.ts';
import { cut, hang, hangCommand, pad, printable, width, wrap } from './text.ts';

const RED = '\u001b[31mred\u001b[39m';

/** What names are made of: letters, wide ones, marks, emoji, blanks, long words. */
const someText = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', 'é', 'e\u0301', '漢', '🚀', '👩‍👧', 'abcdefghij', '-'),
  maxLength: 40,
});
const someWidth = fc.integer({ min: 10, max: 60 });
/** Half of a character. */
const TORN = /\p{Surrogate}/u;
const withoutBlanks = (text: string) => text.replaceAll(/ +/g, '');

describe('width', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['漢字', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    [RED, 3],
    ['é', 1],
    ['…', 1],
  ])('of %j is %i', (text, columns) => {
    expect(width(text)).toBe(columns);
  });
});

describe('printable', () => {
  it.each([
    '\u001b[2J',
    '\u009b31m',
    'a\u202eb',
    'a\u2066b',
    'a\nb',
    'a\u2028b',
    '\u0000',
    '\ud83d',
  ])('makes %j harmless and leaves a mark', (text) => {
    expect(obeyed(printable(text))).toEqual([]);
    expect(printable(text)).toContain('\ufffd');
  });

  it('leaves names of all languages as they are', () => {
    for (const text of ['nginx', 'é', '漢字', 'עברית', '👩‍👧', '🏴‍☠️', 'a b']) {
      expect(printable(text)).toBe(text);
    }
  });
});

describe('cut and pad', () => {
  it('end at the column, and show that something is missing', () => {
    expect(cut('printer', 7)).toBe('printer');
    expect(cut('printers', 7)).toBe('printe…');
    expect(cut('漢字漢字', 4)).toBe('漢…');
    expect(pad('漢', 4)).toBe('漢  ');
    expect(pad('long', 2)).toBe('long');
  });

  it('never are too wide, whatever the text', () => {
    fc.assert(
      fc.property(someText, someWidth, (text, columns) => {
        expect(visibleWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
        expect(cut(text, columns)).not.toMatch(TORN);
        expect(visibleWidth(pad(cut(text, columns), columns))).toBe(columns);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks at blanks, and a longer word where it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect(wrap('漢字漢', 4)).toEqual(['漢字', '漢']);
    expect(wrap('', 5)).toEqual([]);
  });

  it('loses nothing, tears no character apart, and fits, whatever the text', () => {
    fc.assert(
      fc.property(someText, someWidth, (text, columns) => {
        const lines = wrap(text, columns);
        expect(withoutBlanks(lines.join(''))).toBe(withoutBlanks(text));
        expect(lines.filter((line) => visibleWidth(line) > columns)).toEqual([]);
        expect(lines.filter((line) => TORN.test(line))).toEqual([]);
      }),
    );
  });
});

describe('hang', () => {
  it('wraps beside what stands in front', () => {
    expect(hang('see: ', 'one two three', 15)).toEqual(['see: one two', '     three']);
    expect(hang('see: ', 'one two three four', 15, '  ')).toEqual(['see: one two', '  three four']);
    expect(hang('see: ', '', 15)).toEqual(['see: ']);
  });

  it('gives what stands in front a line of its own when it leaves no room', () => {
    expect(hang('  a rather long name: ', 'and the rest', 20)).toEqual([
      '  a rather long',
      '  name:',
      '    and the rest',
    ]);
  });

  it('fits and loses nothing, whatever the texts', () => {
    fc.assert(
      fc.property(someText, someText, fc.integer({ min: 20, max: 60 }), (first, text, columns) => {
        const lines = hang(first, text, columns);
        expect(lines.filter((line) => visibleWidth(line) > columns)).toEqual([]);
        expect(withoutBlanks(lines.join(''))).toBe(withoutBlanks(first + text));
      }),
    );
  });
});

describe('a command over several lines', () => {
  /** What a shell makes of the lines: a sign at the end joins, blanks separate. */
  const joined = (lines: readonly string[]) =>
    lines
      .map((line) => line.trim())
      .join('\n')
      .replaceAll(/ \\\n/g, ' ');

  it.each([
    "sudo ss -tulnp 'sport = :641'",
    'netstat -ano | findstr ":641 "',
    "systemctl status 'it'\\''s.service' and more",
    "sudo systemctl stop 'a b.service'",
    'echo a\\ b "c d" e',
    "unbalanced ' quote is kept",
    'Get-NetTCPConnection -State Listen -LocalPort 641',
  ])('%s is the same command at every width', (command) => {
    for (const columns of [20, 30, 40, 60, 200]) {
      expect(joined(hangCommand('  look: ', command, columns))).toBe(`look: ${command}`);
    }
  });

  it('never breaks inside quotes', () => {
    expect(hangCommand('', "run 'one two three'", 12)).toEqual(['run \\', "  'one two three'"]);
  });

  it('goes on as the shell wants it', () => {
    expect(hangCommand('', 'Get-Thing -Name x', 12, '`')).toEqual(['Get-Thing `', '  -Name x']);
  });
});

it('a word that is broken goes on without a blank, whatever the lines after it begin with', () => {
  const lines = hang('  from ', `a file ${'x'.repeat(30)} there`, 20, '    ');
  expect(lines.map((line) => line.trim()).join('')).toContain('x'.repeat(13));
  expect(lines.join('').replaceAll(' ', '')).toBe(`fromafile${'x'.repeat(30)}there`);
  expect(lines.join('\n')).not.toMatch(/x x/);
});
