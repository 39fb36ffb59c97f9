/**
 * Reads the next generation capture format (draft-ietf-opsawg-pcapng): sections of blocks, in each section an
 * order of bytes and interfaces of its own. Blocks that hold no packets are passed over.
 */
import {
  captureTime,
  LONGEST_FRAME,
  type CaptureReader,
  type CaptureTime,
  type Frame,
} from './capture.ts';
import { ByteQueue, Numbers } from './queue.ts';

/** Block types (section 11.1); the section header's reads the same in both orders of bytes. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
/** Obsolete, and still written by programs that are old enough (appendix A). */
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Section 4.1: what the order of bytes is told by. */
const BYTE_ORDER = 0x1a2b3c4d;
const BYTE_ORDER_SWAPPED = 0x4d3c2b1a;

/** Options of an interface (section 4.2). */
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;

/** Type, length, and the length once more. */
const FRAMING = 12;
/** A packet, what stands before it, and far more options than anybody writes. */
const LONGEST_BLOCK = LONGEST_FRAME + 65_536;
/** Protects memory: more interfaces than a machine has. */
const MOST_INTERFACES = 65_536;

interface CapturedInterface {
  readonly link: number;
  /** The most bytes of a packet that were kept; 0: all. */
  readonly limit: number;
  /** Of its times: units in a second, digits that they are worth, seconds to be added. */
  readonly perSecond: bigint;
  readonly digits: number;
  readonly offset: bigint;
}

/** @param magic the first four bytes, big endian */
export const isPcapng = (magic: number) => magic === SECTION_HEADER;

export class PcapngReader implements CaptureReader {
  problem: string | undefined;
  private readonly queue = new ByteQueue();
  private isLittle = false;
  private interfaces: CapturedInterface[] = [];
  private count = 0;
  /** Bytes of a block that is passed over, still to come. */
  private passing = 0;

  push(bytes: Uint8Array): readonly Frame[] {
    if (this.problem !== undefined) return [];
    this.queue.push(bytes);
    const frames: Frame[] = [];
    while (this.problem === undefined) {
      this.passing -= this.queue.skip(this.passing);
      const block = this.passing > 0 ? undefined : this.nextBlock();
      if (!block) break;
      const frame = this.take(block);
      if (frame) frames.push(frame);
      this.passing += block.length;
    }
    return frames;
  }

  end(): void {
    if (this.problem === undefined && (this.queue.length > 0 || this.passing > 0)) {
      this.problem = `the capture ends in the middle of a block, after packet ${this.count}`;
    }
  }

  /** The block that comes next: whole where it is one that is read, else its head alone. */
  private nextBlock(): Block | undefined {
    const head = this.queue.peek(FRAMING);
    if (!head) return undefined;
    const type = new Numbers(head, this.isLittle).u32(0);
    if (type === SECTION_HEADER && !this.beginSection(head)) return undefined;
    const declared = new Numbers(head, this.isLittle).u32(4);
    // Section 3.1 wants a multiple of four; some writers forget.
    const length = Math.ceil(declared / 4) * 4;
    const isRead = READ.has(type);
    if (length < FRAMING || (isRead && length > LONGEST_BLOCK)) {
      this.problem = `a block after packet ${this.count} is said to have ${declared} bytes: the capture is broken from there on`;
      return undefined;
    }
    if (!isRead) return { type, length, body: EMPTY };
    const whole = this.queue.peek(length);
    return whole && { type, length, body: whole.subarray(8, length - 4) };
  }

  private beginSection(head: Uint8Array): boolean {
    const order = new Numbers(head, false).u32(8);
    if (order !== BYTE_ORDER && order !== BYTE_ORDER_SWAPPED) {
      this.problem = `the section after packet ${this.count} does not say its order of bytes`;
      return false;
    }
    this.isLittle = order === BYTE_ORDER_SWAPPED;
    this.interfaces = [];
    return true;
  }

  private take({ type, body }: Block): Frame | undefined {
    const shortest = READ.get(type);
    if (shortest === undefined) return undefined;
    if (body.length < shortest) {
      this.problem = `a block after packet ${this.count} is too short for what it is: the capture is broken from there on`;
      return undefined;
    }
    const numbers = new Numbers(body, this.isLittle);
    switch (type) {
      case INTERFACE_DESCRIPTION:
        this.describe(body, numbers);
        return undefined;
      case SIMPLE_PACKET:
        return this.simple(body, numbers);
      case PACKET:
        return this.packet(body, numbers, numbers.u16(0));
      case ENHANCED_PACKET:
        return this.packet(body, numbers, numbers.u32(0));
      default:
        return undefined;
    }
  }

