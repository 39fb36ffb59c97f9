/** Which languages pages can be had in, and which of them somebody gets who asks for others. */

export type Direction = 'ltr' | 'rtl';

export interface Language {
  /** A BCP 47 tag; the language's file is `data/languages/<tag>.json`. */
  readonly tag: string;
  /** What its speakers call it. */
  readonly name: string;
  readonly direction: Direction;
}

/** In the order in which they are offered. The first is what everybody gets who asks for none of them. */
export const LANGUAGES = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'de', name: 'Deutsch', direction: 'ltr' },
  { tag: 'ms', name: 'Bahasa Melayu', direction: 'ltr' },
  { tag: 'he', name: 'עברית', direction: 'rtl' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
] as const satisfies readonly Language[];

export type LanguageTag = (typeof LANGUAGES)[number]['tag'];

export const DEFAULT_LANGUAGE: LanguageTag = LANGUAGES[0].tag;

/** Tags that mean a language of ours by another name: replaced ones, and members of a macrolanguage. */
const SAME: Readonly<Record<string, string>> = { iw: 'he', zsm: 'ms', arb: 'ar' };

/**
 * The language that answers these wishes: RFC 4647, section 3.4, *lookup*.
 * @param wanted language ranges (`de-AT`), the dearest first
 * @returns undefined when none of them is met
 */
export function findLanguage(wanted: readonly string[]): LanguageTag | undefined {
  for (const range of wanted) {
    const subtags = range.toLowerCase().split('-');
    for (; subtags.length > 0; shorten(subtags)) {
      const tag = subtags.join('-');
      const found = LANGUAGES.find((language) => language.tag === (SAME[tag] ?? tag));
      if (found) return found.tag;
    }
  }
  return undefined;
}

/** The same, with an answer for everybody. */
export const chooseLanguage = (wanted: readonly string[]): LanguageTag =>
  findLanguage(wanted) ?? DEFAULT_LANGUAGE;

/** Takes off the last subtag, and a single letter left at the end: it only led to what is gone. */
function shorten(subtags: string[]): void {
  subtags.pop();
  if (subtags.at(-1)?.length === 1) subtags.pop();
}
