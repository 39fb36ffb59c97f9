/** What the first page tells of changes: on the simulated platform, whose store is as real as its listeners. */
import { describe, expect, it } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { listening, report, running } from '../../../test/support/listeners.ts';
import { ownWords } from '../../../test/support/own-words.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { baselineSave } from '../../app/baseline/save.ts';
import { readPhrases } from '../../app/page/words.ts';
import { shippedDataset } from '../../atlas/dataset.ts';
import { createAtlas } from '../../atlas/lookup.ts';
import { UnavailableError } from '../../core/errors.ts';
import { never } from '../../core/signal.ts';
import { LANGUAGES } from '../../language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { simulatedListeners } from '../../platform/simulated/listeners.ts';
import type { Listener, ListenerReport } from '../../survey/listener.ts';

const atlas = createAtlas(shippedDataset((path) => shippedData.text(path)));
const sshd = () => listening('tcp 0.0.0.0:22', running('sshd'));
const redis = (address: string) => listening(`tcp ${address}:6379`, running('redis-server'));
const stranger = (port: number) => listening(`tcp 0.0.0.0:${port}`, running(`program${port}`));

/** A machine that was kept with `then` and has `now`; with nothing kept where `then` is left out. */
async function machine(
  now: readonly Listener[],
  then?: readonly Listener[],
  more: Partial<ListenerReport> = {},
): Promise<Platform> {
  const platform = examplePlatform();
  const at = (listeners: readonly Listener[], seen: Partial<ListenerReport> = {}) => ({
    ...platform,
    listeners: simulatedListeners(report(listeners, seen)),
  });
  if (then) {
    const context = { platform: at(then), atlas, signal: never, emit: () => {} };
    await baselineSave.run({}, context);
  }
  return at(now, more);
}

async function pageOf(platform: Platform, tag = 'en') {
  const { get, bugs } = exampleHttp({ platform });
  const response = await get(`/?lang=${tag}`);
  expect(response.status).toBe(200);
  return { page: await response.text(), bugs };
}

const sectionOf = (page: string) => /<section class="changes"[\s\S]*?<\/section>/.exec(page)?.[0];
const badges = (section: string) =>
  [...section.matchAll(/<span\s+class="badge \w+"[^>]*>([^<]*)</g)].map(([, word]) => word);

describe.each(LANGUAGES)('in $tag', ({ tag }) => {
  const words = readPhrases(shippedData, tag);

  it('tells each change, worst first, with the door and the reason', async () => {
    const platform = await machine(
      [redis('0.0.0.0'), stranger(4444)],
      [sshd(), redis('127.0.0.1')],
    );
    const { page } = await pageOf(platform, tag);
    const section = sectionOf(page)!;
    expect(badges(section)).toEqual(
      (['wider', 'new', 'gone'] as const).map((kind) => words.say(`drift.${kind}`)),
    );
    expect(section).toContain('<li class="warning">');
    expect(section).toContain(`<span class="hidden"> (${words.say('severity.warning')})</span>`);
    expect(section).toContain(`href="/port/6379?lang=${tag}"`);
    expect(section).toMatch(/<p lang="en" dir="ltr">[^<]*6379/);
    expect(section).toContain('<code dir="ltr">default</code>');
    expect(section).toContain('<code dir="ltr">portolan baseline accept</code>');
    expect(section).not.toContain('portolan baseline diff');
    expect(page).not.toContain('portolan baseline save');
    expect(page).not.toMatch(/[{}]|undefined|\[object/);
    expect(page.indexOf('class="changes"')).toBeLessThan(page.indexOf('<table'));
  });

  it('says all of its own in that language', async () => {
    if (tag === 'en') return;
    const platform = await machine([redis('0.0.0.0')], [sshd(), redis('127.0.0.1')]);
    const own = ownWords(`<html>${sectionOf((await pageOf(platform, tag)).page)!}</html>`);
    const english = ownWords(`<html>${sectionOf((await pageOf(platform)).page)!}</html>`);
    expect(own.size).toBeGreaterThan(5);
    expect([...english].filter((word) => own.has(word))).toEqual([]);
  });

  it('says how to be told where nothing is kept', async () => {
    const { page } = await pageOf(await machine([sshd()]), tag);
    expect(sectionOf(page)).toBeUndefined();
    expect(page).toContain('<code dir="ltr">portolan baseline save</code>');
  });

  it('is one quiet line where nothing has changed', async () => {
    const { page } = await pageOf(await machine([sshd()], [sshd()]), tag);
    const section = sectionOf(page)!;
    expect(badges(section)).toEqual([]);
    const beginning = words
      .parts('changes.none', { name: '|', date: '|' })
      .map(({ text }) => text.trim())
      .find((text) => text.length > 3);
    expect(section).toContain(beginning);
    expect(section).not.toContain('portolan baseline');
  });
});

it('tells five at most, and how to see the others', async () => {
  const now = [4444, 5555, 6666, 7777, 8888, 9999, 11_111].map(stranger);
  const section = sectionOf((await pageOf(await machine(now, []))).page)!;
  expect(section).toContain('7 changes since the baseline');
  expect(badges(section)).toHaveLength(5);
  expect(section).toContain('<code dir="ltr">portolan baseline diff</code>');
});

it('counts what cannot be verified, and calls none of it a change', async () => {
  const then = [sshd(), listening('udp 0.0.0.0:68', running('dhclient'))];
  const platform = await machine([sshd()], then, {
    coverage: { complete: false, looked: ['tcp', 'tcp6'], gaps: [] },
  });
  const section = sectionOf((await pageOf(platform)).page)!;
  expect(section).toContain('Nothing that can be seen has changed');
  expect(section).toMatch(/\d points? could not be verified\./);
  expect(badges(section)).toEqual([]);
  expect(section).toContain('portolan baseline diff');
});

it('looks at the machine once', async () => {
  const platform = await machine([sshd()], [sshd(), redis('127.0.0.1')]);
  let looks = 0;
  const listeners = {
    ...platform.listeners,
    collect: async (...asked: Parameters<typeof platform.listeners.collect>) => {
      looks += 1;
      return platform.listeners.collect(...asked);
    },
  };
  const { get } = exampleHttp({ platform: { ...platform, listeners } });
  expect(sectionOf(await (await get('/')).text())).toContain('1 change since');
  expect(looks).toBe(1);
  // The next page is about what is there then.
  await get('/');
  expect(looks).toBe(2);
});

describe('a store that fails', () => {
  const failing = async (problem: Error): Promise<Platform> => {
    const platform = await machine([sshd()]);
    const load = async () => {
      throw problem;
    };
    const { stores } = platform;
    return { ...platform, stores: { ...stores, baselines: { ...stores.baselines, load } } };
  };

  it('leaves the page standing, and says why', async () => {
    const problem = new UnavailableError('this Node has no SQLite: npm install one');
    const { page, bugs } = await pageOf(await failing(problem), 'ar');
    expect(sectionOf(page)).toContain(
      '<p lang="en" dir="ltr">This Node has no SQLite: npm install one.</p>',
    );
    expect(page).toContain('href="/port/22?lang=ar"');
    expect(bugs).toEqual([]);
  });

  it('is reported where the fault is ours, and nothing of it is told', async () => {
    const bug = new Error('secret of the house');
    const { page, bugs } = await pageOf(await failing(bug));
    expect(page).not.toContain('secret');
    expect(sectionOf(page)).toContain('This is a bug in Portolan');
    expect(page).toContain('href="/port/22?lang=en"');
    expect(bugs).toEqual([bug]);
  });
});
