/** The first line of a sheet that has no margin above it. */
import type { TextMark } from './marks.ts';

/** Heights above the baseline, in ems: letters, those with accents, and capitals with accents. */
const LETTERS = 0.77;
const ACCENTED = 0.81;
const CAPITALS = 0.94;
/** Flatter type nobody reads: what is higher is cut at the edge. */
const FLATTEST = 0.5;

/** Boxes and blocks touch the line below, and lose nothing that matters at the edge. */
const JOINING = /[\u2500-\u259f]/u;

/**
 * Type is higher than the pins that it stands for, and would be cut by the paper's edge where a line begins there. Pins
 * make accented capitals no taller than others, and double height on the first line nearly none: it is made flatter.
 */
export function ontoSheet(mark: TextMark): TextMark {
  if (mark.y > mark.size * mark.stretch * CAPITALS || mark.y <= 0) return mark;
  if (JOINING.test(mark.text)) return mark;
  const needed = mark.size * mark.stretch * heightOf(mark.text);
  if (mark.y >= needed) return mark;
  return { ...mark, stretch: mark.stretch * Math.max(FLATTEST, mark.y / needed) };
}

function heightOf(text: string): number {
  const parts = text.normalize('NFD');
  if (parts === text) return LETTERS;
  return /\p{Lu}\p{M}/u.test(parts) ? CAPITALS : ACCENTED;
}
