/** Dots as a matrix printer's pins print them: round, as large as the pin, whatever their distance. */
import { UNITS_PER_INCH, type DotsMark, type PageUnits } from '../core/page/marks.ts';
import { rowRoom, rowsOn, unpackRow } from './dots.ts';
import { inkUnit } from './inks.ts';
import type { InkPlane } from './plane.ts';
import { layStamp, RoundStamps } from './stamp.ts';

/** Wires of heads: 9 pins stand 1/72 inch apart and touch; 24 pins, in two rows, 1/180 inch, and overlap. */
export const PIN_9: PageUnits = UNITS_PER_INCH / 72;
export const PIN_24: PageUnits = UNITS_PER_INCH / 115;

/**
 * The pin that prints rows so far apart; undefined where they are an inkjet's, whose dots nobody sees: rows as far apart as
 * its nozzles, which other passes fill, with dots that are finer across than any pin's, or of several sizes.
 */
export function pinFor({
  pitchX,
  pitchY,
  bits,
}: Pick<DotsMark, 'pitchX' | 'pitchY' | 'bits'>): PageUnits | undefined {
  if (bits === 2) return undefined;
  if (pitchY >= UNITS_PER_INCH / 90) return pitchX >= UNITS_PER_INCH / 240 ? PIN_9 : undefined;
  const isPin = pitchY >= UNITS_PER_INCH / 200 && pitchX >= UNITS_PER_INCH / 360;
  return isPin ? PIN_24 : undefined;
}

/** Lays a mark's dots over the plane, as prints of a pin. */
export function drawRoundDots(plane: InkPlane, mark: DotsMark, pin: PageUnits): void {
  const unit = inkUnit(mark.inks);
  const stamps = new RoundStamps(plane.toX(pin), plane.toY(pin));
  const sizes = new Uint8Array(rowRoom(mark));

  const middle = { x: mark.x + mark.pitchX / 2, y: mark.y + mark.pitchY / 2 };
  const { first, last } = rowsOn(plane, mark, { height: pin + mark.pitchY });
  for (let row = first; row < last; row += 1) {
    const y = plane.toY(middle.y + row * mark.pitchY);
    if (!plane.spend(mark.columns)) return;
    if (!unpackRow(mark, row, sizes)) continue;
    const pixelY = Math.floor(y);
    for (let column = 0; column < mark.columns; column += 1) {
      if (sizes[column] === 0) continue;
      const x = plane.toX(middle.x + column * mark.pitchX);
      const pixelX = Math.floor(x);
      layStamp(plane, stamps.at(x - pixelX, y - pixelY), pixelX, pixelY, unit);
    }
  }
}
