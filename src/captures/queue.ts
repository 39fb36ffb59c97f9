/** Bytes that come in pieces, taken in other pieces. */
import { joinBytes } from '../core/bytes/join.ts';

export class ByteQueue {
  private held: Uint8Array = new Uint8Array(0);
  private at = 0;

  get length(): number {
    return this.held.length - this.at;
  }

  push(bytes: Uint8Array): void {
    this.held = this.length === 0 ? bytes : joinBytes([this.held.subarray(this.at), bytes]);
    this.at = 0;
  }

  /** The next `count` bytes, which stay; undefined while there are fewer. Not to be kept: they share memory. */
  peek(count: number): Uint8Array | undefined {
    return this.length < count ? undefined : this.held.subarray(this.at, this.at + count);
  }

  /** Leaves out up to `count` bytes. @returns how many there were */
  skip(count: number): number {
    const skipped = Math.min(count, this.length);
    this.at += skipped;
    return skipped;
  }
}

/** Numbers at a place, in the order of bytes that a capture was written in. */
export class Numbers {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly isLittle: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u16(at: number): number {
    return this.view.getUint16(at, this.isLittle);
  }

  u32(at: number): number {
    return this.view.getUint32(at, this.isLittle);
  }

  i64(at: number): bigint {
    return this.view.getBigInt64(at, this.isLittle);
  }
}
