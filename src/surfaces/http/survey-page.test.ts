/** The first page in a browser: in the reader's language throughout, but for what it quotes. */
import { describe, expect, it, test } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { ownWords } from '../../../test/support/own-words.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { HOSTILE_NAME } from '../../../test/support/busy-machine.ts';
import { readPhrases } from '../../app/page/words.ts';
import type { SurveyResult, SurveySummary } from '../../app/survey/result.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { simulatedListeners } from '../../platform/simulated/listeners.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import { REACH_WORDS } from '../doors.ts';
import { VERDICT_WORDS } from '../../verdict/verdict.ts';
import { surveyPage } from './survey-page.ts';

const { get } = exampleHttp();
const html = async (path: string) => (await get(path)).text();
const result = (await (await get('/api/survey')).json()) as SurveyResult;
const english = readPhrases(shippedData, 'en');

const heading = (page: string) => /<h1>([^<]*)<\/h1>/.exec(page)?.[1];

/** Words that a language shares with English. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  de: [
    'firewall',
    'in',
    'port',
    'ports',
    'system',
    'socket',
    'sockets',
    'raw',
    'internet',
    'container',
  ],
  ms: ['port', 'program', 'internet'],
  he: ['containers'],
  ar: [],
};

describe.each(LANGUAGES)('in $tag', ({ tag, direction }) => {
  const words = readPhrases(shippedData, tag);

  it('is whole, and says which language it is in', async () => {
    const response = await get(`/?lang=${tag}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-language')).toBe(tag);
    expect(response.headers.get('vary')).toContain('Accept-Language');
    const page = await response.text();
    expect(page).toContain(`<html lang="${tag}" dir="${direction}">`);
    expect(page).not.toMatch(/[{}]|undefined|\[object/);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels).toEqual([1, 2, 2, 2, 2, 2]);
  });

  it('is chosen by the browser, unless the address says otherwise', async () => {
    const headers = { 'accept-language': `tlh, ${tag}-XY;q=0.7, en;q=0.1` };
    const language = async (path: string) =>
      (await get(path, { headers })).headers.get('content-language');
    expect(await language('/')).toBe(tag);
    expect(await language('/?lang=en')).toBe('en');
  });

  it('says everything of its own in that language', async () => {
    const page = ownWords(await html(`/?lang=${tag}`));
    expect(page.size).toBeGreaterThan(60);
    if (tag === 'en') return;
    const inEnglish = [...ownWords(await html('/?lang=en'))];
    expect(inEnglish.filter((word) => page.has(word)).toSorted()).toEqual(
      [...SHARED[tag]!, 'portolan'].toSorted(),
    );
  });

  it('has a badge for each verdict, which names the word of the command line too', async () => {
    const page = await html(`/?lang=${tag}`);
    const badges = [
      ...page.matchAll(
        /<span\s+class="badge \w+"\s+data-verdict="(\w+)"(?:\s+title="(\w+)")?\s*>([^<]*)</g,
      ),
    ];
    expect(badges.length).toBeGreaterThan(10);
    for (const [, verdict, title, shown] of badges) {
      const word = VERDICT_WORDS.find((one) => one === verdict)!;
      expect(shown).toBe(words.say(`verdict.${word}`));
      expect(title).toBe(tag === 'en' ? undefined : verdict);
      expect(page).toContain(`<dd>${words.say(`verdict.${word}.means`).replaceAll("'", '&#39;')}`);
    }
    expect(page).toContain(`(${words.say('severity.alert')})`);
  });

  it('marks sentences of the API as English, and commands as read from left to right', async () => {
    const page = await html(`/?lang=${tag}`);
    for (const { severity, look } of result.listeners) {
      if (severity === 'none') continue;
      expect(page).toContain(`<code dir="ltr">${look.replaceAll("'", '&#39;')}</code>`);
    }
    expect(page).toMatch(/<p lang="en" dir="ltr">\s*5432\/tcp listens on every address, but/);
    expect(page).toMatch(/<bdi lang="en" dir="ltr">The program behind 1 socket belongs/);
    expect(page).toContain('<code dir="ltr">sudo portolan survey</code>');
    expect(page.includes(words.say('survey.inEnglish'))).toBe(tag !== 'en');
  });

  it('leads on in that language if the address names it', async () => {
    const named = await html(`/?lang=${tag}`);
    expect(named).toContain(`href="/port/5432?lang=${tag}"`);
    expect(named).toMatch(new RegExp(`class="name"\\s+href="/\\?lang=${tag}"`));
    expect(named).toContain(`<input type="hidden" name="lang" value="${tag}" />`);
    const found = await (await get('/', { headers: { 'accept-language': tag } })).text();
    expect(found).toContain('href="/port/5432"');
    expect(found).not.toContain('name="lang"');
    for (const page of [named, found]) {
      for (const other of LANGUAGES) {
        expect(page.includes(`href="?lang=${other.tag}" hreflang="${other.tag}"`)).toBe(
          other.tag !== tag,
        );
      }
    }
  });

  it('shows hostile names, and they do nothing', async () => {
    const page = await html(`/?lang=${tag}`);
    expect(page).not.toMatch(/<img src=x|<script|\son\w+=["']|\u202e/i);
    const [beginning = ''] = HOSTILE_NAME.split('&');
    expect(page).toContain(beginning.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  });

  it('has words for any number of doors', () => {
    const lead = (summary: Partial<SurveySummary>) =>
      heading(
        `${surveyPage({ result: { ...result, summary: { ...result.summary, ...summary } }, changes: { kind: 'nothing kept' } }, { words, keepLanguage: false }, { asked: {}, offered: [] }).main}`,
      )!;
    const leads = [0, 1, 2, 3, 11, 100].map((n) => lead({ doors: n, outside: n, unpromised: n }));
    expect(new Set(leads).size).toBe(leads.length);
    expect(leads[0]).toBe(words.say('survey.none'));
    const none = lead({ doors: 3, outside: 0, unpromised: 0 });
    expect(none).toContain(words.say('survey.outsideNone'));
    expect(none).toContain(words.say('survey.unpromisedNone'));
  });

  it('is short where nothing listens', async () => {
    const report: ListenerReport = {
      ...(await examplePlatform().listeners.collect(new AbortController().signal)),
      listeners: [],
      elsewhere: [],
      reserved: [],
      raw: [],
      coverage: { complete: true, looked: ['tcp'], gaps: [] },
    };
    const platform = { ...examplePlatform(), listeners: simulatedListeners(report) };
    const page = await (await exampleHttp({ platform }).get(`/?lang=${tag}`)).text();
    expect(heading(page)).toBe(words.say('survey.none'));
    expect(page).not.toContain('<table');
    expect(page).not.toMatch(/<h2/);
  });
});

test('in English it says what the summary says to programs', async () => {
  expect(heading(await html('/?lang=en'))).toBe(`${result.summary.sentence}.`);
});

test('reaches have the words of the command line', () => {
  for (const [reach, word] of Object.entries(REACH_WORDS)) {
    expect(english.say(`reach.${reach as keyof typeof REACH_WORDS}`)).toBe(word);
  }
});

it('names a few of those whom a crowded port was promised to, and says where the others are', async () => {
  const text = await (await exampleHttp().get('/?lang=de')).text();
  const rest = /<a href="\/port\/8080\?lang=de">\+(\d+)<\/a>/.exec(text);
  expect(Number(rest?.[1])).toBeGreaterThan(5);
});
