/**
 * ENTP on the wire: packets over TCP, each with a header of twelve bytes, that carry a scanner's own command
 * language. `decode` reads one packet, whoever sent it; nothing here writes any.
 */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage, Framed } from '../protocol.ts';
import {
  ESCI2_WORDS,
  HEADER_LENGTH,
  jobName,
  JOBS,
  MAGIC,
  packetMeaning,
  packetName,
  PACKETS,
  PASS_HEADER_LENGTH,
} from './vocabulary.ts';

export interface EntpPacket extends DecodedMessage {
  /** See PACKETS; an unknown one is kept. */
  readonly packet: number;
  /** What it means is known for job control alone. */
  readonly dataType: number;
  /** Bytes of data, as declared. */
  readonly size: number;
  readonly body: EntpBody;
  /** What comes after the packet: the next one, mostly. */
  readonly trailing: Uint8Array;
}

/** What a packet carries. */
export type EntpBody =
  | { readonly kind: 'empty' }
  /** A lock with seven bytes (pushscan, sane). */
  | {
      readonly kind: 'lock';
      readonly unknown0: Uint8Array;
      readonly unknown2: number;
      /** 300 where it was seen. INFERRED: a time-out, in a unit that nobody names. */
      readonly timeout: number;
    }
  /** A command for the scanner, or its parameters. */
  | {
      readonly kind: 'command';
      /** Bytes that are wanted back. */
      readonly wanted: number;
      readonly payload: Uint8Array;
      readonly command?: ScanCommand;
    }
  /** Anything else: what a scanner answers, for one. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly command?: ScanCommand };

/** The head of an ESC/I-2 command or answer: `STATx0000000`. */
export interface ScanCommand {
  /** `STAT`, `IMG ` */
  readonly word: string;
  /** Bytes that belong to it and come in another packet. */
  readonly length: number;
}

/**
 * Reads one packet. Total: any bytes give a packet, or an error of kind
 * - `magic`: not "IS";
 * - `value`: the data does not begin at byte 12, as in every packet that was seen;
 * - `truncated`: fewer bytes than the header, or than it declares.
 */
export function decode(bytes: Uint8Array): Decoded<EntpPacket> {
  return decodeWith(bytes, readPacket);
}

/** In a TCP stream: the header says how much data follows it. */
export function frame(bytes: Uint8Array): Framed | undefined | null {
  const isBegun = [...MAGIC].every(
    (letter, i) => bytes[i] === undefined || bytes[i] === letter.charCodeAt(0),
  );
  if (!isBegun) return null;
  if (bytes.length < HEADER_LENGTH) return undefined;
  // Where the size stands: after the letters, two types and an offset.
  const [a, b, c, d] = bytes.subarray(6) as unknown as [number, number, number, number];
  const length = HEADER_LENGTH + a * 2 ** 24 + ((b << 16) | (c << 8) | d);
  return bytes.length < length ? undefined : { prefix: 0, length };
}

function readPacket(r: Reader): EntpPacket {
  if (r.text('magic', MAGIC.length) !== MAGIC) {
    r.refuse('magic', 'magic', 'does not begin with "IS": this is another protocol', 0);
  }
  const packet = r.u8('packet type', packetMeaning);
  const dataType = r.u8('data type', (value) =>
    packet === PACKETS.JOB_CONTROL ? jobName(value) : undefined,
  );
  const offset = r.u16('data offset');
  if (offset !== HEADER_LENGTH) {
    r.refuse('value', 'data offset', `the data begins at byte ${offset}, not at 12`, 4);
  }
  const size = r.u32('size');
  r.bytes('unknown 10', 2);
  const body = readBody(r, packet, dataType, size);
  return {
    title: titleOf(packet, dataType, body),
    packet,
    dataType,
    size,
    body,
    trailing: r.rest('what follows'),
  };
}

/** Seven bytes in every lock that has any (pushscan, sane epsonds). */
const LOCK_LENGTH = 7;

function readBody(r: Reader, packet: number, dataType: number, size: number): EntpBody {
  if (size === 0) return { kind: 'empty' };
  if (packet === PACKETS.JOB_CONTROL && dataType === JOBS.LOCK && size === LOCK_LENGTH) {
    return {
      kind: 'lock',
      unknown0: r.bytes('unknown 0', 2),
      unknown2: r.u8('unknown 2'),
      timeout: r.u32('time-out', () => 'inferred; in which unit is unknown'),
    };
  }
  if (packet === PACKETS.PASS_THROUGH && isCommand(r, size)) {
    r.u32('payload size');
    const wanted = r.u32('bytes wanted back');
    const length = size - PASS_HEADER_LENGTH;
    if (length === 0) return { kind: 'command', wanted, payload: new Uint8Array(0) };
    const payload = r.bytes('command', length, describe);
    return { kind: 'command', wanted, payload, ...named(payload) };
  }
  const bytes = r.bytes('data', size, describe);
  return { kind: 'data', bytes, ...named(bytes) };
}

/** A client says how much it passes; a scanner's answer has no such header. Both have the same packet type. */
function isCommand(r: Reader, size: number): boolean {
  if (size < PASS_HEADER_LENGTH || r.remaining < PASS_HEADER_LENGTH) return false;
  const [a = 0, b = 0, c = 0, d = 0] = r.peek(4);
  return a * 2 ** 24 + ((b << 16) | (c << 8) | d) === size - PASS_HEADER_LENGTH;
}

/** Word, "x", seven hexadecimal digits. */
const SCAN_COMMAND = /^([A-Z]{3}[A-Z ])x([0-9A-Fa-f]{7})/;
const SCAN_COMMAND_LENGTH = 12;

function scanCommand(bytes: Uint8Array): ScanCommand | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, SCAN_COMMAND_LENGTH));
  const [, word, digits] = SCAN_COMMAND.exec(head) ?? [];
  return word === undefined ? undefined : { word, length: parseInt(digits!, 16) };
}

const named = (bytes: Uint8Array): { readonly command?: ScanCommand } => {
  const command = scanCommand(bytes);
  return command === undefined ? {} : { command };
};

/** FS Y: from here on ESC/I-2 is spoken (pushscan, sane). */
const isFsY = ([first, second, ...more]: Uint8Array): boolean =>
  first === 0x1c && second === 0x59 && more.length === 0;

function describe(bytes: Uint8Array): string | undefined {
  if (bytes.length === 2 && isFsY(bytes)) return 'FS Y: ESC/I-2 from here on';
  const command = scanCommand(bytes);
  if (command === undefined) return undefined;
  const meaning = ESCI2_WORDS[command.word] ?? 'unknown';
  const more = command.length === 0 ? '' : `, ${command.length} more bytes`;
  return `ESC/I-2 ${command.word.trim()}: ${meaning}${more}`;
}

function titleOf(packet: number, dataType: number, body: EntpBody): string {
  if (packet === PACKETS.JOB_CONTROL) return `job control: ${jobName(dataType)}`;
  const bytes =
    body.kind === 'command' ? body.payload : body.kind === 'data' ? body.bytes : undefined;
  const said = bytes && describe(bytes);
  return said === undefined ? packetName(packet) : `${packetName(packet)}: ${said}`;
}
