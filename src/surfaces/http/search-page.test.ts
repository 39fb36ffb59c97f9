/** The page of a search: what was found, how, and what was not. */
import { expect, test } from 'vitest';
import { shippedData } from '../../../test/support/shipped.ts';
import type { FoundClaim, SearchResult } from '../../app/search.ts';
import { createPhrases, type Catalogue } from '../../language/phrases.ts';
import { searchPage } from './search-page.ts';

const words = (tag: string) =>
  createPhrases(tag, JSON.parse(shippedData.text(`languages/${tag}.json`)) as Catalogue);

const CLAIM: FoundClaim = {
  from: 3306,
  to: 3306,
  transport: 'tcp',
  service: 'mysql',
  title: 'MySQL',
  standing: 'assigned',
  source: 'iana',
};

const page = (result: Partial<SearchResult>, tag = 'en') =>
  `${searchPage({ query: 'q', claims: [], names: [], more: false, ...result }, { words: words(tag), keepLanguage: false }).main}`.replaceAll(
    /\s+/g,
    ' ',
  );

test('says how something was found where that is not to be seen', () => {
  const matched = [
    { word: 'mariadb', found: 'mariadb', field: 'alias', nearly: false },
    { word: 'mariadb', found: 'mariadb', field: 'other name', nearly: false },
    { word: 'jane', found: 'jane', field: 'registrant', nearly: false },
    { word: 'mysqq', found: 'mysql', field: 'name', nearly: true },
  ] as const;
  expect(page({ claims: [{ ...CLAIM, matched }] })).toContain(
    '(also called mariadb; found by its registrant; spelled nearly so: mysql)',
  );
  expect(page({ claims: [CLAIM] })).not.toContain('class="dim"');
});

test('says what nothing has, and shows what comes nearest', () => {
  const missing = 'said elsewhere';
  const html = page({ claims: [CLAIM], missing, unknown: ['flurbl', '<b>'] });
  expect(html).toContain('<code dir="ltr">flurbl</code>');
  expect(html).toContain('&lt;b&gt;');
  expect(html).toContain('here is what has the other words');
  expect(page({ claims: [CLAIM], missing, unknown: [] })).toContain('what comes nearest');
});

test('lists names without a port, and no table when there is nothing else', () => {
  const name = {
    service: 'airplay',
    title: '<script>',
    transports: [],
    standing: 'assigned',
    source: 'iana',
  } as const;
  const html = page({ names: [name] });
  expect(html).toContain('1 name registered without a port');
  expect(html).toContain('<code dir="ltr">airplay</code>');
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toContain('<table');
});
