/** Compression by Node's zlib, in its own threads. Loaded when something is to be compressed. */
import { once } from 'node:events';
import { constants, createDeflate, createInflate, type ZlibOptions } from 'node:zlib';
import { BadStreamError, type Compression, type Effort } from '../compression.ts';

const EFFORTS: Readonly<Record<Effort, ZlibOptions>> = {
  // Runs alone: of dithered dots nothing else is found, and looking for it takes twice as long.
  fast: { level: constants.Z_BEST_SPEED, strategy: constants.Z_RLE },
  small: { level: constants.Z_DEFAULT_COMPRESSION },
};
const CHUNK = 256 * 1024;
/** Deflate makes at most 1032 octets of one. */
const PART = 16 * 1024;

export function nodeCompression(): Compression {
  return {
    async *deflate(pieces, effort) {
      const stream = createDeflate({ ...EFFORTS[effort], chunkSize: CHUNK });
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
    inflate,
  };
}

async function inflate(pieces: Iterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const whole = new Uint8Array(limit);
  let length = 0;
  // What is cut off gives what is there.
  const stream = createInflate({ chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH });
  stream.on('data', (chunk: Uint8Array) => {
    const part = chunk.subarray(0, limit - length);
    whole.set(part, length);
    length += part.length;
  });
  const isFull = () => length >= limit;
  const ended = once(stream, 'end');
  ended.catch(() => {});
  try {
    for (const piece of pieces) {
      // A piece of a few octets can become gigabytes: written in small parts, it can be left in time.
      for (let at = 0; at < piece.length; at += PART) {
        if (isFull()) break;
        await new Promise<void>((resolve, reject) => {
          stream.once('error', reject);
          stream.write(piece.subarray(at, at + PART), () => {
            stream.off('error', reject);
            resolve();
          });
        });
      }
    }
    if (!isFull()) {
      stream.end();
      await ended;
    }
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? new BadStreamError(message) : problem;
  } finally {
    stream.destroy();
  }
  return whole.subarray(0, length);
}
