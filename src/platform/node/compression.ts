/** Compression by Node's zlib, in its own threads. Loaded when something is to be compressed. */
import { once } from 'node:events';
import { constants, createDeflate } from 'node:zlib';
import type { Compression, Effort } from '../compression.ts';

const LEVELS: Readonly<Record<Effort, number>> = {
  fast: constants.Z_BEST_SPEED,
  small: constants.Z_DEFAULT_COMPRESSION,
};
const CHUNK = 256 * 1024;

export function nodeCompression(): Compression {
  return {
    async *deflate(pieces, effort) {
      const stream = createDeflate({ level: LEVELS[effort], chunkSize: CHUNK });
      const ready: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => ready.push(chunk));
      try {
        for (const piece of pieces) {
          await new Promise<void>((resolve, reject) => {
            stream.write(piece, (problem) => (problem ? reject(problem) : resolve()));
          });
          yield* ready.splice(0);
        }
        const ended = once(stream, 'end');
        stream.end();
        await ended;
        yield* ready;
      } finally {
        stream.destroy();
      }
    },
  };
}
