/** Reads which languages somebody wants, from where people say so: their environment, their browser. */

/** A language range as RFC 4647 writes it, section 2.1; one that asks for anything (`*`) is no wish. */
const RANGE = /^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/i;
/** Nobody reads more languages; whoever sends more is no reader. */
const MOST_WISHES = 32;
/** Characters of a header that are looked at: browsers send some fifty. */
const LONGEST_HEADER = 1024;

/**
 * The wishes of a process's environment, as gettext reads them: `LC_ALL` before `LC_MESSAGES` before
 * `LANG`, and the list in `LANGUAGE` before all of these, unless the locale is C.
 */
export function environmentLanguages(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'C';
  if (isPlain(locale)) return [];
  return [...(env['LANGUAGE'] ?? '').slice(0, LONGEST_HEADER).split(':'), locale]
    .map(rangeOfLocale)
    .filter((range) => RANGE.test(range))
    .slice(0, MOST_WISHES);
}

/** The locale without a language: `C`, `C.UTF-8`, `POSIX`. */
const isPlain = (locale: string) => /^(?:C|POSIX)(?:[.@]|$)/.test(locale);

/** `de_AT.UTF-8@euro` is `de-AT`. */
const rangeOfLocale = (locale: string) => locale.replace(/[.@].*$/s, '').replaceAll('_', '-');

/** A quality (RFC 9110, section 12.4.2), with the blanks that are allowed around it. */
const QUALITY = /^\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/i;

/**
 * The wishes of an `Accept-Language` header (RFC 9110, section 12.5.4), the dearest first. What is not
 * well formed, or wanted not at all (`q=0`), is left out.
 */
export function acceptedLanguages(header: string): readonly string[] {
  return header
    .slice(0, LONGEST_HEADER)
    .split(',', MOST_WISHES)
    .map((item) => {
      const [range = '', ...parameters] = item.split(';');
      const quality = parameters.length === 0 ? 1 : Number(QUALITY.exec(parameters[0]!)?.[1] ?? 0);
      return { range: range.trim(), quality: parameters.length > 1 ? 0 : quality };
    })
    .filter(({ range, quality }) => quality > 0 && RANGE.test(range))
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ range }) => range);
}
