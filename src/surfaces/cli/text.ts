/** Text for terminals: its width, wrapping, padding, and nothing in it that a terminal would obey. */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
// oxlint-disable-next-line no-control-regex -- plain ASCII needs no Unicode tables
const ASCII = /^[\u0020-\u007e]*$/;

/** Makes foreign text (a program's name, a device's answer) harmless: escape sequences lose their escape. */
export const printable = (text: string) => text.replace(CONTROL, '\ufffd');

/** Marks that sit on the character before them, and joiners. */
const NO_WIDTH = /[\p{Mark}\p{Format}]/u;

/**
 * Columns that a text takes; colour takes none. Joined emoji count as their parts: telling them apart
 * needs `Intl.Segmenter`, whose tables take longer to load than all the rest of a lookup.
 */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (!NO_WIDTH.test(character)) columns += eastAsianWidth(character.codePointAt(0)!);
  }
  return columns;
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Cuts a text to `columns`, with an ellipsis where something is missing. Plain text only. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept) + width(character) + 1 > columns) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks a text at blanks into lines of at most `columns`; a longer word is broken where it must. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((whole) => pieces(whole, columns))) {
    if (line === '') line = word;
    else if (width(line) + 1 + width(word) <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A word as it is, or in pieces of `columns` characters when it is longer. */
function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const found: string[] = [];
  for (let rest = word; rest !== ''; rest = rest.slice(columns)) found.push(rest.slice(0, columns));
  return found;
}

/** Wraps with `first` before the first line and as many blanks before the others. */
export function hang(first: string, text: string, columns: number): string[] {
  const indent = width(first);
  const lines = wrap(text, Math.max(10, columns - indent));
  return lines.map((line, i) => (i === 0 ? first + line : ' '.repeat(indent) + line));
}
