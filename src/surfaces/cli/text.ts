/** Text for terminals: its width, wrapping, padding, and nothing in it that a terminal would obey. */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/**
 * What a terminal obeys, and what turns the reading order or the end of a line aside: control characters,
 * the marks of bidirectional text, line separators, and halves of surrogate pairs.
 */
const UNSAFE = /[\p{Control}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
// oxlint-disable-next-line no-control-regex -- plain ASCII needs no Unicode tables
const ASCII = /^[\u0020-\u007e]*$/;

/** Makes foreign text (a program's name, a device's answer) harmless: escape sequences lose their escape. */
export const printable = (text: string) => text.replace(UNSAFE, '\ufffd');

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

/** A word as it is, or in pieces of at most `columns` when it is wider. */
function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const found: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const more = width(character);
    if (used + more > columns && piece !== '') {
      found.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += more;
  }
  return [...found, piece];
}

/** Text in a narrower column than this is no pleasure to read. */
const LEAST_ROOM = 10;

/**
 * Wraps with `first` before the first line, and `rest` (default: as many blanks) before the others. When
 * `first` leaves too little room, it gets lines of its own.
 */
export function hang(first: string, text: string, columns: number, rest?: string): string[] {
  if (columns - width(first) < LEAST_ROOM) {
    const lead = /^ */.exec(first)![0];
    const below = rest ?? `${lead}  `;
    return [
      ...wrap(first.trim(), Math.max(LEAST_ROOM, columns - lead.length)).map((line) => lead + line),
      ...wrap(text, Math.max(LEAST_ROOM, columns - width(below))).map((line) => below + line),
    ];
  }
  const indent = rest ?? ' '.repeat(width(first));
  const [head = '', ...more] = wrap(text, columns - width(first));
  const tail =
    rest === undefined
      ? more
      : wrap(behind(text, head), Math.max(LEAST_ROOM, columns - width(rest)));
  return [first + head, ...tail.map((line) => indent + line)];
}

/** What follows the first line of a text: a word that was broken there goes on without a blank. */
const behind = (text: string, head: string) =>
  text.replaceAll(/ +/g, ' ').trimStart().slice(head.length).trimStart();

/** A word of a command, quoted and escaped parts with the blanks in them included. */
const COMMAND_WORD = /(?:\\.|'[^']*'|"[^"]*"|\S)+/g;

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
  const room = Math.max(LEAST_ROOM, columns - width(first));
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
