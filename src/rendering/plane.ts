/** The pixels of a page as inks cover it, a byte each. */
import { UNITS_PER_INCH, type PageFormat, type PageUnits } from '../core/page/marks.ts';
import { pixels, type Resolution } from './resolution.ts';

/**
 * How often each pixel may be laid, on average. Seven inks in two passes do it 14 times, pins that overlap 60 times; a job
 * that prints large dots over each other for ever would take hours.
 */
const MOST_LAID = 64;
/** The same of tiny pages: letters and dots cost something where they are not seen, too. */
const LEAST_WORK = 50_000_000;

export class InkPlane {
  readonly width: number;
  readonly height: number;
  readonly dpiX: number;
  readonly dpiY: number;
  /** Row by row; see inks.ts. */
  readonly data: Uint8Array;
  /** The same, four pixels a word. */
  readonly words: Uint32Array;
  private readonly scaleX: number;
  private readonly scaleY: number;
  private work: number;

  constructor(format: PageFormat, { dpiX, dpiY }: Resolution) {
    this.dpiX = dpiX;
    this.dpiY = dpiY;
    this.width = pixels(format.width, dpiX);
    this.height = pixels(format.height, dpiY);
    const size = this.width * this.height;
    // A word more than it needs: who lays eight pixels writes three words.
    this.words = new Uint32Array(Math.ceil(size / 4) + 2);
    this.data = new Uint8Array(this.words.buffer, 0, size);
    this.scaleX = dpiX / UNITS_PER_INCH;
    this.scaleY = dpiY / UNITS_PER_INCH;
    this.work = Math.max(LEAST_WORK, this.data.length * MOST_LAID);
  }

  /** Notes that so many pixels are about to be laid. False when the page has had its share: then it is not done. */
  spend(pixels: number): boolean {
    this.work -= pixels;
    return this.work >= 0;
  }

  get isSpent(): boolean {
    return this.work < 0;
  }

  /** Page units in pixels, not rounded. */
  toX(x: PageUnits): number {
    return x * this.scaleX;
  }

  toY(y: PageUnits): number {
    return y * this.scaleY;
  }

  /** Lays one value over a rectangle of pixels, as much of it as is on the page. */
  fill(left: number, top: number, right: number, bottom: number, value: number): void {
    const { data, width } = this;
    const from = Math.max(0, left);
    const to = Math.min(width, right);
    const last = Math.min(this.height, bottom);
    if (from >= to || !this.spend((last - Math.max(0, top)) * (to - from))) return;
    for (let y = Math.max(0, top); y < last; y += 1) {
      for (let at = y * width + from; at < y * width + to; at += 1) data[at]! |= value;
    }
  }
}
