/** How far commands reach: the grammar of ESC/P, which has no length that all of its commands would share. */
import type { Pins } from '../model.ts';
import { le16 } from './reading.ts';

/** What was said before and decides how long other commands are. */
export interface Setting {
  readonly pins: Pins;
  /** Superscript or subscript: user-defined characters of 24 pins are smaller then. */
  isScript: boolean;
  /** `ESC (G`: `ESC i` is a raster row then, and "immediate mode" otherwise. */
  isGraphics: boolean;
  /** `ESC ?`: bytes a column of `ESC K`, `L`, `Y` and `Z`. */
  columnBytes: Readonly<Record<string, number>>;
}

/**
 * How many bytes of parameters a command has, as far as those that came tell: it is asked again until there are as
 * many. Never less than there are.
 */
export type Extent = (parameters: Uint8Array, setting: Setting) => number;

export const fixed =
  (count: number): Extent =>
  () =>
    count;

/** Stops of a list: more than there are columns between others. Printers keep 32, or 16 of vertical ones. */
const LONGEST_LIST = 255;

/** A list ended by 00, or by a stop before the one before it, which ends it too. */
export const list =
  (before = 0): Extent =>
  (parameters) => {
    const { length } = parameters;
    const isOver = length > before && isListOver(parameters, before);
    return isOver || length === before + LONGEST_LIST ? length : length + 1;
  };

/** Whether the last byte of a list is its end, and no stop. */
export function isListOver(parameters: Uint8Array, before: number): boolean {
  const last = parameters.at(-1)!;
  const previous = parameters.length > before + 1 ? parameters.at(-2)! : 0;
  return last === 0 || last < previous;
}

/** `n` columns follow their number, a fixed number of bytes each. */
export const columns =
  (before: number, bytes: number | ((parameters: Uint8Array) => number)) =>
  (parameters: Uint8Array): number => {
    const head = before + 2;
    if (parameters.length < head) return head;
    const each = typeof bytes === 'number' ? bytes : bytes(parameters);
    return head + le16(parameters, before) * each;
  };

/** Of `ESC K`, `L`, `Y` and `Z`: columns of the mode that the letter has. */
export const lettered =
  (letter: string): Extent =>
  (parameters, { columnBytes }) =>
    columns(0, columnBytes[letter] ?? 1)(parameters);

/** Bytes a column of `ESC *`: 8, 24 or 48 dots. Modes that nobody names are taken for their neighbours. */
export function bytesAColumn(mode: number): number {
  if (mode < 32) return 1;
  return mode < 64 ? 3 : 6;
}

/** Characters of a PCL command: it has some numbers in it. */
const LONGEST_PCL = 32;

/**
 * Of `ESC *`: mode, columns, data. A small letter is no mode, but a command of HP's printers, which a driver has
 * left in its job (Ghostscript's `escp` begins with `ESC *rbC`): that goes on to its capital letter.
 */
export const bitImage: Extent = (parameters) => {
  if (!isPcl(parameters)) return imageColumns(parameters);
  const last = parameters.at(-1)!;
  const { length } = parameters;
  return (last >= 0x40 && last <= 0x5e) || length === LONGEST_PCL ? length : length + 1;
};

const imageColumns = columns(1, ([mode]) => bytesAColumn(mode!));

/** Whether the parameters of `ESC *` are none of its own. */
export const isPcl = ([mode = 0]: Uint8Array): boolean => mode >= 0x61 && mode <= 0x7a;

const EXIT = '-12345X';

/**
 * Of `ESC %`: a switch. A sign that is none begins what HP's printers leave any language by (`ESC %-12345X`), as far as
 * that is what follows.
 */
export const userSet: Extent = (parameters) => {
  const { length } = parameters;
  return length < EXIT.length && isExit(parameters) ? length + 1 : Math.max(1, length);
};

/** Whether it is that so far. */
export const isExit = (parameters: Uint8Array): boolean =>
  parameters.every((byte, at) => byte === EXIT.charCodeAt(at));

/** Modes of `ESC *` that the books have, or leave room for between two that they have. */
export const isKnownMode = (mode: number): boolean =>
  mode <= 7 || (mode >= 32 && mode <= 40) || (mode >= 64 && mode <= 73);

/** Lines, or 00 and inches. */
export const pageLength: Extent = ([lines]) => (lines === 0 ? 2 : 1);

/**
 * `ESC & 00 n m`: characters n to m. Of 9 pins an attribute and 11 columns each; of 24 pins three numbers, the
 * second how many columns, of 3 bytes each, or 2 while super- or subscript is chosen.
 */
export const userCharacters: Extent = (parameters, { pins, isScript }) => {
  if (parameters.length < 3) return 3;
  const count = Math.max(0, parameters[2]! - parameters[1]! + 1);
  if (pins === 9) return 3 + count * 12;
  let at = 3;
  for (let i = 0; i < count; i++) {
    // At least three for each that is left: asked for one by one, their beginnings would be read again and again.
    if (parameters.length < at + 3) return at + 3 * (count - i);
    at += 3 + parameters[at + 1]! * (isScript ? 2 : 3);
  }
  return at;
};
