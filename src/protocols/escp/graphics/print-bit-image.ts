/** `ESC K`, `L`, `Y`, `Z`, `*` and `^`: a bit image where the head is, which stands behind it afterwards. */
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { byteAt, wordAt } from '../numbers.ts';
import { moveTo } from '../paging.ts';
import type { EscpState } from '../state.ts';
import { bitImageMode, columnsToRows, ninePinMode, type BitImageMode } from './bit-image.ts';
import { printDots } from './dots.ts';

/** `ESC ? c m`: gives one of the four another mode. */
export function reassign(state: EscpState, parameters: Uint8Array): void {
  const [c = 0, m = 0] = parameters;
  const letter = String.fromCharCode(c);
  if (!(letter in state.graphics.densities))
    return state.notes.fault(`${letter} is none of K, L, Y and Z`);
  if (!bitImageMode(m, state.model.pins)) {
    return state.notes.fault(`mode ${m} is not known: the letter stays what it is`);
  }
  const { graphics } = state;
  graphics.densities = { ...graphics.densities, [letter]: m };
}

/** @param letter of the four */
export const printDensity =
  (letter: string) =>
  (state: EscpState, parameters: Uint8Array): void => {
    const mode = bitImageMode(state.graphics.densities[letter]!, state.model.pins);
    if (mode) printColumns(state, mode, parameters.subarray(2), wordAt(parameters, 0));
  };

/** `ESC * m nL nH d…` */
export function printBitImage(state: EscpState, parameters: Uint8Array): void {
  print(state, bitImageMode(byteAt(parameters, 0), state.model.pins), parameters);
}

/** `ESC ^ m nL nH d…`: two bytes a column, of which the second has one pin, in its high bit. */
export function printNinePins(state: EscpState, parameters: Uint8Array): void {
  print(state, ninePinMode(byteAt(parameters, 0)), parameters);
}

/** `ESC |B rows nL nH d…`, of 360 to the inch both ways; n counts bytes. Known from Ghostscript's `escp` alone. */
export function printNozzles(state: EscpState, parameters: Uint8Array): void {
  const rows = byteAt(parameters, 0);
  if (rows === 0) return;
  const pitch = UNITS_PER_INCH / 360;
  const columns = Math.floor(wordAt(parameters, 1) / Math.ceil(rows / 8));
  printColumns(state, { rows, pitchX: pitch, pitchY: pitch }, parameters.subarray(3), columns);
}

/** `ESC |J 00 n`: feeds n/360 inch. From the same. */
export function feedFinely(state: EscpState, parameters: Uint8Array): void {
  moveTo(state, state.y + (byteAt(parameters, 1) * UNITS_PER_INCH) / 360, 'move');
}

function print(state: EscpState, mode: BitImageMode | undefined, parameters: Uint8Array): void {
  if (mode) printColumns(state, mode, parameters.subarray(3), wordAt(parameters, 1));
  else state.notes.fault(`mode ${byteAt(parameters, 0)} is not known: nothing is printed`);
}

function printColumns(
  state: EscpState,
  { rows, pitchX, pitchY }: BitImageMode,
  bytes: Uint8Array,
  columns: number,
): void {
  const { x, y, inks } = state;
  const dots = columnsToRows(bytes, rows);
  printDots(state, { ...dots, x, y, pitchX, pitchY, bits: 1, inks });
  state.x += columns * pitchX;
}
