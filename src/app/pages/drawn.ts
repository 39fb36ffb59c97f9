/** Pages as pixels: each is drawn when it has ended, in short turns, and handed on. */
import type { Mark, PageFormat, PageOutput, PageUnits } from '../../core/page/marks.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Bitmap } from '../../rendering/bitmap.ts';
import { createCanvas, type Canvas, type CanvasOptions } from '../../rendering/canvas.ts';
import { Turns } from './turns.ts';

/**
 * @param use what is done with a page; numbers from 1, of those that were handed here
 */
export function drawnPages(
  options: CanvasOptions,
  clock: Pick<Clock, 'now' | 'wakeAt'>,
  use: (bitmap: Bitmap, number: number) => Promise<void>,
): PageOutput {
  return new DrawnPages(options, clock, use);
}

class DrawnPages implements PageOutput {
  private canvas: Canvas | undefined;
  private number = 0;

  constructor(
    private readonly options: CanvasOptions,
    private readonly clock: Pick<Clock, 'now' | 'wakeAt'>,
    private readonly use: (bitmap: Bitmap, number: number) => Promise<void>,
  ) {}

  begin(format: PageFormat): void {
    this.canvas = createCanvas(format, this.options);
  }

  mark(mark: Mark): void {
    this.canvas!.mark(mark);
  }

  async end(height: PageUnits): Promise<void> {
    const canvas = this.canvas!;
    this.canvas = undefined;
    this.number += 1;
    const bitmap = await new Turns(this.clock).through(canvas.drawing(height));
    await this.use(bitmap, this.number);
  }

  async close(): Promise<void> {
    this.canvas = undefined;
  }
}
