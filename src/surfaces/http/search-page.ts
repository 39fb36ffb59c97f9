/** What the atlas says to some words: one line a use, best first. */
import { html } from 'hono/html';
import type { SearchResult } from '../../app/search.ts';
import { foldTransports, portsOf } from '../uses.ts';
import type { Page } from './page.ts';
import { useTable } from './use-table.ts';

export function searchPage({ query, claims, more }: SearchResult): Page {
  const rows = foldTransports(claims).map((use) => ({
    ports: portsOf(use.claim),
    use,
    standing: use.claim.standing,
  }));
  return {
    title: query,
    asked: query,
    main: html`
      <h1>“${query}”</h1>
      ${useTable(`${rows.length === 1 ? 'One use' : `${rows.length} uses`}, best first`, rows)}
      ${
        more
          ? html`<p>
              There is more: narrow it with another word, or
              <a href="/api/search?limit=10000&amp;words=${encodeURIComponent(query)}"
                >ask the API for all</a
              >.
            </p>`
          : ''
      }
    `,
  };
}
