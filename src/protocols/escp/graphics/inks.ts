/** Which inks the numbers of colours mean. */
import type { Ink } from '../../../core/page/marks.ts';

const ONE_INK: Readonly<Record<number, readonly Ink[]>> = {
  0: ['black'],
  1: ['magenta'],
  2: ['cyan'],
  4: ['yellow'],
  // Further rows of nozzles with black ink.
  5: ['black'],
  6: ['black'],
  16: ['light black'],
  17: ['light magenta'],
  18: ['light cyan'],
};

/** The first parameter of `ESC i`: one ink each. */
export const rasterInks = (r: number): readonly Ink[] | undefined => ONE_INK[r];

/** `ESC (r m n`: the ink and how dense; 1 is the light one. */
export const denseInks = (density: number, n: number): readonly Ink[] | undefined =>
  density > 1 ? undefined : ONE_INK[n + 16 * density];

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
