/** What a terminal would do with a text, told without the code under test. */

// oxlint-disable-next-line no-control-regex -- colours are made of control characters
const COLOUR = /\u001b\[[\d;]*m/g;

export const uncoloured = (text: string) => text.replace(COLOUR, '');

/** The ranges that take two columns: Hangul, kana, Han, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** The columns that a line takes; marks and joiners take none. */
export function visibleWidth(line: string): number {
  let columns = 0;
  for (const character of uncoloured(line)) {
    if (/[\p{Mark}\p{Format}]/u.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** The lines that would not fit. */
export const tooWide = (text: string, columns: number) =>
  text.split('\n').filter((line) => visibleWidth(line) > columns);

/** Characters that a terminal obeys or that turn the reading order, colours and line ends aside. */
export const obeyed = (text: string) =>
  uncoloured(text).match(
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
  ) ?? [];
