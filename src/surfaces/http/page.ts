/** What every page has around it: head, a box to ask in, foot. Plain HTML, no script. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { sentence } from '../../core/sentence.ts';
import { code, type Phrases } from '../../language/phrases.ts';
import type { Failure } from './answer.ts';
import { pathFor, type Reader } from './reader.ts';
import { spansHtml, type Html } from './spans.ts';

export type { Html } from './spans.ts';

export interface Page extends Reader {
  /** For the tab and the history. */
  readonly title: string;
  /** What stands in the box to ask in. */
  readonly asked?: string;
  /** Its path, when the head of every page leads to it. */
  readonly at?: (typeof PLACES)[number]['path'];
  readonly main: Html;
}

/** Where the page of devices is, and where its form is sent to. */
export const DEVICES_PATH = '/devices';
/** Where print jobs are. */
export const JOBS_PATH = '/jobs';

/** Where the head of every page leads. */
const PLACES = [
  { path: '/', name: 'site.machine' },
  { path: DEVICES_PATH, name: 'site.devices' },
  { path: JOBS_PATH, name: 'site.jobs' },
] as const;

export interface Site {
  readonly version: string;
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A whole page as an answer that says which language was chosen, and that it was chosen. Control characters and marks that turn the direction of writing come from
 * foreign names only (a program may be called anything), so they are made visible here, once for all.
 */
export async function send(
  c: Context,
  site: Site,
  page: Page,
  status: 200 | Failure['status'] = 200,
): Promise<Response> {
  c.header('Content-Language', page.words.tag);
  c.header('Vary', 'Accept-Language');
  const text = String(await document(page, site));
  return c.html(text.replace(UNSEEN, '\ufffd'), status);
}

/**
 * What a person reads when something went wrong. The complaint itself is the command line's, in English.
 * @param asked what stood in the box
 * @param canSearch whether searching for it is something else than what was tried
 */
export function failurePage(
  { status, message }: Failure,
  asked: string,
  canSearch: boolean,
  reader: Reader,
): Page {
  const { words } = reader;
  const title = words.say(`failure.${status}`);
  const search = pathFor(`/search?q=${encodeURIComponent(asked)}`, reader);
  return {
    title,
    asked,
    ...reader,
    main: html`
      <h1>${title}</h1>
      ${message.split('\n').map((line) => html`<p class="lead" lang="en" dir="ltr">${sentence(line)}</p>`)}
      ${
        canSearch && asked !== ''
          ? html`<p>
              <a href="${search}"
                >${spansHtml(words.parts('failure.search', { words: code(asked) }), words)}</a
              >
            </p>`
          : ''
      }
      <p><a href="${pathFor('/', reader)}">${words.say('site.survey')}</a></p>
    `,
  };
}

function document(page: Page, site: Site): Html {
  const { title, asked = '', main, words, keepLanguage } = page;
  return html`<!doctype html>
    <html lang="${words.tag}" dir="${words.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Portolan</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">${words.say('site.skip')}</a>
        <header>
          <a class="name" href="${pathFor('/', page)}"
            ><img src="/icon.svg" alt="" width="28" height="28" />Portolan</a
          >
          ${placeLinks(page)}
          <form action="/port" role="search">
            <label class="hidden" for="q">${words.say('site.ask')}</label>
            <input
              id="q"
              name="q"
              dir="auto"
              value="${asked}"
              placeholder="641, udp/3289, 620-642, enpc"
              maxlength="200"
              autocapitalize="none"
              autocomplete="off"
              spellcheck="false"
              required
            />
            ${keepLanguage ? html`<input type="hidden" name="lang" value="${words.tag}" />` : ''}
            <button>${words.say('site.lookUp')}</button>
            <button class="second" formaction="/search">${words.say('site.search')}</button>
          </form>
        </header>
        <main id="main">${main}</main>
        <footer>
          <p>Portolan ${site.version}. ${spansHtml(forPrograms(words), words)}</p>
        </footer>
      </body>
    </html> `;
}

const placeLinks = (page: Page): Html =>
  html`<nav class="places" aria-label="${page.words.say('site.pages')}">
    ${PLACES.map(
      ({ path, name }) =>
        html`<a href="${pathFor(path, page)}" ${path === page.at ? html`aria-current="page"` : ''}
          >${page.words.say(name)}</a
        > `,
    )}
  </nav>`;

const ENDPOINTS = ['/api/survey', '/api/port/641', '/api/openapi.json'];

const forPrograms = (words: Phrases) =>
  words.parts('site.programs', {
    links: words.list(ENDPOINTS.map((text) => [{ kind: 'link', text }])),
  });
