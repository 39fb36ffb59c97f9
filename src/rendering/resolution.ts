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

/** What the marks of a page ask for. */
export interface Fineness {
  /** Dots and pixels to the inch, of all marks, both ways. */
  readonly wanted: ReadonlySet<number>;
  /** The most of them each way: with fewer pixels, dots are lost. */
  readonly finest: Resolution;
  /** What is drawn at least. */
  readonly least: number;
  readonly pictures: boolean;
}

/** @param round whether pins are to be seen, for which a dot to the pixel is too few */
export function finenessOf(marks: Iterable<Mark>, sizes: DotSizes, round: boolean): Fineness {
  const wanted = new Set<number>();
  let [dpiX, dpiY] = round ? [ROUND_DPI, ROUND_DPI] : [0, 0];
  let pictures = false;
  for (const mark of marks) {
    if (mark.kind === 'text') continue;
    pictures ||= mark.kind === 'picture';
    const size = mark.kind === 'dots' ? sizes(mark) : { width: mark.pitchX, height: mark.pitchY };
    const across = UNITS_PER_INCH / size.width;
    const down = UNITS_PER_INCH / size.height;
    wanted.add(across).add(down);
    dpiX = Math.max(dpiX, across);
    dpiY = Math.max(dpiY, down);
  }
  return { wanted, finest: { dpiX, dpiY }, least: round ? ROUND_DPI : TEXT_DPI, pictures };
}

/** The resolution that shows every dot of these marks, as far as a page may be that large. */
export function bestResolution(format: PageFormat, fineness: Fineness): Resolution {
  const dpi = Math.max(choose([...fineness.wanted]), fineness.least);
  return within(format, { dpiX: dpi, dpiY: dpi }, fineness.pictures);
}

/**
 * What a page is drawn at that somebody wants at a resolution: at that, unless it would lose dots. Then it is drawn at the
 * best and made smaller.
 */
export function drawnAt(format: PageFormat, at: Resolution, fineness: Fineness): Resolution {
  const { finest } = fineness;
  const isEnough = at.dpiX > finest.dpiX - 0.01 && at.dpiY > finest.dpiY - 0.01;
  return isEnough ? within(format, at, fineness.pictures) : bestResolution(format, fineness);
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
