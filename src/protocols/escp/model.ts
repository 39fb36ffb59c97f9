/** What an interpreter has to know of the printer that it plays: a job does not say what it was written for. */
import type { PageFormat, PageUnits } from '../../core/page/marks.ts';

/** Heads, and with them the vertical units: ESC 3 counts 1/216 inch on 9 pins, 1/180 inch on 24 and on inkjets. */
export type Pins = 9 | 24;

export interface EscpModel {
  readonly pins: Pins;
  /** Sheet or form that is in it. Of a roll, `height` is the longest that may come out as one page. */
  readonly paper: PageFormat;
  /** Paper from a roll: a page ends where the job does, and is as long as what stands on it. */
  readonly isRoll: boolean;
  /**
   * Where it prints, as places on the paper, measured from its upper left corner: `left` is the left edge of column 0, `top`
   * where the first line begins, `right` and `bottom` are where it can print no further. Continuous forms have `top` 0 and
   * `bottom` at their end: lines go on over the perforation, so that a form of 11 inches has 66.
   */
  readonly printable: {
    readonly left: PageUnits;
    readonly top: PageUnits;
    readonly right: PageUnits;
    readonly bottom: PageUnits;
  };
  /** A receipt printer: between commands, questions in its own language (ESC/POS) are read. Absent: none are. */
  readonly isReceipt?: boolean;
  /** A switch of old printers: CR feeds a line too. */
  readonly autoLineFeed: boolean;
  /** Four character tables after ESC @, by the names of `characters/`: `italic`, `pc437`, `pc850` … */
  readonly tables: readonly [string, string, string, string];
  /** Which of the four is chosen after ESC @. */
  readonly table: 0 | 1 | 2 | 3;
  /** International set after ESC @: the number that ESC R takes. */
  readonly country: number;
  /** It has inks besides black. */
  readonly isColour: boolean;
}
