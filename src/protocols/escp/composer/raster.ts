/** Dots as raster graphics: ESC . with run lengths, a row and an ink at a time (fact sheet, 3.5). */
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { control, CR, escape, extended, low16, withData } from './commands.ts';
import { TEXT_COLOURS, type DotPicture, type Target } from './content.ts';
import type { Paper } from './paper.ts';
import { packRuns } from '../stream/compression.ts';

/** What ESC . counts densities in, to the inch. */
const DENSITY = 3600;

/** Into graphics mode; microweave lays rows that are closer than nozzles. Before the page's format: ESC (G resets it. */
export function* beginRaster(): Iterable<Uint8Array> {
  yield extended('G', 1);
}

export function* rasterRows(
  picture: DotPicture,
  target: Target,
  paper: Paper,
): Generator<Uint8Array> {
  const { dpi, inks, left, top } = picture;
  yield extended('i', 1);
  const pitchX = UNITS_PER_INCH / dpi.x;
  const pitchY = UNITS_PER_INCH / dpi.y;
  let colour = -1;
  let y = top;
  for (const planes of picture.dots()) {
    let isHere = false;
    for (const [index, ink] of inks.entries()) {
      const inked = inkedPart(planes[index]!);
      if (inked === undefined) continue;
      if (!isHere) yield* paper.down(y);
      isHere = true;
      const wanted = TEXT_COLOURS.indexOf(ink);
      if (wanted !== colour && (target.isColour || colour !== -1)) yield escape('r', wanted);
      colour = wanted;
      yield paper.across(left + inked.from * 8 * pitchX);
      const dots = Math.min(picture.columns - inked.from * 8, inked.octets.length * 8);
      const command = escape('.', 1, DENSITY / dpi.y, DENSITY / dpi.x, 1, ...low16(dots));
      yield withData(command, packRuns(inked.octets));
      yield control(CR);
    }
    y += pitchY;
  }
}

/** From the first octet with a dot to the last: paper that stays white costs nothing. */
function inkedPart(row: Uint8Array): { from: number; octets: Uint8Array } | undefined {
  let from = 0;
  while (from < row.length && row[from] === 0) from++;
  if (from === row.length) return undefined;
  let end = row.length;
  while (row[end - 1] === 0) end--;
  return { from, octets: row.subarray(from, end) };
}
