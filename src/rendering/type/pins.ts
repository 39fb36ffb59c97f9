/**
 * Characters as a matrix printer's head prints them: the outline is laid on the head's grid, a pin strikes where enough
 * of it is covered, and no pin strikes in two columns that follow each other, for it cannot be drawn back so fast.
 */
import {
  UNITS_PER_INCH,
  type CharacterStyle,
  type PageUnits,
  type TextMark,
} from '../../core/page/marks.ts';
import { points } from '../../core/page/paper.ts';
import { PIN_24, PIN_9 } from '../round-dots.ts';
import { RoundStamps, type Stamp } from '../stamp.ts';
import type { InkPlane } from '../plane.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import type { Outline } from './font.ts';

interface Head {
  readonly rowPitch: PageUnits;
  readonly columnPitch: PageUnits;
  readonly pin: PageUnits;
  /** How much of two columns of a row has to be covered. */
  readonly threshold: number;
}

/** A draft character has twelve half columns, 1/120 inch apart at most; in a narrow cell they are closer. */
const DRAFT_COLUMNS = 12;
const WIDEST_COLUMN = UNITS_PER_INCH / 120;
/** Smaller type than this has too few rows at 1/72 inch: a second pass strikes between them. */
const SMALL = points(9);

const LETTER: Head = {
  rowPitch: UNITS_PER_INCH / 180,
  columnPitch: UNITS_PER_INCH / 360,
  pin: PIN_24,
  threshold: 0.5,
};

/** Letters of 9 pins take two passes, half a row apart: a little rough, and dark. */
const NEAR_LETTER: Head = {
  rowPitch: UNITS_PER_INCH / 144,
  columnPitch: UNITS_PER_INCH / 240,
  pin: UNITS_PER_INCH / 84,
  threshold: 0.45,
};

function headOf({ style, cell, size, stretch }: TextMark, pins: 9 | 24): Head {
  if (!isDraft(style)) return pins === 9 ? NEAR_LETTER : LETTER;
  const columnPitch = cell > 0 ? Math.min(WIDEST_COLUMN, cell / DRAFT_COLUMNS) : WIDEST_COLUMN;
  const isSmall = size * stretch < SMALL;
  if (isSmall) return { ...LETTER, rowPitch: UNITS_PER_INCH / 144, columnPitch, threshold: 0.42 };
  return { rowPitch: UNITS_PER_INCH / 72, columnPitch, pin: PIN_9, threshold: 0.42 };
}

/** Whether few dots make a character: hollow ones and shadows take more than a draft has. */
export const isDraft = ({ quality, outline, shadow }: CharacterStyle): boolean =>
  quality === 'draft' && !outline && !shadow;

/** Heights in the fonts, in ems, that have to meet rows, or strokes would fall between two: descender, baseline, x, capitals, ascender. */
const LINES = [-0.236, 0, 0.547, 0.729, 0.76] as const;

/** Moves those heights to whole rows. @param rows of an em */
function bendTo(rows: number): (y: number) => number {
  // Capitals and ascenders are alike.
  const wanted = LINES.map((line) => Math.trunc(Math.min(line, 0.729) * rows) / rows);
  return (y) => {
    const above = LINES.findIndex((line) => y < line);
    if (above === 0) return wanted[0]! + (y - LINES[0]);
    if (above === -1) return wanted.at(-1)! + (y - LINES.at(-1)!);
    const part = (y - LINES[above - 1]!) / (LINES[above]! - LINES[above - 1]!);
    return wanted[above - 1]! + part * (wanted[above]! - wanted[above - 1]!);
  };
}

/**
 * One character as prints of pins, in pixels.
 * @param scaleX width of an em, `scaleY` its height, in pixels; `x`: its origin between pixels, 0 to 1
 * @param pins of the head; `joins`: whether it has to reach its neighbours, so that no height is moved
 */
