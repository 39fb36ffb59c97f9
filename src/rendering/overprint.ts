/** Characters printed over each other, as typists made letters that no wheel had. */

/** Accents that stand alone, by what they are above or below a letter (Unicode, combining marks). */
const ACCENTS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '´': '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '"': '\u0308',
  '¨': '\u0308',
  ',': '\u0327',
  '¸': '\u0327',
  '°': '\u030a',
};

/** What a person reads where the second one was struck over the first. */
export function struckOver(first: string, second: string): string {
  if (first === second || second === ' ') return first;
  if (first === ' ' || first === '_') return second;
  if (second === '_') return first;
  return joined(first, second) ?? joined(second, first) ?? second;
}

/** A letter with its accent, where that is one character. */
function joined(letter: string, accent: string): string | undefined {
  const mark = ACCENTS[accent];
  if (mark === undefined || !/\p{L}/u.test(letter)) return undefined;
  const one = (letter + mark).normalize('NFC');
  return [...one].length === 1 ? one : undefined;
}
