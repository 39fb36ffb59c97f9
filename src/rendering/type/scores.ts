/** Lines along characters: under, through, over. */
import type { Score, TextMark } from '../../core/page/marks.ts';
import type { InkPlane } from '../plane.ts';

/** Above the baseline, in ems, to the middle of the line. */
const HEIGHTS: Readonly<Record<Score['at'], number>> = { under: -0.17, through: 0.27, over: 0.86 };
/** In ems: as thick as thin strokes, and the room between two lines. */
const THICKNESS = 0.06;
const APART = 0.14;
/** Of a broken line, in ems: how long a piece is, and the room behind it. */
const DASH = 0.3;
const BREAK = 0.18;

/** @param em height of the type, in pixels */
export function drawScores(plane: InkPlane, mark: TextMark, em: number, unit: number): void {
  const length = mark.advances.reduce((sum, advance) => sum + advance, 0);
  const left = Math.round(plane.toX(mark.x));
  const right = Math.round(plane.toX(mark.x + length));
  const baseline = plane.toY(mark.y);
  const thick = Math.max(1, Math.round(em * THICKNESS));
  for (const { at, isDouble, isBroken } of mark.scores) {
    const middle = baseline - HEIGHTS[at] * em;
    // The second line is on the side that is away from the letters, or both are about the middle.
    const offsets = isDouble ? pair(at, em) : [0];
    for (const offset of offsets) {
      const top = Math.round(middle + offset - thick / 2);
      for (const [from, to] of isBroken ? dashes(left, right, em) : [[left, right] as const]) {
        plane.fill(from, top, to, top + thick, unit * 3);
      }
    }
  }
}

function pair(at: Score['at'], em: number): readonly number[] {
  const apart = Math.max(2, em * APART);
  if (at === 'through') return [-apart / 2, apart / 2];
  return at === 'under' ? [0, apart] : [0, -apart];
}

/** Pieces begin at whole steps from the paper's edge, so that those of neighbouring marks go on. */
function* dashes(left: number, right: number, em: number): Generator<readonly [number, number]> {
  const step = Math.max(2, Math.round(em * (DASH + BREAK)));
  const dash = Math.max(1, Math.round(em * DASH));
  for (let from = left - (((left % step) + step) % step); from < right; from += step) {
    const start = Math.max(left, from);
    const end = Math.min(right, from + dash);
    if (start < end) yield [start, end];
  }
}
