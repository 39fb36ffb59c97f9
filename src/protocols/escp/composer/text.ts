/** Lines as characters of the printer's own tables, with its own styles. */
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import { control, CR, escape, FF, LF, SI } from './commands.ts';
import {
  PLAIN_STYLE,
  TEXT_COLOURS,
  type Pitch,
  type StyledRun,
  type Target,
  type TextFormat,
  type TextPage,
  type TextStyle,
} from './content.ts';
import { paperOf } from './paper.ts';
import { characterTables, isSign, type CharacterTables } from './tables.ts';

/** How far it is from a character to the next. */
export const pitchWidth = (pitch: Pitch): PageUnits =>
  pitch === 17 ? (UNITS_PER_INCH * 7) / 120 : UNITS_PER_INCH / pitch;

/** From a line's top to the tails of its letters. */
const TALLEST: PageUnits = (UNITS_PER_INCH * 10.5) / 72;

/** How many lines fit below `top`; one at least. What is left free below a line, the last one does without. */
export function linesThatFit({ printable }: Target, top: PageUnits, linesPerInch: number): number {
  const spacing = UNITS_PER_INCH / linesPerInch;
  const free = Math.max(0, spacing - TALLEST);
  const room = printable.bottom - Math.max(top, printable.top) + free;
  return Math.max(1, Math.floor(room / spacing + 1e-6));
}

/** Pages of lines, each ended by a form feed. */
export function* textPages(
  pages: Iterable<TextPage>,
  format: TextFormat,
  target: Target,
): Generator<Uint8Array> {
  const paper = paperOf(target);
  yield* paper.setUp(format.top);
  yield escape('x', format.quality === 'letter' ? 1 : 0);
  yield* selectPitch(format.pitch);
  yield paper.lineSpacing(format.linesPerInch);
  // Codes from 80h to 9Fh are characters too.
  yield escape('6');
  const columns = Math.round((format.left - target.printable.left) / pitchWidth(format.pitch));
  if (columns > 0) yield escape('l', Math.min(255, columns));
  const writer = new LineWriter(target);
  for (const page of pages) {
    yield* paper.begin();
    for (const [index, line] of page.entries()) {
      yield* writer.line(line);
      // A line feed below the last line might be one too many for the page.
      yield index === page.length - 1 ? control(CR) : control(CR, LF);
    }
    yield control(FF);
  }
}

function* selectPitch(pitch: Pitch): Iterable<Uint8Array> {
  yield escape(pitch === 12 || pitch === 20 ? 'M' : pitch === 15 ? 'g' : 'P');
  if (pitch === 17 || pitch === 20) yield control(SI);
}

/** Knows what the printer is set to, and says only what changes. */
class LineWriter {
  private style: TextStyle = PLAIN_STYLE;
  private readonly tables: CharacterTables;
  private table: number;

  constructor(private readonly target: Target) {
    this.tables = characterTables(target);
    this.table = this.tables.first;
  }

  *line(runs: readonly StyledRun[]): Iterable<Uint8Array> {
    for (const { text, style } of runs) {
      yield* this.dress(style);
      yield* this.characters(text);
    }
  }

  private *dress(wanted: TextStyle): Iterable<Uint8Array> {
    const { bold, italic, underline, colour } = this.style;
    if (bold !== wanted.bold) yield escape(wanted.bold ? 'E' : 'F');
    if (italic !== wanted.italic) yield escape(wanted.italic ? '4' : '5');
    if (underline !== wanted.underline) yield escape('-', wanted.underline ? 1 : 0);
    if (colour !== wanted.colour && this.target.isColour) {
      yield escape('r', TEXT_COLOURS.indexOf(wanted.colour));
    }
    this.style = wanted;
  }

  private *characters(text: string): Iterable<Uint8Array> {
    for (const { table, codes } of this.encoded(text)) {
      if (table !== this.table) yield this.tables.choose(table);
      this.table = table;
      yield isSign(codes[0]!) ? this.tables.asData(codes) : Uint8Array.from(codes);
    }
  }

  /** Parts of one table, and of one way to send them, each. */
  private encoded(text: string): { table: number; codes: number[] }[] {
    const parts: { table: number; codes: number[] }[] = [];
    let current = this.table;
    for (const character of text) {
      const { table, code } = this.find(character, current);
      current = table;
      const last = parts.at(-1);
      if (last?.table === table && isSign(last.codes[0]!) === isSign(code)) last.codes.push(code);
      else parts.push({ table, codes: [code] });
    }
    return parts;
  }

  /** In the table that is chosen, if it can be. */
  private find(character: string, current: number): { table: number; code: number } {
    const here = this.tables.codeOf(character, current);
    if (here !== undefined) return { table: current, code: here };
    const table = this.tables.tableOf(character);
    // What no table has was to be replaced before; a blank keeps its column.
    if (table === undefined) return { table: current, code: 0x20 };
    return { table, code: this.tables.codeOf(character, table)! };
  }
}
