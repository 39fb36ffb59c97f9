/** What the atlas says to some words: one line a use, best first. */
import { html } from 'hono/html';
import type { FoundClaim, FoundName, SearchResult } from '../../app/search.ts';
import { code, quote, type Phrases } from '../../language/phrases.ts';
import { waysOf } from '../found.ts';
import { foldTransports, portsOf } from '../uses.ts';
import type { Page } from './page.ts';
import type { Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';
import { useTable } from './use-table.ts';

export function searchPage(result: SearchResult, reader: Reader): Page {
  const { words } = reader;
  const { query, claims, names, more } = result;
  const rows = foldTransports(claims).map((use) => ({
    ports: portsOf(use.claim),
    use,
    standing: words.say(`word.${use.claim.standing}`),
    found: howFound(use.claim, words),
  }));
  const link = {
    kind: 'link',
    text: words.say('list.api'),
    to: `/api/search?limit=10000&words=${encodeURIComponent(query)}`,
  } as const;
  return {
    title: query,
    asked: query,
    ...reader,
    main: html`
      <h1>
        <q><bdi>${query}</bdi></q>
      </h1>
      ${whatIsMissing(result, words)}
      ${rows.length > 0 ? useTable(words.say('search.uses', { count: rows.length }), rows, reader) : ''}
      ${names.length > 0 ? namesList(names, words) : ''}
      ${more ? html`<p>${spansHtml(words.parts('search.more', { link }), words)}</p>` : ''}
    `,
  };
}

function whatIsMissing({ missing, unknown = [] }: SearchResult, words: Phrases): Html | string {
  if (missing === undefined) return '';
  const sentence =
    unknown.length > 0
      ? words.parts('search.unknown', { words: words.list(unknown.map((word) => [code(word)])) })
      : words.parts('search.apart');
  return html`<p>${spansHtml(sentence, words)}</p>`;
}

/** Names without a port, with their titles. */
export function namesList(names: readonly FoundName[], words: Phrases): Html {
  return html`<h2>${words.say('search.names', { count: names.length })}</h2>
    <ul>
      ${names.map(
        (name) =>
          html`<li>
            ${spansHtml([code(name.service)], words)} ${spansHtml([quote(name.title)], words)}
            ${howFound(name, words)}
          </li>`,
      )}
    </ul>`;
}

/** Why it is here, where that cannot be seen. */
function howFound({ matched }: FoundClaim | FoundName, words: Phrases): Html | string {
  const ways = waysOf(matched);
  if (ways.length === 0) return '';
  return html`<span class="dim"
    >(${ways.map(({ way, found }, i) => [
      i > 0 ? '; ' : '',
      spansHtml(words.parts(`search.found.${way}`, withWord(way, found)), words),
    ])})</span
  >`;
}

const withWord = (way: string, found: string) =>
  way === 'alias' || way === 'nearly' ? { found: quote(found) } : {};
