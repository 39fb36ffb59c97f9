/**
 * The line that is being printed: characters of one style on one baseline, one after the other, are a run. It waits for
 * the line's end, since CAN takes characters back and ESC a moves them.
 */
import type {
  CharacterStyle,
  DotsMark,
  Ink,
  Mark,
  PageUnits,
  Score,
} from '../../core/page/marks.ts';

/** What all characters of a run have in common. */
export interface Pen {
  readonly cell: PageUnits;
  readonly size: PageUnits;
  readonly stretch: number;
  readonly style: CharacterStyle;
  readonly scores: readonly Score[];
  readonly inks: readonly Ink[];
}

interface Run {
  readonly pen: Pen;
  x: PageUnits;
  y: PageUnits;
  end: PageUnits;
  characters: string[];
  advances: PageUnits[];
}

interface Dots {
  readonly pen: undefined;
  readonly mark: DotsMark;
  x: PageUnits;
  y: PageUnits;
  end: PageUnits;
}

/** Wider than any paper at 20 characters to the inch; what backspaces and moves pile up beyond is printed at once. */
const MOST_CHARACTERS = 2048;

export class Line {
  private parts: (Run | Dots)[] = [];
  private count = 0;

  get isFull(): boolean {
    return this.count >= MOST_CHARACTERS;
  }

  /** @param y of the baseline */
  add(pen: Pen, x: PageUnits, y: PageUnits, character: string, advance: PageUnits): void {
    this.count++;
    const last = this.parts.at(-1);
    if (last !== undefined && last.pen === pen && last.end === x && last.y === y) {
      last.characters.push(character);
      last.advances.push(advance);
      last.end += advance;
      return;
    }
    this.parts.push({ pen, x, y, end: x + advance, characters: [character], advances: [advance] });
  }

  /** A character that the job drew. @param end where the next one stands */
  addDots(mark: DotsMark, end: PageUnits): void {
    this.count++;
    this.parts.push({ pen: undefined, mark, x: mark.x, y: mark.y, end });
  }

  cancel(): void {
    this.parts = [];
    this.count = 0;
  }

  /** Where it begins and ends; undefined: nothing is on it. */
  extent(): { readonly from: PageUnits; readonly to: PageUnits } | undefined {
    if (this.parts.length === 0) return undefined;
    let from = Infinity;
    let to = -Infinity;
    for (const part of this.parts) {
      from = Math.min(from, part.x);
      to = Math.max(to, part.end);
    }
    return { from, to };
  }

  shift(by: PageUnits, down: PageUnits = 0): void {
    for (const part of this.parts) {
      part.x += by;
      part.end += by;
      part.y += down;
    }
  }

  /** Takes off what stands after the last space, to begin the next line with it. Nothing, if there is no space. */
  takeLastWord(): Line | undefined {
    for (let at = this.parts.length - 1; at >= 0; at--) {
      const part = this.parts[at] as Run | Dots;
      const space = part.pen === undefined ? -1 : part.characters.lastIndexOf(' ');
      if (part.pen === undefined || space < 0) continue;
      const word = new Line();
      word.append(cut(part, space + 1));
      for (const rest of this.parts.splice(at + 1)) word.append(rest);
      trimEnd(part);
      if (part.characters.length === 0) this.parts.splice(at, 1);
      this.count -= word.count;
      return word;
    }
    return undefined;
  }

  /** Puts another line's parts after its own, where they stand. */
  append(part: Run | Dots): void {
    if (part.pen !== undefined && part.characters.length === 0) return;
    this.parts.push(part);
    this.count += part.pen === undefined ? 1 : part.characters.length;
  }

  take(line: Line): void {
    for (const part of line.parts) this.append(part);
  }

  /** Widens its spaces so that it ends `by` later. */
  spread(by: PageUnits): void {
    const isSpace = (character: string) => character === ' ';
    const runs = this.parts.filter((part): part is Run => part.pen !== undefined);
    const spaces = runs.reduce((sum, run) => sum + run.characters.filter(isSpace).length, 0);
    if (spaces === 0) return;
    let seen = 0;
    let moved = 0;
    for (const part of this.parts) {
      part.x += moved;
      if (part.pen !== undefined) {
        for (const [at, character] of part.characters.entries()) {
          if (!isSpace(character)) continue;
          // Of the whole each time, so that nothing is lost by rounding.
          const until = Math.round((by * ++seen) / spaces);
          part.advances[at] = (part.advances[at] as PageUnits) + until - moved;
          moved = until;
        }
      }
      part.end += moved;
    }
  }

  /** What it is on paper; it is empty then. */
  marks(): Mark[] {
    const marks: Mark[] = [];
    for (const part of this.parts) {
      if (part.pen === undefined) marks.push({ ...part.mark, x: part.x, y: part.y });
      else if (isVisible(part)) marks.push(textMark(part));
    }
    this.cancel();
    return marks;
  }
}

function isVisible(run: Run): boolean {
  return run.pen.scores.length > 0 || run.characters.some((character) => character !== ' ');
}

function textMark({ pen, x, y, characters, advances }: Run): Mark {
  return { kind: 'text', x, y, text: characters.join(''), advances, ...pen };
}

function cut(run: Run, at: number): Run {
  const characters = run.characters.splice(at);
  const advances = run.advances.splice(at);
  const end = run.end;
  run.end = end - advances.reduce((sum, advance) => sum + advance, 0);
  return { ...run, x: run.end, end, characters, advances };
}

function trimEnd(run: Run): void {
  while (run.characters.at(-1) === ' ') {
    run.characters.pop();
    run.end -= run.advances.pop() ?? 0;
  }
}
