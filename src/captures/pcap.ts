/**
 * Reads the classic capture format (draft-ietf-opsawg-pcap): a header, then packets with their time, in the order
 * of bytes of the machine that wrote it.
 */
import { captureTime, LONGEST_FRAME, type CaptureReader, type Frame } from './capture.ts';
import { ByteQueue, Numbers } from './queue.ts';

/** Section 4: the magic number tells the order of bytes and the unit of a second's fraction. */
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

interface Variant {
  readonly isLittle: boolean;
  readonly isNano: boolean;
}

function variantOf(magic: number): Variant | undefined {
  for (const isLittle of [true, false]) {
    const value = isLittle ? swapped(magic) : magic;
    if (value === MICROSECONDS || value === NANOSECONDS) {
      return { isLittle, isNano: value === NANOSECONDS };
    }
  }
  return undefined;
}

const swapped = (value: number) =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

/** @param magic the first four bytes, big endian */
export const isPcap = (magic: number) => variantOf(magic) !== undefined;

export class PcapReader implements CaptureReader {
  problem: string | undefined;
  private readonly queue = new ByteQueue();
  private header: (Variant & { readonly link: number }) | undefined;
  private count = 0;

  push(bytes: Uint8Array): readonly Frame[] {
    if (this.problem !== undefined) return [];
    this.queue.push(bytes);
    if (!this.header && !this.readHeader()) return [];
    const frames: Frame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  end(): void {
    if (this.problem !== undefined) return;
    if (!this.header) this.problem = 'the capture ends in its header';
    else if (this.queue.length > 0) {
      this.problem = `the capture ends in the middle of packet ${this.count + 1}`;
    }
  }

  private readHeader(): boolean {
    const bytes = this.queue.peek(FILE_HEADER);
    if (!bytes) return false;
    const variant = variantOf(new Numbers(bytes, false).u32(0))!;
    const numbers = new Numbers(bytes, variant.isLittle);
    const major = numbers.u16(4);
    if (major !== 2) {
      this.problem = `the capture is of version ${major}.${numbers.u16(6)} of its format, which nobody knows`;
      return false;
    }
    // The upper half of the word has other things in it: how long a checksum at the end of frames is.
    this.header = { ...variant, link: numbers.u32(20) & 0xffff };
    this.queue.skip(FILE_HEADER);
    return true;
  }

  private next(): Frame | undefined {
    const { isLittle, isNano, link } = this.header!;
    const head = this.queue.peek(PACKET_HEADER);
    if (!head) return undefined;
    const numbers = new Numbers(head, isLittle);
    const captured = numbers.u32(8);
    if (captured > LONGEST_FRAME) {
      this.problem = `packet ${this.count + 1} is said to have ${captured} bytes: the capture is broken from there on`;
      return undefined;
    }
    const whole = this.queue.peek(PACKET_HEADER + captured);
    if (!whole) return undefined;
    this.queue.skip(PACKET_HEADER + captured);
    this.count += 1;
    const time = isNano
      ? captureTime(numbers.u32(0), numbers.u32(4), 9)
      : captureTime(numbers.u32(0), numbers.u32(4) * 1000, 6);
    const bytes = whole.subarray(PACKET_HEADER);
    const length = Math.max(numbers.u32(12), captured);
    return { number: this.count, ...(time && { time }), link, bytes, length };
  }
}
