/** A port's page in a browser: in the reader's language, the right way round, and harmless. */
import { describe, expect, it, test } from 'vitest';
import { exampleHttp } from '../../../test/support/http.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { SECTION_IDS, type PortPageModel } from '../../app/page/model.ts';
import { readPhrases } from '../../app/page/words.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { quote, type Span } from '../../language/phrases.ts';
import { send } from './page.ts';
import { portPage } from './port-page.ts';
import { spansHtml } from './spans.ts';

const { get } = exampleHttp();
const html = async (path: string, headers: Record<string, string> = {}) =>
  (await get(path, { headers })).text();
const languageOf = (page: string) => /<html lang="([\w-]+)" dir="(ltr|rtl)">/.exec(page)?.slice(1);

describe.each(LANGUAGES)('in $tag', ({ tag, direction }) => {
  const words = readPhrases(shippedData, tag);

  it.each(['/port/641', '/port/50001', '/port/0', '/port/641,3289', '/port/620-642'])(
    '%s is whole, and says which language it is in',
    async (path) => {
      const response = await get(`${path}?lang=${tag}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-language')).toBe(tag);
      const page = await response.text();
      expect(languageOf(page)).toEqual([tag, direction]);
      expect(page).toContain(words.say('site.lookUp'));
      expect(page).toContain(words.say('heading.sources'));
      expect(page).not.toMatch(/[{}]|undefined|\[object/);
    },
  );

  it('every section has a heading, and the page links to its other languages', async () => {
    const page = await html(`/port/641?lang=${tag}`);
    for (const id of SECTION_IDS) {
      expect(page).toContain(`<h2 id="${id}">${words.say(`heading.${id}`)}</h2>`);
    }
    for (const other of LANGUAGES) {
      expect(page.includes(`href="?lang=${other.tag}" hreflang="${other.tag}"`)).toBe(
        other.tag !== tag,
      );
    }
  });

  it('commands and quotations keep their own direction', async () => {
    const page = await html(`/port/641?lang=${tag}`);
    expect(page).toContain('<code dir="ltr">sudo ss -tulnp &#39;sport = :641&#39;</code>');
    expect(page.includes('<bdi lang="en" dir="ltr">')).toBe(tag !== 'en');
  });

  it('is chosen by the browser, unless the address says otherwise', async () => {
    const accept = { 'accept-language': `tlh, ${tag}-XY;q=0.7, en;q=0.1` };
    expect(languageOf(await html('/port/641', accept))?.[0]).toBe(tag);
    expect(languageOf(await html('/search?q=epson', accept))?.[0]).toBe(tag);
    expect(languageOf(await html('/port/641?lang=en', accept))?.[0]).toBe('en');
    expect(languageOf(await html('/port/641?lang=tlh', accept))?.[0]).toBe(tag);
    expect((await get('/port/641', { headers: accept })).headers.get('vary')).toContain(
      'Accept-Language',
    );
  });

  it('stays when something else is looked up, if the address named it', async () => {
    const field = `<input type="hidden" name="lang" value="${tag}" />`;
    const inHead = async (path: string) =>
      (await html(path)).split('</header>')[0]!.includes(field);
    expect(await inHead(`/port/641?lang=${tag}`)).toBe(true);
    expect(await inHead(`/search?q=epson&lang=${tag}`)).toBe(true);
    expect(await inHead('/port/641')).toBe(false);
    const way = (await get(`/port?q=642&lang=${tag}`)).headers.get('location');
    expect(way).toBe(`/port/642?lang=${tag}`);
    for (const empty of ['/port?', '/search?q=+&']) {
      const home = (await get(`${empty}lang=${tag}`)).headers.get('location');
      expect(home).toBe(`/?lang=${tag}`);
    }
  });

  it('stays when a port of a list is opened, if the address named it', async () => {
    for (const path of ['/port/620-642', '/port/641,3289', '/search?q=epson']) {
      const named = await html(`${path}${path.includes('?') ? '&' : '?'}lang=${tag}`);
      const links = [...named.matchAll(/ href="\/port\/[^"]*"/g)].map(([link]) => link);
      expect(links.length).toBeGreaterThan(1);
      expect(links.filter((link) => !link.endsWith(`?lang=${tag}"`))).toEqual([]);
    }
    expect(await html('/port/620-642')).toContain('href="/port/641"');
  });
});