  private describe(body: Uint8Array, numbers: Numbers): void {
    if (this.interfaces.length >= MOST_INTERFACES) {
      this.problem = `the capture has more than ${MOST_INTERFACES} interfaces`;
      return;
    }
    let resolution = 6;
    let offset = 0n;
    for (const { code, at, length } of optionsOf(body, numbers, 8)) {
      if (code === TIME_RESOLUTION && length >= 1) resolution = body[at]!;
      if (code === TIME_OFFSET && length >= 8) offset = numbers.i64(at);
    }
    const exponent = resolution & 0x7f;
    const isBinary = resolution > 0x7f;
    this.interfaces.push({
      link: numbers.u16(0),
      limit: numbers.u32(4),
      perSecond: (isBinary ? 2n : 10n) ** BigInt(exponent),
      digits: isBinary ? 9 : Math.min(exponent, 9),
      offset,
    });
  }

  /** Enhanced packets and the obsolete ones differ in how they name their interface. */
  private packet(body: Uint8Array, numbers: Numbers, index: number): Frame | undefined {
    const captured = numbers.u32(12);
    const from = this.interfaceOf(index);
    if (!from || !this.fits(captured, body.length - 20)) return undefined;
    const units = (BigInt(numbers.u32(4)) << 32n) | BigInt(numbers.u32(8));
    return this.frame(from, body.subarray(20, 20 + captured), numbers.u32(16), timeOf(units, from));
  }

  /** Section 4.4: without a time or a length of its own; always of the first interface. */
  private simple(body: Uint8Array, numbers: Numbers): Frame | undefined {
    const from = this.interfaceOf(0);
    if (!from) return undefined;
    const length = numbers.u32(0);
    const limit = from.limit === 0 ? length : Math.min(from.limit, length);
    return this.frame(from, body.subarray(4, 4 + limit), length, undefined);
  }

  private frame(
    { link }: CapturedInterface,
    bytes: Uint8Array,
    length: number,
    time: CaptureTime | undefined,
  ): Frame {
    this.count += 1;
    const whole = Math.max(length, bytes.length);
    return { number: this.count, ...(time && { time }), link, bytes, length: whole };
  }

  private interfaceOf(index: number): CapturedInterface | undefined {
    const found = this.interfaces[index];
    if (!found) {
      this.problem = `packet ${this.count + 1} is of interface ${index}, which its section does not have`;
    }
    return found;
  }

  private fits(captured: number, room: number): boolean {
    if (captured <= room) return true;
    this.problem = `packet ${this.count + 1} is said to have ${captured} bytes, and its block has room for ${room}`;
    return false;
  }
}

interface Block {
  readonly type: number;
  /** With all that belongs to it. */
  readonly length: number;
  readonly body: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** The blocks that are read, and how many bytes their bodies have at least. */
const READ: ReadonlyMap<number, number> = new Map([
  [SECTION_HEADER, 16],
  [INTERFACE_DESCRIPTION, 8],
  [PACKET, 20],
  [SIMPLE_PACKET, 4],
  [ENHANCED_PACKET, 20],
]);

/** Options (section 3.5): a code, a length, a value that is filled up to four bytes; code 0 ends them. */
function* optionsOf(body: Uint8Array, numbers: Numbers, from: number) {
  for (let at = from; at + 4 <= body.length;) {
    const code = numbers.u16(at);
    const length = numbers.u16(at + 2);
    if (code === 0 || at + 4 + length > body.length) return;
    yield { code, at: at + 4, length };
    at += 4 + Math.ceil(length / 4) * 4;
  }
}

function timeOf(
  units: bigint,
  { perSecond, digits, offset }: CapturedInterface,
): CaptureTime | undefined {
  const seconds = Number(units / perSecond + offset);
  const nanoseconds = Number(((units % perSecond) * 1_000_000_000n) / perSecond);
  return captureTime(seconds, nanoseconds, digits);
}
