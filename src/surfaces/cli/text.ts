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

/** Wraps with `first` before the first line, and `rest` (default: as many blanks) before the others. */
export function hang(first: string, text: string, columns: number, rest?: string): string[] {
  const indent = rest ?? ' '.repeat(width(first));
  const room = Math.max(10, columns - width(first));
  const [head = '', ...more] = wrap(text, room);
  const tail =
    rest === undefined ? more : wrap(more.join(' '), Math.max(10, columns - width(rest)));
  return [first + head, ...tail.map((line) => indent + line)];
}

/** A word of a command, quoted parts with the blanks in them included. */
const COMMAND_WORD = /(?:[^\s'"]|'[^']*'|"[^"]*")+/g;

/**
 * Breaks a command between its words so that it can still be pasted: each line but the last ends with
 * the shell's sign for "it goes on" (`\\`, or a backtick for PowerShell).
 */
export function hangCommand(
  first: string,
  command: string,
  columns: number,
  goesOn = '\\',
): string[] {
  const indent = ' '.repeat(width(first));
  const room = Math.max(10, columns - width(first));
  const lines: string[] = [];
  let line = '';
  for (const word of command.match(COMMAND_WORD) ?? []) {
    if (line === '') line = word;
    else if (width(line) + width(word) + 3 <= room) line += ` ${word}`;
    else {
      lines.push(`${line} ${goesOn}`);
      line = `  ${word}`;
    }
  }
  return [...lines, line].map((text, i) => (i === 0 ? first : indent) + text);
}

/** As a sentence of its own: capital at the front, full stop at the end. */
export function sentence(text: string): string {
  const begun = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
