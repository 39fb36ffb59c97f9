/** A picture as dots, in the size and at the place that it has on paper. */
import { UsageError } from '../../core/errors.ts';
import { UNITS_PER_INCH, type PageUnits } from '../../core/page/marks.ts';
import type { ComposedDocument, DotPicture } from '../../protocols/escp/composer/content.ts';
import { ditherer } from './picture/dither.ts';
import { BLACK_ALONE, dotArea, FOUR_COLOURS } from './picture/inks.ts';
import { turned } from './picture/orientation.ts';
import { isGrey, type Picture } from './picture/picture.ts';
import { resample } from './picture/resample.ts';
import type { PrintWishes } from './wishes.ts';

/** Where a picture lies on the paper. */
interface Place {
  readonly left: PageUnits;
  readonly top: PageUnits;
  readonly width: PageUnits;
  readonly height: PageUnits;
}

/** Clockwise, as Exif numbers it. */
const A_QUARTER = 6;

export function pictureDocument(
  given: Picture,
  name: string,
  wishes: PrintWishes,
): ComposedDocument & { readonly kind: 'picture' } {
  const picture = wishes.picture.isTurned ? turned(given, A_QUARTER) : given;
  const place = placeOf(picture, name, wishes);
  return { kind: 'picture', picture: dotsOf(picture, place, wishes) };
}

/** Margins are told in positions of 1/360 inch: a row beyond the last of them would be on a page of its own. */
const POSITION: PageUnits = UNITS_PER_INCH / 360;
const onPosition = (at: PageUnits, round: (positions: number) => number): PageUnits =>
  round(at / POSITION) * POSITION;

/** In the middle, from the top. @throws UsageError where it does not fit as it is wished for */
function placeOf(picture: Picture, name: string, wishes: PrintWishes): Place {
  const { target, margin } = wishes;
  const { size } = wishes.picture;
  const { paper, printable } = target;
  const left = Math.max(printable.left, margin);
  const top = onPosition(Math.max(printable.top, margin), Math.ceil);
  const bottom = onPosition(Math.min(printable.bottom, paper.height - margin), Math.floor);
  const room = {
    width: Math.min(printable.right, paper.width - margin) - left,
    height: bottom - top,
  };
  const shape = picture.height / picture.width;
  const fitting = Math.min(room.width, room.height / shape);
  const width = 'width' in size ? size.width : (fitting * size.percent) / 100;
  if (width > fitting * 1.0001) {
    // Down, since what is named fits; a length that was given in whole millimetres is no little less.
    const inMillimetres = (length: PageUnits) =>
      Math.floor((length / UNITS_PER_INCH) * 25.4 + 0.01);
    throw new UsageError(
      `${name} does not fit: ${inMillimetres(width)} mm wide it is ${inMillimetres(width * shape)} mm high, and there is room for ` +
        `${inMillimetres(room.width)} x ${inMillimetres(room.height)} mm. At most: --width ${inMillimetres(fitting)}`,
    );
  }
  return { left: left + (room.width - width) / 2, top, width, height: width * shape };
}

/** What is left of a whole row when lengths were divided. */
const NEARLY = 1e-6;

/** The finest positions that every head can be sent to, across and down. */
const GRID_X: PageUnits = UNITS_PER_INCH / 60;
const GRID_Y: PageUnits = UNITS_PER_INCH / 72;

function dotsOf(picture: Picture, place: Place, wishes: PrintWishes): DotPicture {
  const { target } = wishes;
  const { dpi, dither } = wishes.picture;
  const columns = Math.max(1, Math.round((place.width / UNITS_PER_INCH) * dpi.x));
  const rows = Math.max(1, Math.floor((place.height / UNITS_PER_INCH) * dpi.y + NEARLY));
  const { inks, separate } = target.isColour && !isGrey(picture) ? FOUR_COLOURS : BLACK_ALONE;
  const onGrid = (at: PageUnits, from: PageUnits, grid: PageUnits) =>
    from + Math.floor((at - from) / grid) * grid;
  return {
    left: onGrid(place.left, target.printable.left, GRID_X),
    top: onGrid(place.top, target.printable.top, GRID_Y),
    columns,
    rows,
    dpi,
    inks,
    *dots() {
      const amounts = separate(columns, dotArea(target.kind, dpi));
      const planes = inks.map((_, plane) => ditherer(dither, columns, plane));
      for (const row of resample(picture, columns, rows)) {
        yield amounts(row).map((amount, plane) => planes[plane]!(amount));
      }
    },
  };
}
