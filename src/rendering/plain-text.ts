/** Pages as plain text: characters in lines and columns, as they stand on the page. Dots and pictures are left out. */
import { UNITS_PER_INCH, type Mark, type PageUnits, type TextMark } from '../core/page/marks.ts';
import { points } from '../core/page/paper.ts';
import { struckOver } from './overprint.ts';

export interface TextPage {
  mark(mark: Mark): void;
  /** Lines, each with its end; without spaces at their ends. Empty when there is no text. */
  text(): string;
}

/** Where the first line and column are, from the paper's edges. Default: the edges. */
export interface TextOrigin {
  readonly x: PageUnits;
  readonly y: PageUnits;
}

/** Characters that one page keeps: 200 times a full page. What is beyond is left out. */
const MOST_CHARACTERS = 1_000_000;
/** What a mark takes besides its text, in characters: where each of them was moved to, a page may be full ten times. */
const MARK_SIZE = 10;
/** Lines and columns beyond these are nowhere on any paper: 100 feet, and 55 inches at 20 to the inch. */
const MOST_LINES = 10_000;
const MOST_COLUMNS = 1_100;

/** Baselines of one line may be so far apart: super- and subscripts. */
const SAME_LINE = points(4);
const LINE_HEIGHT = points(6);
/** From line to line at most, and at least: six and twelve to the inch. Larger distances are empty lines. */
const WIDEST_LINE = UNITS_PER_INCH / 6;
const NARROWEST_LINE = UNITS_PER_INCH / 12;
/** A pitch is rare that fewer of the characters have. */
const RARE = 0.25;
/** Columns at most, and at least: 10 to the inch and 20. */
const WIDEST_COLUMN = UNITS_PER_INCH / 10;
const NARROWEST_COLUMN = UNITS_PER_INCH / 20;

export function createTextPage(origin: TextOrigin = { x: 0, y: 0 }): TextPage {
  const marks: TextMark[] = [];
  let count = 0;
  return {
    mark(mark) {
      if (mark.kind !== 'text') return;
      count += MARK_SIZE + mark.text.length;
      if (count <= MOST_CHARACTERS) marks.push(mark);
    },
    text: () => layOut(marks, origin),
  };
}

function layOut(marks: readonly TextMark[], origin: TextOrigin): string {
  const lines = linesOf(marks);
  const pitch = linePitch(lines);
  const columnPitch = columnPitchOf(marks);
  let text = '';
  let row = 0;
  for (const { y, marks } of lines) {
    const line = lineText(marks, origin.x, columnPitch);
    if (line === '') continue;
    const wanted = Math.min(MOST_LINES, Math.floor((y - origin.y) / pitch + 1e-6));
    if (wanted > row) {
      text += '\n'.repeat(wanted - row);
      row = wanted;
    }
    text += `${line}\n`;
    row += 1;
  }
  return text;
}

interface Line {
  /** Its lowest usual baseline. */
  readonly y: PageUnits;
  readonly marks: readonly TextMark[];
}

/** Marks by their lines, from the top; super- and subscripts belong to the line that they stand at. */
function linesOf(marks: readonly TextMark[]): Line[] {
  const lines: { top: PageUnits; y: PageUnits; size: PageUnits; marks: TextMark[] }[] = [];
  for (const mark of marks.toSorted((a, b) => a.y - b.y)) {
    const line = lines.at(-1);
    const last = line?.marks.at(-1)?.y ?? 0;
    if (!line || mark.y - last > SAME_LINE || mark.y - line.top > LINE_HEIGHT) {
      lines.push({ top: mark.y, y: mark.y, size: mark.size, marks: [mark] });
      continue;
    }
    line.marks.push(mark);
    // The baseline of a line is that of its largest type.
    if (mark.size > line.size) Object.assign(line, { y: mark.y, size: mark.size });
  }
  return lines;
}

