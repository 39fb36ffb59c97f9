/**
 * Text of a page as runs that a document can write. PDF places a run; its glyphs follow each other at their own widths
 * and one spacing. Where that would lead elsewhere than the mark says, a new run begins.
 */
import { UNITS_PER_INCH, type TextMark } from '../../core/page/marks.ts';

/** Part of a text, in points. */
export interface TextRun {
  readonly text: string;
  /** The first glyph's origin. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Between glyphs, before scaling. */
  readonly spacing: number;
}

/** Units of a page in a point. */
export const POINT = UNITS_PER_INCH / 72;
/** A glyph may be this far, in points, from where it belongs: a third of a dot of 720 to the inch. */
const OFF = 0.03;

/** The text in parts whose characters are all of one kind, each where it stands: of one font, say. */
export function* partsOf<Kind>(
  mark: TextMark,
  kindOf: (character: string) => Kind,
): Generator<{ readonly kind: Kind; readonly part: TextMark }> {
  const characters = [...mark.text];
  const kinds = characters.map(kindOf);
  let { x } = mark;
  for (let from = 0; from < characters.length;) {
    let to = from + 1;
    while (to < characters.length && kinds[to] === kinds[from]) to += 1;
    const advances = mark.advances.slice(from, to);
    const text = characters.slice(from, to).join('');
    yield { kind: kinds[from]!, part: { ...mark, x, text, advances } };
    x = advances.reduce((sum, advance) => sum + advance, x);
    from = to;
  }
}

/** @param widthOf how wide the font has a character, in ems */
export function textRuns(mark: TextMark, widthOf: (character: string) => number): TextRun[] {
  const size = mark.size / POINT;
  const scaleX = scaleOf(mark, widthOf);
  const runs: { text: string; x: number; spacing: number; isOpen: boolean }[] = [];
  let x = mark.x / POINT;
  /** Where the next glyph of the last run comes to stand. */
  let next = x;
  [...mark.text].forEach((character, place) => {
    const advance = (mark.advances[place] ?? 0) / POINT;
    const width = widthOf(character) * size;
    const isAlone = standsAlone(character);
    let run = runs.at(-1);
    if (!run?.isOpen || isAlone || Math.abs(next - x) > OFF) {
      run = { text: '', x, spacing: advance / scaleX - width, isOpen: !isAlone };
      runs.push(run);
      next = x;
    }
    run.text += character;
    next += (width + run.spacing) * scaleX;
    x += advance;
  });
  const rest = { y: mark.y / POINT, size, scaleX, scaleY: mark.stretch };
  return runs.map(({ text, x, spacing }) => ({ text, x, spacing, ...rest }));
}

/** How much wider than usual, or narrower. */
function scaleOf({ text, cell, size, style }: TextMark, widthOf: (character: string) => number) {
  if (style.proportional || cell === 0) return 1;
  const [first = ' '] = text;
  const usual = widthOf(first) * size;
  return usual > 0 ? cell / usual : 1;
}

/**
 * Whether writers of documents would put it elsewhere than in its turn: scripts from right to left, which a printer
 * prints in the order in which they come, and signs that join with the one before.
 */
const standsAlone = (character: string): boolean =>
  /[\u0300-\u036f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(character);
