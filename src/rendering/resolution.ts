/** How many pixels a page gets. */
import { UNITS_PER_INCH, type Mark, type PageFormat } from '../core/page/marks.ts';
import type { DotSizes } from './grid.ts';

/** Pixels to the inch. */
export interface Resolution {
  readonly dpiX: number;
  readonly dpiY: number;
}

/** What text alone is drawn at, and everything coarser: the pins of a 24-pin head. */
const TEXT_DPI = 180;
/** Round dots are drawn at: a pin of 1/72 inch is five pixels wide, one of 1/120 three. */
const ROUND_DPI = 360;
/** Whole numbers of pixels for the dots of every resolution that printers of this family have. */
const CHOICES = [180, 240, 300, 360, 600, 720] as const;
/** Beyond this, dots are gathered into pixels: nobody sees more on a page, and A4 would take 200 MB. */
const FINEST_DPI = 720;
/** Pixels of one page, a byte each: A4 (8.27 x 11.69 inches) at 720 dpi are 50 million. */
const MOST_PIXELS = 64_000_000;
/** The same of pages with pictures, four bytes each: A4 at 600 dpi. */
const MOST_PICTURE_PIXELS = 36_000_000;

/** The resolution that shows every dot of these marks, as far as a page may be that large. */
export function bestResolution(
  format: PageFormat,
  marks: Iterable<Mark>,
  sizes: DotSizes,
  round: boolean,
): Resolution {
  const wanted = new Set<number>();
  let pictures = false;
  for (const mark of marks) {
    if (mark.kind === 'text') continue;
    pictures ||= mark.kind === 'picture';
    const size = mark.kind === 'dots' ? sizes(mark) : { width: mark.pitchX, height: mark.pitchY };
    wanted.add(UNITS_PER_INCH / size.width).add(UNITS_PER_INCH / size.height);
  }
  const dpi = Math.max(choose([...wanted]), round ? ROUND_DPI : TEXT_DPI);
  return within(format, { dpiX: dpi, dpiY: dpi }, pictures);
}

/** The smallest choice that makes every dot whole pixels; else one at which a dot more or less is not seen. */
function choose(wanted: readonly number[]): number {
  const finest = Math.max(0, ...wanted);
  const exact = CHOICES.find((dpi) => wanted.every((dots) => Number.isInteger(dpi / dots)));
  if (exact !== undefined) return exact;
  return finest > TEXT_DPI ? FINEST_DPI : ROUND_DPI;
}

/** The same, halved until a page of this format has no more pixels than it may. */
export function within(
  { width, height }: PageFormat,
  { dpiX, dpiY }: Resolution,
  pictures: boolean,
): Resolution {
  const most = pictures ? MOST_PICTURE_PIXELS : MOST_PIXELS;
  let resolution = { dpiX, dpiY };
  while (pixels(width, resolution.dpiX) * pixels(height, resolution.dpiY) > most) {
    resolution = { dpiX: resolution.dpiX / 2, dpiY: resolution.dpiY / 2 };
  }
  return resolution;
}

/** At least one: a page of nothing is still a page. */
export const pixels = (length: number, dpi: number): number =>
  Math.max(1, Math.round((length / UNITS_PER_INCH) * dpi));
