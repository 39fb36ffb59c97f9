/** In which language somebody reads, and how it stays theirs when they follow a link. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { readPhrases } from '../../app/page/words.ts';
import { LANGUAGES, chooseLanguage, findLanguage } from '../../language/languages.ts';
import type { Phrases } from '../../language/phrases.ts';
import { acceptedLanguages } from '../../language/wishes.ts';
import type { DataFolder } from '../../platform/platform.ts';
import { LANGUAGE } from '../language.ts';
import type { Html } from './spans.ts';

export interface Reader {
  /** The language of the page and of what is around it. */
  readonly words: Phrases;
  /** Whether the address names the language, so that it should stay when the reader goes on. */
  readonly keepLanguage: boolean;
}

/** Of the language that the address names, else of those that the browser asks for. */
export function readReader(c: Context, data: DataFolder): Reader {
  const named = findLanguage([c.req.query(LANGUAGE) ?? '']);
  const wishes = acceptedLanguages(c.req.header('accept-language') ?? '');
  return {
    words: readPhrases(data, named ?? chooseLanguage(wishes)),
    keepLanguage: named !== undefined,
  };
}

/**
 * A path of ours as a link leads to it.
 * @param path with or without a query, without a fragment
 */
export function pathFor(path: string, { words, keepLanguage }: Reader): string {
  if (!keepLanguage) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${LANGUAGE}=${words.tag}`;
}

/**
 * The page in its other languages, each by the name that its speakers give it.
 * @param query what else the address asks for and goes on asking for: `firewall=true`
 */
export function languageLinks(words: Phrases, query = ''): Html | '' {
  if (LANGUAGES.length < 2) return '';
  const rest = query === '' ? '' : `&${query}`;
  return html`<nav class="languages" aria-label="${words.say('site.languages')}">
    ${LANGUAGES.map(({ tag, name, direction }) =>
      tag === words.tag
        ? html`<span lang="${tag}" dir="${direction}" aria-current="true">${name}</span> `
        : html`<a href="?lang=${tag}${rest}" hreflang="${tag}" lang="${tag}" dir="${direction}"
            >${name}</a
          > `,
    )}
  </nav>`;
}
