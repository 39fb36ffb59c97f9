import { describe, expect, it } from 'vitest';
import { acceptedLanguages, environmentLanguages } from './wishes.ts';

describe('the environment', () => {
  it.each<[env: Record<string, string>, wishes: string[]]>([
    [{}, []],
    [{ LANG: 'de_AT.UTF-8' }, ['de-AT']],
    [{ LANG: 'sr_RS@latin' }, ['sr-RS']],
    [{ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'he_IL' }, ['he-IL']],
    [{ LANG: 'de_DE', LC_MESSAGES: 'he_IL', LC_ALL: 'ms_MY' }, ['ms-MY']],
    [{ LANG: 'de_DE', LC_ALL: '' }, ['de-DE']],
    [{ LANG: 'en_US.UTF-8', LANGUAGE: 'ar:de_AT:en' }, ['ar', 'de-AT', 'en', 'en-US']],
    [{ LANG: 'C', LANGUAGE: 'de' }, []],
    [{ LANG: 'C.UTF-8', LANGUAGE: 'de' }, []],
    [{ LANG: 'de_DE', LC_ALL: 'POSIX' }, []],
    [{ LANGUAGE: 'de' }, []],
    [{ LANG: 'C++' }, []],
    [{ LANG: '../../etc/passwd' }, []],
    [{ LANG: '' }, []],
  ])('%j', (env, wishes) => {
    expect(environmentLanguages(env)).toEqual(wishes);
  });

  it('is not read for ever', () => {
    expect(
      environmentLanguages({ LANG: 'en', LANGUAGE: 'de:'.repeat(1e6) }).length,
    ).toBeLessThanOrEqual(32);
  });
});

describe('Accept-Language', () => {
  it.each<[header: string, wishes: string[]]>([
    ['', []],
    ['de', ['de']],
    ['de-AT, de;q=0.8, en;q=0.5', ['de-AT', 'de', 'en']],
    ['en;q=0.5, de;q=0.8, he', ['he', 'de', 'en']],
    ['en;q=0.5,de;q=0.5', ['en', 'de']],
    ['de;q=0, en', ['en']],
    ['de;q=0.000, en;q=1.000', ['en']],
    ['*', []],
    ['*;q=0.1, ar ; q = 0.9', ['ar']],
    ['de;q=2, en', ['en']],
    ['de;q=-1, en', ['en']],
    ['de;q=0.1234, en', ['en']],
    ['de;q=NaN, en', ['en']],
    ['de;level=1, en', ['en']],
    ['de;q=1;q=1, en', ['en']],
    [', ,;q=1,,en', ['en']],
    ['<script>, en', ['en']],
    ['de_AT, en', ['en']],
  ])('%s', (header, wishes) => {
    expect(acceptedLanguages(header)).toEqual(wishes);
  });

  it('is not read for ever', () => {
    for (const hostile of [
      'de,'.repeat(1e6),
      'de-'.repeat(1e6),
      ';'.repeat(1e6),
      `de;q=${'0'.repeat(1e6)}`,
      'q=;,'.repeat(1e6),
    ]) {
      expect(acceptedLanguages(hostile).length).toBeLessThanOrEqual(32);
    }
  });
});
