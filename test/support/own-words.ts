/** What a page says in its own language: without what it quotes, and without the names of things. */

const VOID = new Set(['meta', 'link', 'img', 'input', 'br']);
const TAG = /<(\/?)([a-z]\w*)([^>]*)>/g;
/** Quoted, typed, or another language's name: nothing for which the page's language has a word. */
const isForeign = (name: string, attributes: string) =>
  name === 'head' ||
  name === 'code' ||
  / hreflang=| aria-current=/.test(attributes) ||
  (name !== 'html' && / (lang="en"|dir="ltr")/.test(attributes));

/** Words in lower case, each once; those of attributes that are read or shown among them. */
export function ownWords(page: string): Set<string> {
  const own: string[] = [];
  const open: boolean[] = [];
  let end = page.indexOf('<html');
  for (const { 0: tag, 1: slash, 2: name = '', 3: attributes = '', index } of page.matchAll(TAG)) {
    if (!open.includes(true)) own.push(page.slice(end, index));
    end = index + tag.length;
    if (VOID.has(name) || attributes.endsWith('/')) continue;
    if (slash) open.pop();
    else {
      open.push(isForeign(name, attributes));
      for (const [, text = ''] of attributes.matchAll(/ (?:data-title|aria-label)="([^"]*)"/g)) {
        own.push(text);
      }
    }
  }
  if (open.length > 0) throw new Error(`${open.length} elements are not closed`);
  // Without escapes, and addresses of ours.
  const text = own
    .join(' ')
    .replaceAll(/&#?\w+;|\/api\/[\w/.]+/g, ' ')
    .toLowerCase();
  return new Set(text.match(/\p{Letter}[\p{Letter}\p{Mark}]*/gu));
}
