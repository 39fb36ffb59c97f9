/**
 * Writes packet captures in the pcapng format (draft-ietf-opsawg-pcapng), which Wireshark and tcpdump read. It
 * can say in a comment what the older format has no place for: where packets come from, and what was
 * made up. Numbers are big endian: the format leaves the order to the writer.
 */
import { Writer } from '../bytes/writer.ts';

/** Block types. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

/** What readers tell the order of bytes by. */
const BYTE_ORDER = 0x1a2b3c4d;
/** Packets begin with their IP header, of either version (LINKTYPE_RAW). */
const RAW_IP = 101;
/** Time stamps count milliseconds: ten to the power of minus three. */
const MILLISECONDS = 3;

/** Option codes; 1 is a comment in every block. */
const COMMENT = 1;
const INTERFACE_NAME = 2;
const PROGRAM = 4;
const TIME_RESOLUTION = 9;

/** Longer comments are cut: an option's length has 16 bits. */
const LONGEST_COMMENT = 4096;

export interface SectionOptions {
  /** What the reader of the capture must know about all of it. */
  readonly comment: string;
  /** The program that wrote it. */
  readonly program: string;
  /** Where the packets were seen. */
  readonly interfaceName: string;
}

export interface CapturedPacket {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly time: number;
  /** From the IP header on; the end may be missing. */
  readonly bytes: Uint8Array;
  /** How long it was before its end was cut off. */
  readonly length: number;
  readonly comment?: string;
}

/** What a capture begins with: its section, and the one interface that all its packets belong to. */
export function captureStart({ comment, program, interfaceName }: SectionOptions): Uint8Array {
  const section = new Writer()
    .u32(BYTE_ORDER)
    .u16(1)
    .u16(0)
    // A length of minus one: not known yet.
    .u32(0xffffffff)
    .u32(0xffffffff);
  addOption(section, COMMENT, utf8(comment));
  addOption(section, PROGRAM, utf8(program));
  endOptions(section);
  // The zeros: nothing reserved, and packets of any length.
  const description = new Writer().u16(RAW_IP).u16(0).u32(0);
  addOption(description, INTERFACE_NAME, utf8(interfaceName));
  addOption(description, TIME_RESOLUTION, [MILLISECONDS]);
  endOptions(description);
  return new Writer()
    .bytes(block(SECTION_HEADER, section))
    .bytes(block(INTERFACE_DESCRIPTION, description))
    .finish();
}

/** One packet, as it stands in a capture. */
export function packetBlock({ time, bytes, length, comment }: CapturedPacket): Uint8Array {
  const whole = Math.max(0, Math.trunc(time));
  const body = new Writer()
    .u32(0)
    .u32(Math.floor(whole / 2 ** 32))
    .u32(whole % 2 ** 32)
    .u32(bytes.length)
    .u32(length)
    .bytes(bytes);
  pad(body);
  if (comment !== undefined) {
    addOption(body, COMMENT, utf8(comment));
    endOptions(body);
  }
  return block(ENHANCED_PACKET, body);
}

/** Type and length, the body, and the length once more, for readers that go backwards. */
function block(type: number, body: Writer): Uint8Array {
  const length = body.length + 12;
  return new Writer().u32(type).u32(length).bytes(body.finish()).u32(length).finish();
}

function addOption(writer: Writer, code: number, value: ArrayLike<number>): void {
  const kept = Array.from(value).slice(0, LONGEST_COMMENT);
  writer.u16(code).u16(kept.length).bytes(kept);
  pad(writer);
}

const endOptions = (writer: Writer) => writer.u16(0).u16(0);

/** Everything in a block begins at a multiple of four bytes. */
function pad(writer: Writer): void {
  while (writer.length % 4 !== 0) writer.u8(0);
}

const utf8 = (text: string) => new TextEncoder().encode(text);
