/**
 * ENPC on the wire: Epson Network Peripheral Control, one message per UDP datagram, a header of 14
 * bytes and a payload. `decode` reads everything that any source shows; the encoders write probes,
 * verified queries, and the replies of a virtual printer.
 *
 * There is no encoder for Command, Setup, Initialize or Notify, and there must be none: those packets
 * change a printer's state or settings.
 */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { writePayload, type AnswerPayload } from './answers.ts';
import { layoutOf, readPayload, type Layout } from './layouts.ts';
import {
  deviceNumberMeaning,
  functionMeaning,
  lengthMeaning,
  letterMeaning,
  requestPayloadMeaning,
  requestResultMeaning,
  resultMeaning,
} from './meanings.ts';
import type { Payload } from './payloads.ts';
import {
  ANY_DEVICE_NUMBER,
  deviceTypeName,
  functionName,
  FUNCTIONS,
  HEADER_LENGTH,
  MAGIC,
  packetName,
  resultName,
  RESULTS,
  SENDABLE_QUERIES,
  type FunctionName,
  type PacketName,
  type QueryName,
} from './vocabulary.ts';

/** The header's fields, which requests and replies share. */
interface Header {
  /** In words: `Query reply: network status`. */
  readonly title: string;
  readonly packet: PacketName;
  /** Device type: see DEVICE_TYPES. */
  readonly device: number;
  readonly deviceNumber: number;
  readonly function: number;
  /** The function's name; absent where nobody has named it. */
  readonly name?: FunctionName;
  readonly result: number;
}

export interface EnpcRequest extends Header {
  readonly kind: 'request';
  /** As declared by the length field. Its meaning is known for no request. */
  readonly payload: Uint8Array;
  /** What follows the declared payload: some clients are sloppy, and real printers do not mind. */
  readonly trailing: Uint8Array;
}

export interface EnpcReply extends Header {
  readonly kind: 'reply';
  readonly payload: Payload;
}

export type EnpcMessage = EnpcRequest | EnpcReply;

/**
 * Reads one datagram. Total: any bytes give a message, or an error of kind
 * - `magic`: not "EPSON";
 * - `truncated`: fewer than 14 bytes;
 * - `value`: a packet type that Epson's own parser does not know either;
 * - `length`: the declared payload is longer than what follows, or a reply goes on after it.
 */
export function decode(bytes: Uint8Array): Decoded<EnpcMessage> {
  return decodeWith(bytes, readMessage);
}

function readMessage(r: Reader): EnpcMessage {
  readMagic(r);
  const letter = r.u8('packet type', letterMeaning);
  const packet = packetName(letter);
  if (packet === undefined) {
    r.refuse('value', 'packet type', `packet type 0x${hex(letter, 2)} at byte 5 is no ENPC`, 5);
  }
  const device = r.u8('device type', deviceTypeName);
  const deviceNumber = r.u8('device number', deviceNumberMeaning);
  const code = r.u16('function', (value) => functionMeaning(functionName(packet, device, value)));
  const name = functionName(packet, device, code);
  const isReply = letter >= 0x61;
  const result = r.u16('result', isReply ? resultMeaning : requestResultMeaning);
  const layout = isReply ? layoutOf({ name, deviceNumber, result }) : undefined;
  const length = readPayloadLength(r, isReply, result, layout);
  const header = {
    title: titleOf(
      packet,
      isReply ? result : undefined,
      subjectOf(name, device, deviceNumber, code),
    ),
    packet,
    device,
    deviceNumber,
    function: code,
    ...(name === undefined ? {} : { name }),
    result,
  };
  if (!isReply) {
    const meaning = (bytes: Uint8Array) => requestPayloadMeaning(name, bytes);
    const payload = length === 0 ? new Uint8Array(0) : r.bytes('payload', length, meaning);
    return { kind: 'request', ...header, payload, trailing: r.rest('trailing bytes') };
  }
  return { kind: 'reply', ...header, payload: readPayload(r, length, layout) };
}

function readMagic(r: Reader): void {
  const magic = r.bytes('magic', MAGIC.length);
  if (!MAGIC.every((byte, i) => magic[i] === byte)) {
    r.refuse('magic', 'magic', 'does not begin with "EPSON": this is another protocol', 0);
  }
}

/**
 * The length counts what follows the header. A request may go on after it: a TM-T88V answers the
 * 16-byte query of #923, and ups-sdk sends the same. No printer was seen to do so, while a well known
 * mistake (the length written little endian) looks exactly like it: a reply must end where it says.
 */
