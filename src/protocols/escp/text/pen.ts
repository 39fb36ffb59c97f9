/** What the settings make of the next character: its size, width, style and place on the line. */
import { points } from '../../../core/page/paper.ts';
import { UNITS_PER_INCH, type PageUnits, type Score } from '../../../core/page/marks.ts';
import type { Pen } from '../line.ts';
import type { EscpState } from '../state.ts';

/** The usual size of type. */
const USUAL_SIZE = points(10.5);

/** Super- and subscripts, and type of 15 to the inch, are that much of the usual size. */
const SMALL = 2 / 3;

/** Of the size of type: how far a superscript's baseline is above the line's, and a subscript's below. */
const RAISED = 0.35;
const LOWERED = 0.15;

export function penOf(state: EscpState): Pen {
  if (state.pen) return state.pen;
  const pen = newPen(state);
  const { lastPen } = state;
  state.pen = state.lastPen = lastPen && isSame(pen, lastPen) ? lastPen : pen;
  return state.pen;
}

/** Runs go on where a command changed nothing that is seen. */
function isSame(a: Pen, b: Pen): boolean {
  const { style, ...others } = a;
  return (
    Object.entries(others).every(([key, value]) => value === b[key as keyof Pen]) &&
    Object.entries(style).every(([key, value]) => value === b.style[key as keyof Pen['style']])
  );
}

function newPen(state: EscpState): Pen {
  const proportional = isProportional(state);
  const width = (isDouble(state) ? 2 : 1) * (proportional && state.isCondensed ? 0.5 : 1);
  const height = state.isDoubleHeight && !state.multipoint ? 2 : 1;
  // Proportional type has no cell to be stretched to: twice as wide is larger, and then not as high.
  const size = typeSize(state) * (proportional ? width : 1);
  return {
    cell: proportional ? 0 : shapeWidth(state),
    size,
    stretch: proportional ? height / width : height,
    style: {
      typeface: state.typeface,
      bold: state.isBold,
      doubleStrike: state.isDoubleStrike,
      italic: state.isItalic,
      outline: state.isOutline,
      shadow: state.isShadow,
      proportional,
      quality: state.quality,
    },
    scores: scoresOf(state),
    inks: state.inks,
  };
}

export function isProportional(state: EscpState): boolean {
  if (state.widths === undefined || state.motionIndex !== undefined) return false;
  return state.multipoint ? state.multipoint.advance === 0 : state.isProportional;
}

/** Of shapes with dots of their own: how much wider they are struck. */
export const widthFactor = (state: EscpState): number => (isDouble(state) ? 2 : 1);

const isDouble = ({ doubleWidth }: EscpState): boolean => doubleWidth !== 'off';

/** Below this, nothing is made smaller. */
const SMALLEST_SIZE = points(8);

/** Sizes that ESC X prints small at 15 to the inch, as ESC g does; smaller and larger ones it squeezes. */
const SMALL_AT_15 = new Set([10, 10.5, 20, 21].map(points));

function typeSize(state: EscpState): PageUnits {
  const size = state.multipoint?.size ?? USUAL_SIZE;
  if (state.multipoint && size <= SMALLEST_SIZE) return size;
  const isSmall = state.script !== 'normal' || isSmallAt15(state, size);
  return Math.round(size * (isSmall ? SMALL : 1));
}

function isSmallAt15({ pitch, multipoint }: EscpState, size: PageUnits): boolean {
  if (multipoint === undefined) return pitch === 15;
  return multipoint.advance === UNITS_PER_INCH / 15 && SMALL_AT_15.has(size);
}

/** From one character to the next at the pitch, not doubled and without space between. */
export function pitchWidth(state: EscpState): PageUnits {
  if (state.multipoint && state.multipoint.advance > 0) return state.multipoint.advance;
  if (state.isCondensed && state.pitch === 10) return (UNITS_PER_INCH * 7) / 120;
  if (state.isCondensed && state.pitch === 12) return UNITS_PER_INCH / 20;
  return UNITS_PER_INCH / state.pitch;
}

/** How wide a shape is; with a motion index it is the pitch still. */
const shapeWidth = (state: EscpState): PageUnits => pitchWidth(state) * (isDouble(state) ? 2 : 1);

/** A column, as margins, tabs and backspaces count: of proportional type one of 10 to the inch. */
export function columnWidth(state: EscpState): PageUnits {
  if (state.motionIndex !== undefined) return state.motionIndex;
  return (isProportional(state) ? UNITS_PER_INCH / 10 : pitchWidth(state)) + state.extraSpace;
}

/** How far the head goes for a character. */
export function advanceOf(state: EscpState, character: string): PageUnits {
  const pen = penOf(state);
  if (state.motionIndex !== undefined) return state.motionIndex;
  if (!pen.style.proportional) return pen.cell + state.extraSpace * (isDouble(state) ? 2 : 1);
  const width = state.widths?.(character, pen.style) ?? 0;
  return Math.round(width * pen.size) + state.extraSpace;
}

/** Of the characters, below the line's top: seven of nine pins, twenty of twenty-four. */
export const baselineDepth = (state: EscpState): PageUnits =>
  state.model.pins === 9 ? (UNITS_PER_INCH * 7) / 72 : (UNITS_PER_INCH * 20) / 180;

/** The baseline of what is set: scripts stand above or below the line's. */
export function baseline(state: EscpState): PageUnits {
  const size = state.multipoint?.size ?? USUAL_SIZE;
  const shift = { normal: 0, super: -RAISED, sub: LOWERED }[state.script];
  return state.y + baselineDepth(state) + Math.round(shift * size);
}

const UNDERLINE: Score = { at: 'under', isDouble: false, isBroken: false };
const ONLY_UNDERLINE = [UNDERLINE];

function scoresOf(state: EscpState): readonly Score[] {
  if (!state.isUnderlined || state.scores.some(({ at }) => at === 'under')) return state.scores;
  return state.scores.length === 0 ? ONLY_UNDERLINE : [UNDERLINE, ...state.scores];
}