/** The distance that most lines have, within what is usual. */
function linePitch(lines: readonly Line[]): PageUnits {
  const counts = new Map<PageUnits, number>();
  lines.slice(1).forEach(({ y }, place) => {
    const gap = y - lines[place]!.y;
    counts.set(gap, (counts.get(gap) ?? 0) + 1);
  });
  const [most] = [...counts].toSorted(([a, n], [b, m]) => m - n || a - b);
  return Math.min(WIDEST_LINE, Math.max(NARROWEST_LINE, most?.[0] ?? WIDEST_LINE));
}

/** Of the pitches that are not rare, the smallest, within what is usual: a condensed footnote widens no letter. */
function columnPitchOf(marks: readonly TextMark[]): PageUnits {
  const counts = new Map<PageUnits, number>();
  let all = 0;
  for (const { style, advances, text } of marks) {
    const [advance = 0] = advances;
    if (style.proportional || advance <= 0) continue;
    counts.set(advance, (counts.get(advance) ?? 0) + text.length);
    all += text.length;
  }
  const used = [...counts].filter(([, count]) => count >= all * RARE).map(([pitch]) => pitch);
  return Math.max(NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, ...used));
}

interface Placed {
  readonly x: PageUnits;
  readonly end: PageUnits;
  /** What is seen there at last. */
  character: string;
}

/** Characters in a row, without a gap between. */
interface Run {
  readonly x: PageUnits;
  readonly end: PageUnits;
  readonly text: string;
  /** Characters, of one unit or two. */
  readonly length: number;
}

/**
 * One line. What follows without a gap stays as it was written, spaces too; what was moved to stands in its column, if that
 * is still free.
 */
function lineText(marks: readonly TextMark[], left: PageUnits, pitch: PageUnits): string {
  let text = '';
  let length = 0;
  let end: PageUnits | undefined;
  for (const run of runsOf(marks)) {
    if (end === undefined || run.x - end > pitch * 0.35) {
      const column = Math.min(MOST_COLUMNS, Math.round((run.x - left) / pitch));
      const spaces = Math.max(end === undefined || text.endsWith(' ') ? 0 : 1, column - length);
      text += ' '.repeat(spaces);
      length += spaces;
    }
    text += run.text;
    length += run.length;
    end = run.end;
  }
  return text.trimEnd();
}

/** A line's marks as runs, from left to right. */
function runsOf(marks: readonly TextMark[]): readonly Run[] {
  const whole = marks.map(wholeRun);
  const isInOrder = whole.every(
    (run, place) => run && run.x >= (whole[place - 1]?.end ?? run.x) - 1,
  );
  if (isInOrder) return whole as Run[];
  const seen = overprinted(marks.flatMap(charactersOf));
  return seen.map(({ x, end, character }) => ({ x, end, text: character, length: 1 }));
}

/** A mark whose characters all follow each other: nearly every one. */
function wholeRun({ x, text, advances, cell }: TextMark): Run | undefined {
  let end = x;
  for (const advance of advances) {
    if (advance < 0 || (cell > 0 && advance > cell * 1.35)) return undefined;
    end += advance;
  }
  return { x, end, text, length: advances.length };
}

/** Characters from left to right, those at one place as one. */
function overprinted(placed: readonly Placed[]): Placed[] {
  const sorted = placed.some(({ x }, place) => x < (placed[place - 1]?.x ?? x))
    ? placed.toSorted((a, b) => a.x - b.x)
    : placed;
  const seen: Placed[] = [];
  for (const one of sorted) {
    const last = seen.at(-1);
    if (last && one.x - last.x < (last.end - last.x) / 2) {
      last.character = struckOver(last.character, one.character);
    } else seen.push(one);
  }
  return seen;
}

function charactersOf({ x, text, advances, cell }: TextMark): Placed[] {
  const placed: Placed[] = [];
  let at = x;
  let place = 0;
  for (const character of text) {
    const advance = advances[place] ?? cell;
    place += 1;
    // Space that a job lets between characters belongs to none of them, if it is more than they take.
    const width = cell > 0 ? Math.min(advance, cell * 1.5) : advance;
    placed.push({ x: at, end: at + width, character });
    at += advance;
  }
  return placed;
}
