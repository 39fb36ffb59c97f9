/** Which inks the numbers of colours mean. */
import type { Ink } from '../../../core/page/marks.ts';

/** By the lower half of a number. Red and blue are inks of their own on few printers; they look like these. */
const INKS: Readonly<Record<number, readonly Ink[]>> = {
  0: ['black'],
  1: ['magenta'],
  2: ['cyan'],
  4: ['yellow'],
  // Further rows of nozzles with black ink.
  5: ['black'],
  6: ['black'],
  7: ['magenta', 'yellow'],
  8: ['magenta', 'cyan'],
  // Gloss: a varnish.
  9: [],
};

const LIGHT: Readonly<Record<number, readonly Ink[]>> = {
  0: ['light black'],
  1: ['light magenta'],
  2: ['light cyan'],
};

/**
 * The first parameter of `ESC i`: one ink each, which one in the lower half and what kind of it in the upper one. 0: the
 * ink; 1: diluted; 3: black, diluted more; 4 and 6: the same ink in another row of nozzles, or a matte black.
 * @returns nothing for a number that nobody is known to write
 */
export function rasterInks(r: number): readonly Ink[] | undefined {
  const kind = r >> 4;
  const ink = r & 15;
  if (kind === 1 || (kind === 3 && ink === 0)) return LIGHT[ink];
  return kind === 0 || kind === 4 || kind === 6 ? INKS[ink] : undefined;
}

/** `ESC (r m n`: the ink and how dense; 1 is the light one. */
export const denseInks = (density: number, n: number): readonly Ink[] | undefined =>
  n > 15 || density > 1 ? undefined : rasterInks(n + 16 * density);

const OPERATIONS: Readonly<Record<number, readonly Ink[]>> = {
  0: ['black'],
  1: ['magenta'],
  2: ['cyan'],
  4: ['yellow'],
  9: ['light magenta'],
  10: ['light cyan'],
};

/** The number in the operations of `ESC . 2` and `ESC . 3`. */
export const operationInks = (colour: number): readonly Ink[] | undefined => OPERATIONS[colour];
