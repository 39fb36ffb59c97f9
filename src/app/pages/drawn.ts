/** Pages as pixels: each is drawn when it has ended, in short turns, and handed on. */
import type { Mark, PageFormat, PageOutput, PageUnits } from '../../core/page/marks.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Bitmap } from '../../rendering/bitmap.ts';
import { createCanvas, type Canvas, type CanvasOptions } from '../../rendering/canvas.ts';
import { Turns } from './turns.ts';

/** A page that has ended. */
export interface DrawnPage {
  /** From 1, of those that were handed here. */
  readonly number: number;
  readonly width: PageUnits;
  readonly height: PageUnits;
  /** Nothing stands on it: all such pages of one size look alike. */
  readonly isBlank: boolean;
  /** Draws it. */
  bitmap(): Promise<Bitmap>;
}

/** @param use what is done with a page */
export function drawnPages(
  options: CanvasOptions,
  clock: Pick<Clock, 'now' | 'wakeAt'>,
  use: (page: DrawnPage) => Promise<void>,
): PageOutput {
  return new DrawnPages(options, clock, use);
}

class DrawnPages implements PageOutput {
  leftOut = 0;
  private canvas: Canvas | undefined;
  private number = 0;
  private width: PageUnits = 0;
  private isBlank = true;

  constructor(
    private readonly options: CanvasOptions,
    private readonly clock: Pick<Clock, 'now' | 'wakeAt'>,
    private readonly use: (page: DrawnPage) => Promise<void>,
  ) {}

  begin(format: PageFormat): void {
    this.canvas = createCanvas(format, this.options);
    this.width = format.width;
    this.isBlank = true;
  }

  mark(mark: Mark): void {
    this.canvas!.mark(mark);
    this.isBlank = false;
  }

  async end(height: PageUnits): Promise<void> {
    const canvas = this.canvas!;
    this.canvas = undefined;
    this.number += 1;
    const { number, width, isBlank } = this;
    const bitmap = () => new Turns(this.clock).through(canvas.drawing(height));
    await this.use({ number, width, height, isBlank, bitmap });
    this.leftOut += canvas.leftOut;
  }

  async close(): Promise<void> {
    this.canvas = undefined;
  }
}
