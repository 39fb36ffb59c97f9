/** Pages on which nothing stands: a byte of a job makes one, so each is to cost little more than a byte of a file. */
import type { Compression } from '../../platform/compression.ts';
import { pngBytes } from '../../rendering/png.ts';
import type { DrawnPage } from './drawn.ts';

/** Sizes of paper that one job uses; of more, those that came first are drawn anew. A picture has some two kilobytes. */
const MOST_SIZES = 8;

export class BlankPages {
  private readonly pictures = new Map<string, Uint8Array>();

  constructor(private readonly compression: Compression) {}

  /** The page as PNG, drawn and compressed once for all of its size. */
  async png({ width, height, bitmap }: DrawnPage): Promise<Uint8Array> {
    const size = `${width} x ${height}`;
    const known = this.pictures.get(size);
    if (known) return known;
    const png = await pngBytes(await bitmap(), this.compression);
    const [oldest] = this.pictures.keys();
    if (this.pictures.size === MOST_SIZES) this.pictures.delete(oldest!);
    this.pictures.set(size, png);
    return png;
  }
}
