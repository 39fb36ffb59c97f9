/** A picture of a page, as a file. */
import type { Compression, Effort } from '../../platform/compression.ts';
import type { FileSink } from '../../platform/platform.ts';
import type { Bitmap } from '../../rendering/bitmap.ts';
import { encodePng } from '../../rendering/png.ts';

/** Writes all of it and closes the file. @throws what the sink throws */
export async function writeFile(bytes: Uint8Array, sink: FileSink): Promise<void> {
  try {
    await sink.write(bytes);
  } finally {
    await sink.close();
  }
}

/** Writes it and closes the file. @throws what the sink throws */
export async function writePng(
  bitmap: Bitmap,
  sink: FileSink,
  compression: Compression,
  effort: Effort = 'fast',
): Promise<void> {
  try {
    for await (const piece of encodePng(bitmap, compression, effort)) await sink.write(piece);
  } finally {
    await sink.close();
  }
}
