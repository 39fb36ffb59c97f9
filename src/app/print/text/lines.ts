/**
 * Text as terminals and printers take it, line by line: overstruck characters (`c BS c` is bold, `_ BS c` underlined, as
 * man pages have them), the renditions of ISO 6429, tabs, form feeds. What else escape sequences say is left out.
 */
import { PLAIN_STYLE, type TextStyle } from '../../../protocols/escp/composer/content.ts';
import { rendition } from './sgr.ts';
import { wideness } from './wideness.ts';

/** One column of a line. */
export interface Cell {
  readonly character: string;
  readonly style: TextStyle;
}

export interface SourceLine {
  readonly cells: readonly Cell[];
  /** A form feed follows it. */
  readonly endsPage: boolean;
}

export interface LineOptions {
  /** Columns from tab stop to tab stop. */
  readonly tab: number;
  /** What is printed for a character of this line, a code point a column. */
  readonly print: (character: string, line: number) => string;
}

/** Longer lines go on in the next one: a file of one line must not be in memory as a line of cells. */
const LONGEST_LINE = 10_000;

/** CSI and OSC sequences, and other escapes of two characters (ISO 2022). */
const TOKEN = new RegExp(
  [
    String.raw`\u001b\[([0-9;:?<=>!]*)[ -/]*([@-~])`,
    String.raw`\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)`,
    String.raw`\u001b[ -/]*[0-~]?`,
    String.raw`\r\n`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gu',
);

export function* sourceLines(text: string, { tab, print }: LineOptions): Generator<SourceLine> {
  let style = PLAIN_STYLE;
  let line = new Line();
  let number = 1;
  let isOpen = false;
  // Composed where they can be: tables have letters with their marks.
  for (const [token, parameters, final] of text.normalize('NFC').matchAll(TOKEN)) {
    isOpen = true;
    switch (token) {
      case '\n':
      case '\r\n':
      case '\v':
      case '\f':
      case '\u0085':
      case '\u2028':
      case '\u2029':
        yield { cells: line.cells(), endsPage: token === '\f' };
        line = new Line();
        isOpen = false;
        if (token !== '\f' && token !== '\v') number++;
        continue;
      case '\r':
        line.column = 0;
        continue;
      case '\b':
        line.column = Math.max(0, line.column - 1);
        continue;
      case '\t':
        line.skip(tab - (line.column % tab));
        continue;
    }
    if (token.startsWith('\u001b')) {
      if (final === 'm') style = rendition(style, parameters ?? '');
      continue;
    }
    if (token < ' ' || (token >= '\u007f' && token <= '\u009f')) continue;
    line.print([...print(token, number)], wideness(token), style);
    if (line.column < LONGEST_LINE) continue;
    yield { cells: line.cells(), endsPage: false };
    line = new Line();
  }
  if (isOpen) yield { cells: line.cells(), endsPage: false };
}

const BLANK: Cell = { character: ' ', style: PLAIN_STYLE };

/** A line while it is written, which may go back over itself. */
class Line {
  column = 0;
  private readonly written: Cell[] = [];
  /** Where more columns are printed than were written, and how many more. */
  private readonly wider: { readonly after: number; readonly by: number }[] = [];

  skip(columns: number): void {
    for (let i = 0; i < columns; i++, this.column++) this.written[this.column] ??= BLANK;
  }

  /** @param room the columns that a terminal would give it */
  print(characters: readonly string[], room: number, style: TextStyle): void {
    for (const character of characters) {
      const under = this.written[this.column];
      const over = { character, style };
      this.written[this.column++] = under === undefined ? over : struckOver(under, over);
    }
    if (characters.length > room)
      this.wider.push({ after: this.column, by: characters.length - room });
  }

  /** What became wider takes room from the blanks beside it, as far as words stay apart: columns of tables stay upright. */
  cells(): readonly Cell[] {
    for (const { after, by } of this.wider.toReversed()) {
      let end = after;
      for (let i = 0; i < by; i++) {
        const blank = this.spareBlank(end);
        if (blank === undefined) break;
        this.written.splice(blank, 1);
        if (blank < end) end--;
      }
    }
    return this.written;
  }

  /** The nearest blank that has another beside it; where there is none, one beside the border of a table. */
  private spareBlank(end: number): number | undefined {
    return (
      this.blankBeside(/ /, end, 1) ??
      this.blankBeside(/ /, end - 1, -1) ??
      this.blankBeside(BORDER, end, 1) ??
      this.blankBeside(BORDER, end - 1, -1)
    );
  }

  /** No further than the next border. */
  private blankBeside(beside: RegExp, from: number, step: 1 | -1): number | undefined {
    for (let at = from; at >= 0 && at < this.written.length; at += step) {
      const { character } = this.written[at]!;
      if (character === ' ' && beside.test(this.written[at + step]?.character ?? '')) return at;
      if (BORDER.test(character)) return undefined;
    }
    return undefined;
  }
}

/** Vertical lines, and all that meets them. */
const BORDER = /[|\u2502-\u257f]/;

/** What two characters in one place mean. */
function struckOver(under: Cell, over: Cell): Cell {
  if (over.character === ' ') return under;
  if (under.character === ' ') return over;
  if (under.character === over.character) {
    return {
      ...over,
      style: {
        ...over.style,
        bold: true,
        underline: under.style.underline || over.style.underline,
      },
    };
  }
  if (under.character === '_') return underlined(over);
  if (over.character === '_') return underlined(under);
  return over;
}

const underlined = ({ character, style }: Cell): Cell => ({
  character,
  style: { ...style, underline: true },
});
