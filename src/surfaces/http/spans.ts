/** Sentences on a page: what is quoted or typed keeps its own language and direction inside them. */
import { html } from 'hono/html';
import type { Phrases, Span } from '../../language/phrases.ts';

/** A piece of a page. Values put into `html` are escaped; pieces are not escaped again. */
export type Html = ReturnType<typeof html>;

/** Where titles and notes of sources are quoted from, they are in English. */
const QUOTED = 'en';

/** @param words the language of the page around them */
export function spansHtml(spans: readonly Span[], { tag }: Pick<Phrases, 'tag'>): Html {
  return html`${spans.map((span) => spanHtml(span, tag))}`;
}

function spanHtml({ kind, text, to = text }: Span, language: string): Html | string {
  switch (kind) {
    case 'text':
      return text;
    case 'quote':
      return language === QUOTED ? text : html`<bdi lang="${QUOTED}" dir="ltr">${text}</bdi>`;
    case 'code':
      return html`<code dir="ltr">${text}</code>`;
    case 'link':
      return html`<a href="${to}"><bdi>${text}</bdi></a>`;
  }
}
