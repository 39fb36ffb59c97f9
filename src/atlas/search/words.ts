/** What a person types, and what lines of tables say, as words that can be compared. */

/** `RFC 2188`, `rfc-2188` and `RFC02188` are one word: `rfc2188`. */
const RFC = /\brfc[\s-]*0*(\d{1,5})\b/g;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
// oxlint-disable-next-line no-control-regex -- all of ASCII, control characters too
const ASCII_ALONE = /^[\u0000-\u007f]*$/;

/** Lower case, without accents, wide forms as the plain ones (Unicode NFKD). */
function fold(text: string): string {
  if (ASCII_ALONE.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The words of a text: runs of letters and digits, folded; `esro-emsdp` is two. */
export function wordsOf(text: string): string[] {
  return fold(text).replace(RFC, 'rfc$1').split(BETWEEN_WORDS).filter(Boolean);
}

/** A name as it is compared: `ms-sql-s`, `ms sql s` and `MS_SQL_S` are one. */
export const nameKey = (words: readonly string[]) => words.join('');

/** Numbers and RFCs: another digit makes another thing, so they are never completed nor corrected. */
export const isLiteral = (word: string) => /^(?:rfc)?\d+$/.test(word);
