/** A few pixels that are laid down again and again: a character, the print of a pin. */
import type { InkPlane } from './plane.ts';

export interface Stamp {
  /** Pixels from its origin to the first column and row. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** How much of each pixel is covered, in thirds: 0 to 3. */
  readonly levels: Uint8Array;
}

/** Lays a stamp over the plane, its origin at a pixel. @param unit the inks, see `inkUnit` */
export function layStamp(plane: InkPlane, stamp: Stamp, x: number, y: number, unit: number): void {
  const { data, width } = plane;
  const left = x + stamp.left;
  const top = y + stamp.top;
  const firstColumn = Math.max(0, -left);
  const lastColumn = Math.min(stamp.width, width - left);
  const lastRow = Math.min(stamp.height, plane.height - top);
  if (!plane.spend(stamp.levels.length)) return;
  for (let row = Math.max(0, -top); row < lastRow; row += 1) {
    const from = row * stamp.width;
    const to = (top + row) * width + left;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const level = stamp.levels[from + column]!;
      if (level !== 0) data[to + column]! |= level * unit;
    }
  }
}

/** Prints of a pin that is so many pixels wide and high, wherever between pixels it strikes. */
export class RoundStamps {
  /** Between pixels, strikes are told apart at so many places each way. */
  private static readonly PLACES = 4;
  private readonly made: Stamp[] = [];

  constructor(
    private readonly diameterX: number,
    private readonly diameterY: number,
  ) {}

  /** The print whose middle is that far right of and below its origin: 0 to 1 pixels each. */
  at(x: number, y: number): Stamp {
    const { PLACES } = RoundStamps;
    const placeX = Math.floor(x * PLACES);
    const placeY = Math.floor(y * PLACES);
    const key = placeY * PLACES + placeX;
    return (this.made[key] ??= this.make((placeX + 0.5) / PLACES, (placeY + 0.5) / PLACES));
  }

  /** An ellipse whose edge is as soft as a pixel is large: a ribbon's cloth draws no sharper one. */
  private make(middleX: number, middleY: number): Stamp {
    const radiusX = this.diameterX / 2;
    const radiusY = this.diameterY / 2;
    const left = Math.floor(middleX - radiusX - 0.5);
    const top = Math.floor(middleY - radiusY - 0.5);
    const width = Math.ceil(middleX + radiusX + 0.5) - left;
    const height = Math.ceil(middleY + radiusY + 0.5) - top;
    const levels = new Uint8Array(width * height);
    const radius = Math.min(radiusX, radiusY);
    for (let place = 0; place < levels.length; place += 1) {
      const x = (left + (place % width) + 0.5 - middleX) / radiusX;
      const y = (top + Math.floor(place / width) + 0.5 - middleY) / radiusY;
      const inside = (1 - Math.hypot(x, y)) * radius + 0.5;
      levels[place] = Math.round(Math.min(1, Math.max(0, inside)) * 3);
    }
    return { left, top, width, height, levels };
  }
}