export function pinStamp(
  plane: InkPlane,
  mark: TextMark,
  outline: Outline,
  { scaleX, scaleY, x }: { scaleX: number; scaleY: number; x: number },
  { pins, joins }: { pins: 9 | 24; joins: boolean },
): Stamp {
  const head = headOf(mark, pins);
  const pitchX = plane.toX(head.columnPitch);
  const pitchY = plane.toY(head.rowPitch);
  const rows = scaleY / pitchY;
  const covered = coverageOf(outline.contours, {
    scaleX: scaleX / pitchX,
    scaleY: rows,
    x: 0,
    y: 0,
    ...(!joins && { bend: bendTo(rows) }),
  });
  const stamps = new RoundStamps(plane.toX(head.pin), plane.toY(head.pin));
  // Bold is struck twice, a column further; other heads have letters for it.
  const passes = mark.style.bold && isDraft(mark.style) ? [0, 1] : [0];
  const places = [...strikes(covered, head.threshold)].flatMap(({ column, row }) =>
    passes.map((pass) => ({ column: column + pass, row })),
  );
  const prints = places.map(({ column, row }) => {
    const middleX = x + column * pitchX;
    const middleY = (row + 0.5) * pitchY;
    const left = Math.floor(middleX);
    const top = Math.floor(middleY);
    return { stamp: stamps.at(middleX - left, middleY - top), left, top };
  });
  return together(prints);
}

/** Where pins strike: rows from the baseline, edges between columns from the origin. */
function* strikes(
  { data, width, height, left, top }: Coverage,
  threshold: number,
): Generator<{ column: number; row: number }> {
  // A pin is two columns wide.
  const at = (row: number, column: number) =>
    ((data[row * width + column - 1] ?? 0) * (column > 0 ? 1 : 0) +
      (column < width ? data[row * width + column]! : 0)) /
    2;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column <= width; column += 1) {
      if (at(row, column) < threshold) continue;
      let end = column + 1;
      while (end <= width && at(row, end) >= threshold) end += 1;
      for (const place of spaced(column, end - column, (n) => at(row, n))) {
        yield { column: left + place, row: top + row };
      }
      column = end;
    }
  }
}

/** Of columns that follow each other, every other one; of a few, the one that is covered most. */
function spaced(first: number, count: number, covered: (column: number) => number): number[] {
  if (count <= 3) {
    const columns = Array.from({ length: count }, (_, n) => first + n);
    return [columns.reduce((best, column) => (covered(column) > covered(best) ? column : best))];
  }
  const start = first + (count % 2 === 0 && covered(first + count - 1) > covered(first) ? 1 : 0);
  const columns = [];
  for (let column = start; column < first + count; column += 2) columns.push(column);
  return columns;
}

/** Many small stamps as one. */
function together(
  prints: readonly { readonly stamp: Stamp; readonly left: number; readonly top: number }[],
): Stamp {
  if (prints.length === 0)
    return { left: 0, top: 0, width: 0, height: 0, levels: new Uint8Array(0) };
  const left = Math.min(...prints.map((print) => print.left + print.stamp.left));
  const top = Math.min(...prints.map((print) => print.top + print.stamp.top));
  const right = Math.max(...prints.map(({ left, stamp }) => left + stamp.left + stamp.width));
  const bottom = Math.max(...prints.map(({ top, stamp }) => top + stamp.top + stamp.height));
  const width = right - left;
  const levels = new Uint8Array(width * (bottom - top));
  for (const { stamp, ...print } of prints) {
    for (let row = 0; row < stamp.height; row += 1) {
      const to = (print.top + stamp.top + row - top) * width + print.left + stamp.left - left;
      for (let column = 0; column < stamp.width; column += 1) {
        const level = stamp.levels[row * stamp.width + column]!;
        levels[to + column] = Math.max(levels[to + column]!, level);
      }
    }
  }
  return { left, top, width, height: bottom - top, levels };
}
