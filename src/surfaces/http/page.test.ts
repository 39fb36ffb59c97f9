/** What a person reads when something went wrong, in their language. */
import { describe, expect, it } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { ownWords } from '../../../test/support/own-words.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { readPhrases } from '../../app/page/words.ts';
import { UnavailableError } from '../../core/errors.ts';
import { LANGUAGES } from '../../language/languages.ts';
import type { Failure } from './answer.ts';
import { failurePage } from './page.ts';

const { get } = exampleHttp();

const FAILURES: [status: Failure['status'], path: string, init?: RequestInit][] = [
  [400, '/port/70000'],
  [404, '/port/enpcc'],
  [404, '/nonsense'],
  [403, '/', { headers: { origin: 'http://evil.example' } }],
  [405, '/', { method: 'DELETE' }],
];

describe.each(LANGUAGES)('a failure in $tag', ({ tag, direction }) => {
  const words = readPhrases(shippedData, tag);

  it.each(FAILURES)('%i at %s', async (status, path, init) => {
    const response = await get(`${path}?lang=${tag}`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-language')).toBe(tag);
    const page = await response.text();
    expect(page).toContain(`<html lang="${tag}" dir="${direction}">`);
    expect(page).toContain(`<h1>${words.say(`failure.${status}`)}</h1>`);
    expect(page).toContain('<p class="lead" lang="en" dir="ltr">');
    expect(page).toContain(`<a href="/?lang=${tag}">${words.say('site.survey')}</a>`);
    if (tag === 'en') return;
    // Some languages have the same word for a port.
    const own = ownWords(page.replaceAll(/\bPort\b/g, ''));
    const english = ownWords(await (await get(`${path}?lang=en`, init)).text());
    expect([...english].filter((word) => own.has(word))).toEqual(['portolan']);
  });

  it('offers to search for what no service is called, in that language', async () => {
    const page = await (await get(`/port/enpcc?lang=${tag}`)).text();
    expect(page).toContain(`href="/search?q=enpcc&amp;lang=${tag}"`);
    expect(page).toContain('<code dir="ltr">enpcc</code>');
  });

  it('is told to those without the token as well, in the language of their browser', async () => {
    const { get: ask } = exampleHttp({ token: 'a token that is long enough' });
    const refused = await ask('/port/641', { headers: { 'accept-language': tag } });
    expect(refused.status).toBe(401);
    const page = await refused.text();
    expect(page).toContain(words.say('failure.401'));
    expect(page).toContain(`<a href="/">${words.say('site.survey')}</a>`);
  });

  it("is told when the machine does not give what it takes, and is not called nobody's", async () => {
    const collect = async () => {
      throw new UnavailableError('there is no collector for this system');
    };
    const platform = examplePlatform();
    const listeners = { ...platform.listeners, collect };
    const { get: ask, bugs } = exampleHttp({ platform: { ...platform, listeners } });
    const response = await ask(`/?lang=${tag}`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain(`<h1>${words.say('failure.503')}</h1>`);
    expect(words.say('failure.503')).not.toBe(words.say('failure.404'));
    expect(bugs).toEqual([]);
  });

  it('has a title when the fault is ours', () => {
    const failure = { status: 500, kind: 'bug', message: '<b>\nat "x"' } as const;
    const { title, main } = failurePage(failure, '', true, { words, keepLanguage: true });
    expect(title).toBe(words.say('failure.500'));
    expect(`${main}`).toContain('&lt;b&gt;');
    expect(`${main}`).not.toContain('/search');
  });
});