test('a hostile header or address is no more than English', async () => {
  for (const hostile of ['x'.repeat(100_000), '"><script>', ';;;,,,q=', 'de;q=9'.repeat(1000)]) {
    const safe = hostile.replaceAll(/[^\u0020-\u007e]/g, '');
    expect(languageOf(await html('/port/641', { 'accept-language': safe }))).toEqual(['en', 'ltr']);
    const page = await html(`/port/50001?lang=${encodeURIComponent(hostile.slice(0, 5000))}`);
    expect(languageOf(page)).toEqual(['en', 'ltr']);
    expect(page).not.toContain('<script');
  }
});

test('one transport may be asked for', async () => {
  const page = await html('/port/udp/3289');
  expect(page).toContain('ss -ulnp');
  expect(page).not.toContain('ss -tulnp');
  expect(page).toContain('action="/port/3289/helpful"');
});

test('several ports are told in short, without what only one page asks', async () => {
  const page = await html('/port/641,3289,:8080');
  expect(page.match(/<article/g)).toHaveLength(3);
  for (const port of [641, 3289, 8080]) expect(page).toContain(`<a href="/port/${port}">`);
  expect(page).not.toContain('id="questions"');
});

test('a quotation and the address in it stay in one piece, in another language', () => {
  const link = { kind: 'link', text: 'https://x.example' } as const;
  const own: Span = { kind: 'text', text: 'see ' };
  const spans = [own, quote('RFC 1, '), link, quote('.'), { kind: 'code', text: 'a' } as const];
  const anchor = '<a href="https://x.example"><bdi>https://x.example</bdi></a>';
  const foreign = `see <bdi lang="en" dir="ltr">RFC 1, ${anchor}.</bdi><code dir="ltr">a</code>`;
  expect(String(spansHtml(spans, { tag: 'he' }))).toBe(foreign);
  expect(String(spansHtml(spans, { tag: 'en' }))).toBe(
    `see RFC 1, ${anchor}.<code dir="ltr">a</code>`,
  );
  expect(String(spansHtml([own, link], { tag: 'he' }))).toBe(`see ${anchor}`);
});

test('text of sources is shown and does nothing', async () => {
  const evil = '</p><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'&amp;';
  const spans: Span[] = [quote(evil), { kind: 'code', text: evil }, { kind: 'text', text: evil }];
  const model: PortPageModel = {
    port: 1,
    language: 'en',
    direction: 'ltr',
    title: evil,
    subtitle: quote(evil),
    handwritten: false,
    sections: [
      {
        id: 'claims',
        heading: evil,
        blocks: [
          { kind: 'paragraph', spans },
          { kind: 'list', items: [spans] },
          {
            kind: 'claims',
            source: evil,
            heading: spans,
            uses: [
              {
                name: quote(evil),
                transports: ['tcp'],
                standing: 'assigned',
                standingWord: evil,
                title: quote(evil),
                remarks: [spans],
                facts: [spans],
              },
            ],
          },
          {
            kind: 'dispute',
            summary: [quote(evil)],
            judgement: [spans, [quote(evil)]],
            reference: spans,
          },
          { kind: 'commands', system: 'linux', name: evil, commands: [evil] },
          { kind: 'question', question: spans, answer: [spans] },
          {
            kind: 'paragraph',
            spans: [{ kind: 'link', text: `https://x.example/"onclick="${evil}` }],
          },
        ],
      },
    ],
  };
  const english = readPhrases(shippedData, 'en');
  const asked = { text: evil, words: english, keepLanguage: true, isAnswered: false };
  const result = {
    ports: [],
    pages: [model],
    notFound: [evil],
    sources: [{ id: evil, title: evil, limits: evil, date: evil, address: `https://${evil}` }],
  };
  const context = {
    header() {},
    html: (text: string) => new Response(text),
  } as unknown as Parameters<typeof send>[0];
  const page = await (await send(context, { version: '0' }, portPage(result, asked))).text();
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toMatch(/<script|<img src=x|\u202e/);
  expect(page).not.toMatch(/"[^"<>]*"\s*onclick=/);
  expect(page.match(/<\/script/g)).toBeNull();
});
