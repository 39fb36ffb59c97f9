/** Sizes of paper. */
import { UNITS_PER_INCH, type PageFormat, type PageUnits } from './marks.ts';

/** Millimetres, as whole units. */
export const millimetres = (n: number): PageUnits => Math.round((n / 25.4) * UNITS_PER_INCH);
export const inches = (n: number): PageUnits => Math.round(n * UNITS_PER_INCH);
/** Of type: 72 to the inch. */
export const points = (n: number): PageUnits => Math.round((n * UNITS_PER_INCH) / 72);

/** By the names that people say, in lower case (ISO 216; ANSI; continuous forms). */
export const PAPER_SIZES: Readonly<Record<string, PageFormat>> = {
  a3: { width: millimetres(297), height: millimetres(420) },
  a4: { width: millimetres(210), height: millimetres(297) },
  a5: { width: millimetres(148), height: millimetres(210) },
  a6: { width: millimetres(105), height: millimetres(148) },
  letter: { width: inches(8.5), height: inches(11) },
  legal: { width: inches(8.5), height: inches(14) },
  // Tractor-fed paper of 80 columns, without the strips of holes, and of 136 columns. 11 inches are 66 lines, which is
  // what programs count that feed lines and no forms.
  fanfold: { width: inches(8.5), height: inches(11) },
  'fanfold wide': { width: inches(14.875), height: inches(11) },
};
