import { describe, expect, it } from 'vitest';
import { isLiteral, nameKey, wordsOf } from './words.ts';

describe('the words of a text', () => {
  it.each<[text: string, words: string[]]>([
    ['ESRO-EMSDP V1.3', ['esro', 'emsdp', 'v1', '3']],
    ['see RFC 2188, rfc-2524 and RFC02188', ['see', 'rfc2188', 'rfc2524', 'and', 'rfc2188']],
    ['Zoë Müller', ['zoe', 'muller']],
    ['ＥＮＰＣ', ['enpc']],
    ['הדפסה ברשת', ['הדפסה', 'ברשת']],
    ['__proto__ constructor', ['proto', 'constructor']],
    ['🖨️ (.*)[a-z]+', ['a', 'z']],
    ['\u0000\u001b[31m', ['31m']],
    ['', []],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('a name is one however it is joined', () => {
    const keys = ['ms-sql-s', 'MS_SQL_S', 'ms sql s'].map((name) => nameKey(wordsOf(name)));
    expect(new Set(keys)).toEqual(new Set(['mssqls']));
  });

  it('numbers and RFCs are what they are', () => {
    expect(['641', 'rfc2188', 'x11', '802x', 'rfc'].map(isLiteral)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