function readPayloadLength(
  r: Reader,
  isReply: boolean,
  result: number,
  layout: Layout | undefined,
): number {
  const at = r.offset;
  const length = r.u16('payload length', (value) =>
    layout !== undefined && value === r.remaining ? lengthMeaning(value, layout.length) : undefined,
  );
  const follow = r.remaining;
  if (length <= follow && !(isReply && length < follow)) return length;
  const hint = littleEndianHint(result, length, follow);
  const message = `payload length at byte ${at} says ${length} bytes, ${follow} follow${hint}`;
  return r.refuse('length', 'payload length', message, at);
}

/** Both mistakes are on record (bonbridge): two bytes the wrong way round, or four, from the result on. */
function littleEndianHint(result: number, length: number, follow: number): string {
  if (swapBytes(length) === follow) return ' (it would fit as little endian)';
  return length === 0 && swapBytes(result) === follow
    ? ' (bytes 10 to 13 would fit as one little-endian number)'
    : '';
}

const swapBytes = (value: number): number => ((value & 0xff) << 8) | (value >> 8);

/** `result` is undefined for a request. */
function titleOf(packet: PacketName, result: number | undefined, subject: string): string {
  if (result === undefined) return `${packet}: ${subject}`;
  return `${packet} reply: ${subject}${result === RESULTS.OK ? '' : `, ${resultName(result)}`}`;
}

function subjectOf(
  name: FunctionName | undefined,
  device: number,
  deviceNumber: number,
  code: number,
): string {
  if (name === undefined) return `${deviceTypeName(device)}, unknown function ${hex(code, 4)}`;
  if (name !== 'probe') return name;
  if (deviceNumber === 0) return 'receipt printers';
  return deviceNumber === ANY_DEVICE_NUMBER
    ? 'inkjets and scanners'
    : `unknown device number 0x${hex(deviceNumber, 2)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Who is meant by a probe: receipt printers and their cards, or inkjets, scanners and EpsonNet. */
export type ProbeKind = 'pos' | 'inkjet';

/** Which of the two known probes a request is; undefined when it is none. */
export function probeKindOf(message: EnpcMessage): ProbeKind | undefined {
  if (message.kind !== 'request' || message.name !== 'probe') return undefined;
  if (message.deviceNumber === 0) return 'pos';
  return message.deviceNumber === ANY_DEVICE_NUMBER ? 'inkjet' : undefined;
}

/** A probe of 14 bytes. POS: usb2eth, nzio. Inkjet: #923, pushscan (SANE adds one more 00). */
export function encodeProbe(kind: ProbeKind): Uint8Array {
  const number = kind === 'inkjet' ? ANY_DEVICE_NUMBER : 0;
  return header('P', FUNCTIONS.probe, number, RESULTS.OK, 0).finish();
}

/**
 * A clean query of 14 bytes. Takes the names of queries that were seen on the wire, and no other.
 * @throws RangeError on any other name: our own bug
 */
export function encodeQuery(name: QueryName): Uint8Array {
  if (!SENDABLE_QUERIES.includes(name)) throw new RangeError(`"${name}" is no query to send`);
  return header('Q', FUNCTIONS[name], 0, RESULTS.OK, 0).finish();
}

/** A filled reply, kind `q`: what Epson's POS client wants, to a probe too (usb2eth). */
export function encodeReply(payload: AnswerPayload): Uint8Array {
  const bytes = writePayload(payload);
  return header('q', FUNCTIONS[payload.kind], 0, RESULTS.OK, bytes.length).bytes(bytes).finish();
}

/** SANE takes an answer of 76 bytes in all (sane, epson2.c). */
const PROBE_REPLY_LENGTH = 62;

/**
 * An answer to the inkjet probe that is OURS: nobody has published a real one, so its 62 bytes are zeroes. Of kind `p`,
 * which Epson's scan software waits for (pushscan); SANE looks at the magic and the length alone.
 */
export function encodeProbeReply(): Uint8Array {
  const length = PROBE_REPLY_LENGTH;
  const reply = header('p', FUNCTIONS.probe, ANY_DEVICE_NUMBER, RESULTS.OK, length);
  return reply.bytes(new Uint8Array(length)).finish();
}

/** What a TM-T88V says to a query that it does not know: result ffff, length 0 (kitchen). */
export function encodeUnsupported(device: number, code: number): Uint8Array {
  return header('q', { device, code }, 0, RESULTS.NOT_SUPPORTED, 0).finish();
}

function header(
  letter: 'P' | 'Q' | 'p' | 'q',
  what: { readonly device: number; readonly code: number },
  deviceNumber: number,
  result: number,
  length: number,
): Writer {
  const writer = new Writer().bytes(MAGIC).text(letter).u8(what.device).u8(deviceNumber);
  writer.u16(what.code).u16(result).u16(length);
  if (writer.length !== HEADER_LENGTH) throw new RangeError('an ENPC header has 14 bytes');
  return writer;
}
