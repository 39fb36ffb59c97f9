/** The same format without compressing: blocks that are stored as they are (RFC 1951, 3.2.4). */
import { joinBytes } from '../../core/bytes/join.ts';
import { BadStreamError, type Compression } from '../compression.ts';

/** The most that fits the length of a stored block. */
const LONGEST_BLOCK = 0xff_ff;

export function simulatedCompression(): Compression {
  return {
    async *deflate(pieces) {
      // Deflate with a window of 32 KB, fastest (RFC 1950, 2.2).
      yield Uint8Array.of(0x78, 0x01);
      const sum = new Adler32();
      for (const piece of pieces) {
        sum.add(piece);
        for (let at = 0; at < piece.length; at += LONGEST_BLOCK) {
          yield stored(piece.subarray(at, at + LONGEST_BLOCK), false);
        }
      }
      yield stored(new Uint8Array(0), true);
      yield sum.bytes();
    },
    async inflate(pieces, limit) {
      return unstored(joinBytes([...pieces])).slice(0, limit);
    },
  };
}

/** What is compressed in earnest is no stream here. */
function unstored(stream: Uint8Array): Uint8Array {
  if (stream.length < 2 || stream[0] !== 0x78) throw new BadStreamError('no zlib stream');
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const blocks: Uint8Array[] = [];
  for (let at = 2, isLast = false; !isLast && at + 5 <= stream.length;) {
    if (stream[at]! > 1) throw new BadStreamError('a block that is compressed');
    isLast = stream[at] === 1;
    const length = view.getUint16(at + 1, true);
    blocks.push(stream.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return joinBytes(blocks);
}

function stored(bytes: Uint8Array, isLast: boolean): Uint8Array {
  const block = new Uint8Array(5 + bytes.length);
  const view = new DataView(block.buffer);
  block[0] = isLast ? 1 : 0;
  view.setUint16(1, bytes.length, true);
  view.setUint16(3, ~bytes.length & 0xff_ff, true);
  block.set(bytes, 5);
  return block;
}

/** RFC 1950, section 8.2. */
class Adler32 {
  private a = 1;
  private b = 0;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.a = (this.a + byte) % 65_521;
      this.b = (this.b + this.a) % 65_521;
    }
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.b * 65_536 + this.a);
    return bytes;
  }
}
