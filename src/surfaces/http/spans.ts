/** Sentences on a page: what is quoted or typed keeps its own language and direction inside them. */
import { html } from 'hono/html';
import type { Phrases, Span } from '../../language/phrases.ts';

/** A piece of a page. Values put into `html` are escaped; pieces are not escaped again. */
export type Html = ReturnType<typeof html>;

/** Where titles and notes of sources are quoted from, they are in English. */
const QUOTED = 'en';

/** @param words the language of the page around them */
export function spansHtml(spans: readonly Span[], { tag }: Pick<Phrases, 'tag'>): Html {
  if (tag === QUOTED) return html`${spans.map(spanHtml)}`;
  return html`${runs(spans).map((run) =>
    run.some(({ kind }) => kind === 'quote')
      ? html`<bdi lang="${QUOTED}" dir="ltr">${run.map(spanHtml)}</bdi>`
      : run.map(spanHtml),
  )}`;
}

/** Quotations with the addresses in them stay in one piece, since a page may run the other way. */
function runs(spans: readonly Span[]): Span[][] {
  const isQuoted = ({ kind, to }: Span) =>
    kind === 'quote' || (kind === 'link' && to === undefined);
  return spans.reduce<Span[][]>((so, span) => {
    const last = so.at(-1);
    if (last && isQuoted(span) && last.every(isQuoted)) last.push(span);
    else so.push([span]);
    return so;
  }, []);
}

function spanHtml({ kind, text, to = text }: Span): Html | string {
  switch (kind) {
    case 'text':
    case 'quote':
      return text;
    case 'code':
      return html`<code dir="ltr">${text}</code>`;
    case 'link':
      return html`<a href="${to}"><bdi>${text}</bdi></a>`;
  }
}
