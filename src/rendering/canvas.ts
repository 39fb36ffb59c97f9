/**
 * A page that marks are drawn on. It keeps marks until it is asked for pixels, because only all of them together tell
 * how fine a page has to be and how large its dots are; what is too much to keep is drawn at once.
 */
import { ontoSheet } from '../core/page/first-line.ts';
import type { DotsMark, Mark, PageFormat, PageUnits, TextMark } from '../core/page/marks.ts';
import type { Bitmap } from './bitmap.ts';
import { DotPainter } from './dots.ts';
import { dotSizes, type DotSizes } from './grid.ts';
import { hasColours, inkPalette } from './inks.ts';
import { drawPicture, pictureLayer } from './picture.ts';
import { InkPlane } from './plane.ts';
import { drawRoundDots, pinFor } from './round-dots.ts';
import { bestResolution, drawnAt, finenessOf, pixels, type Resolution } from './resolution.ts';
import { scaling } from './scale.ts';
import { finish } from './steps.ts';

/** `plain`: a dot is the square that it stands for. `dots`: it is the round print of a pin, through a ribbon. */
export type Look = 'plain' | 'dots';

/** Heads of matrix printers. */
export type Pins = 9 | 24;

export interface CanvasOptions {
  readonly look?: Look;
  /** Of the head whose dots are looked at; default 24. Says how letters are made of dots; drafts and pictures say it themselves. */
  readonly pins?: Pins;
  /**
   * Pixels to the inch; default: as many as the marks need. Where dots are finer, each pixel is their mean. Fewer where the
   * page would be too large.
   */
  readonly resolution?: Resolution;
  /** Draws characters. Without it there are none. */
  readonly letters?: Letters;
}

/** What draws characters. */
export interface Letters {
  draw(plane: InkPlane, mark: TextMark, look: Look, pins: Pins): void;
}

export interface Canvas {
  /** Takes a mark; what it refers to may be used anew afterwards. */
  mark(mark: Mark): void;
  /**
   * The page as it is now. May be asked for again, after more marks.
   * @param height how long the page became, of a roll; default: as its format says
   */
  bitmap(height?: PageUnits): Bitmap;
  /** Marks that were left out, wholly or in part, since a page takes only so much work (`plane.ts`). */
  readonly leftOut: number;
  /** {@link bitmap} step by step, none of which takes long, for whoever has to do other things meanwhile. */
  drawing(height?: PageUnits): Generator<undefined, Bitmap>;
}

/** Octets of marks that are kept: a page of four inks at 720 dpi, one bit each, has 25 million. */
const MOST_KEPT = 48 * 1024 * 1024;
/** What a mark takes besides its data. */
const MARK_SIZE = 256;

export function createCanvas(format: PageFormat, options: CanvasOptions = {}): Canvas {
  return new MarkCanvas(format, options);
}

class MarkCanvas implements Canvas {
  private readonly format: PageFormat;
  private readonly look: Look;
  private readonly options: CanvasOptions;
  private kept: Mark[] = [];
  private keptSize = 0;
  leftOut = 0;
  private plane: InkPlane | undefined;
  private painter: DotPainter | undefined;
  private pictures: Uint8Array | undefined;

  constructor(format: PageFormat, options: CanvasOptions) {
    this.format = format;
    this.options = options;
    this.look = options.look ?? 'plain';
  }

  mark(mark: Mark): void {
    if (mark.kind !== 'text' && !(mark.pitchX > 0 && mark.pitchY > 0)) return;
    // Letters of pins are as high as pins are.
    const isDrawn = mark.kind === 'text' && this.look === 'plain';
    this.kept.push(isDrawn ? ontoSheet(mark) : copy(mark));
    this.keptSize += sizeOf(mark);
    if (this.keptSize > MOST_KEPT) finish(this.drawKept(this.format));
  }

  bitmap(height?: PageUnits): Bitmap {
    return finish(this.drawing(height));
  }

  *drawing(height: PageUnits = this.format.height): Generator<undefined, Bitmap> {
    const plane = yield* this.drawKept({ ...this.format, height });
    const rows = Math.min(plane.height, pixels(height, plane.dpiY));
    const { width, dpiX, dpiY } = plane;
    const data = plane.data.subarray(0, rows * width);
    const palette = inkPalette(this.look === 'plain' ? 'process' : 'ribbon');
    const size = { width, height: rows, dpiX, dpiY };
    const page: Bitmap = this.pictures
      ? { ...size, channels: 3, data: filtered(this.pictures, data, palette) }
      : { ...size, channels: 1, data, palette };
    const wanted = this.options.resolution;
    if (!wanted || (dpiX < wanted.dpiX + 0.01 && dpiY < wanted.dpiY + 0.01)) return page;
    const sides = [pixels(this.format.width, wanted.dpiX), pixels(height, wanted.dpiY)] as const;
    return yield* scaling(page, ...sides, this.pictures || hasColours(data) ? 'rgb' : 'grey');
  }

  /** @param format used when nothing was drawn yet */
  private *drawKept(format: PageFormat): Generator<undefined, InkPlane> {
    const marks = this.kept;
    this.kept = [];
    this.keptSize = 0;
    const sizes = dotSizes(marks.filter((mark) => mark.kind === 'dots'));
    this.plane ??= new InkPlane(format, this.resolution(format, marks, sizes));
    for (const mark of marks) {
      if (!this.plane.isSpent) this.draw(this.plane, mark, sizes);
      if (this.plane.isSpent) this.leftOut += 1;
      yield;
    }
    return this.plane;
  }

  private resolution(format: PageFormat, marks: readonly Mark[], sizes: DotSizes): Resolution {
    const fineness = finenessOf(marks, sizes, this.look === 'dots');
    const wanted = this.options.resolution;
    return wanted ? drawnAt(format, wanted, fineness) : bestResolution(format, fineness);
  }

  private draw(plane: InkPlane, mark: Mark, sizes: DotSizes): void {
    const { letters, pins = 24 } = this.options;
    if (mark.kind === 'text') letters?.draw(plane, mark, this.look, pins);
    else if (mark.kind === 'dots') this.drawDots(plane, mark, sizes);
    else drawPicture(plane, (this.pictures ??= pictureLayer(plane)), mark);
  }

  private drawDots(plane: InkPlane, mark: DotsMark, sizes: DotSizes): void {
    const pin = this.look === 'dots' ? pinFor(mark) : undefined;
    if (pin === undefined) (this.painter ??= new DotPainter(plane)).draw(mark, sizes(mark));
    else drawRoundDots(plane, mark, pin);
  }
}

const sizeOf = (mark: Mark): number =>
  MARK_SIZE +
  (mark.kind === 'text'
    ? mark.text.length * 16
    : mark.kind === 'dots'
      ? mark.data.length
      : mark.rgb.length);

function copy(mark: Mark): Mark {
  if (mark.kind === 'text') return mark;
  if (mark.kind === 'dots') return { ...mark, data: mark.data.slice() };
  return { ...mark, rgb: mark.rgb.slice() };
}

/** A picture seen through the inks that lie on it; itself where none does, as on most pages with pictures. */
function filtered(pictures: Uint8Array, inks: Uint8Array, palette: Uint8Array): Uint8Array {
  let seen = pictures.subarray(0, inks.length * 3);
  let isCopy = false;
  for (let n = 0; n < inks.length; n += 1) {
    const ink = inks[n]! * 3;
    if (ink === 0) continue;
    if (!isCopy) seen = seen.slice();
    isCopy = true;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = n * 3 + channel;
      seen[at] = Math.round((seen[at]! * palette[ink + channel]!) / 255);
    }
  }
  return seen;
}
