import { describe, expect, it } from 'vitest';
import { DEFAULT_LANGUAGE, LANGUAGES, chooseLanguage, findLanguage } from './languages.ts';

const has = (tag: string) => LANGUAGES.some((language) => language.tag === tag);

describe('the language for somebody', () => {
  it('is found whatever its region, script and case', () => {
    for (const { tag } of LANGUAGES) {
      for (const wish of [tag, `${tag}-XY`, `${tag}-Latn-XY-variant`, tag.toUpperCase()]) {
        expect(findLanguage([wish])).toBe(tag);
      }
    }
  });

  it('is the first wish that is met', () => {
    expect(findLanguage(['xx', 'en-GB', 'de'])).toBe('en');
    expect(findLanguage(['tlh', 'x', '*'])).toBeUndefined();
    expect(findLanguage([])).toBeUndefined();
  });

  it('loses a lone letter together with what it led to (RFC 4647, section 3.4)', () => {
    expect(findLanguage(['en-x-private'])).toBe('en');
    expect(findLanguage(['en-a-ext-x-private'])).toBe('en');
    expect(findLanguage(['x-en'])).toBeUndefined();
  });

  it.each([
    ['iw', 'he'],
    ['iw-IL', 'he'],
    ['arb', 'ar'],
    ['zsm-MY', 'ms'],
  ])('%s is another name of %s', (wish, tag) => {
    expect(findLanguage([wish])).toBe(has(tag) ? tag : undefined);
  });

  it('is no language that only begins alike', () => {
    expect(findLanguage(['eng', 'den', 'msa', 'hex', 'arx', 'e'])).toBeUndefined();
  });

  it('is English for whoever wants none of ours', () => {
    expect(chooseLanguage(['tlh'])).toBe(DEFAULT_LANGUAGE);
    expect(DEFAULT_LANGUAGE).toBe('en');
  });
});
