/**
 * Writes DNS messages: names that stood before are pointed to (RFC 1035, section 4.1.4). What does not fit the
 * wire is our own bug and throws a RangeError; `checkName` tells before.
 */
import { parseIpv4 } from '../../core/addresses.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { parseIpv6 } from '../../core/ipv6.ts';
import type { RecordData } from './data.ts';
import { labelBytes, labelsOf, LONGEST_LABEL, LONGEST_NAME, nameSize } from './name.ts';
import { CLASSES, FLAGS, TOP_BIT, TYPES } from './vocabulary.ts';
import type { DnsQuestion, DnsRecord } from './wire.ts';

/** What a message is made of; what is left out is empty, or zero. */
export interface OutgoingMessage {
  readonly id?: number;
  readonly response?: boolean;
  readonly authoritative?: boolean;
  readonly truncated?: boolean;
  readonly questions?: readonly DnsQuestion[];
  readonly answers?: readonly DnsRecord[];
  readonly authorities?: readonly DnsRecord[];
  readonly additionals?: readonly DnsRecord[];
}

export interface EncodeOptions {
  /**
   * Whether the target of SRV may be a pointer. Multicast DNS wants that; a client that knows only plain DNS does
   * not understand it (RFC 2782; RFC 6762, section 18.14). Default: yes.
   */
  readonly compressTargets?: boolean;
}

/** A pointer has 14 bits. */
const FARTHEST = 0x3fff;

export function encode(message: OutgoingMessage, options: EncodeOptions = {}): Uint8Array {
  const { id = 0, response = false, authoritative = false, truncated = false } = message;
  const { questions = [], answers = [], authorities = [], additionals = [] } = message;
  const bits: readonly [boolean, number][] = [
    [response, FLAGS.response],
    [authoritative, FLAGS.authoritative],
    [truncated, FLAGS.truncated],
  ];
  const flags = bits.reduce((sum, [set, bit]) => (set ? sum | bit : sum), 0);
  const out = new MessageWriter(options.compressTargets ?? true);
  out.writer.u16(id).u16(flags);
  for (const { length } of [questions, answers, authorities, additionals]) out.writer.u16(length);
  for (const question of questions) out.question(question);
  for (const record of [...answers, ...authorities, ...additionals]) out.record(record);
  return out.writer.finish();
}

/** A query of one question, as a client of plain DNS asks. @param name as text: `version.bind` */
export const encodeQuery = (id: number, name: string, type: number, kind: number): Uint8Array =>
  encode({ id, questions: [{ name, type, class: kind, unicast: false }] });

/**
 * The bytes that a record takes at most: less where its names are pointers. For packing records into datagrams.
 */
export function recordSize({ name, data }: DnsRecord): number {
  return nameSize(name) + 10 + writeData(new MessageWriter(false, false), data).writer.length;
}

/** The same of a question. */
export const questionSize = ({ name }: DnsQuestion): number => nameSize(name) + 4;

/** What keeps a name's text from being written; undefined when nothing does. */
export function nameFault(name: string): string | undefined {
  const labels = labelsOf(name).map(labelBytes);
  const long = labels.find(({ length }) => length > LONGEST_LABEL);
  if (long) return `a label of ${long.length} bytes: ${LONGEST_LABEL} are possible`;
  if (labels.some(({ length }) => length === 0)) return 'a label without a character';
  const size = nameSize(name);
  return size > LONGEST_NAME ? `${size} bytes: ${LONGEST_NAME} are possible` : undefined;
}

/** A record that may be asked for in class IN. */
export const record = (name: string, data: RecordData, ttl: number, flush = false): DnsRecord => ({
  name,
  type: typeOf(data),
  class: CLASSES.IN,
  flush,
  ttl,
  data,
});

function typeOf(data: RecordData): number {
  if (data.kind === 'other')
    throw new RangeError('the type of a record cannot be told by its bytes');
  return TYPES[data.kind];
}

/** Writes names, and knows where each stands. */
class MessageWriter {
  readonly writer = new Writer();
  /** Where the rest of a name begins, by its text. */
  private readonly places = new Map<string, number>();

  constructor(
    private readonly compressTargets: boolean,
    private readonly compress = true,
  ) {}

  question({ name, type, class: kind, unicast }: DnsQuestion): void {
    this.name(name);
    this.writer.u16(type).u16(unicast ? kind | TOP_BIT : kind);
  }

  record({ name, type, class: kind, flush, ttl, data }: DnsRecord): void {
    this.name(name);
    this.writer
      .u16(type)
      .u16(flush ? kind | TOP_BIT : kind)
      .u32(ttl);
    // The length is known when the data is written: then the two bytes before it.
    const before = this.writer.length;
    this.writer.u16(0);
    writeData(this, data);
    this.writer.setU16(before, this.writer.length - before - 2);
  }

  /** @param whole without pointers in it */
  name(name: string, whole = !this.compress): void {
    const fault = nameFault(name);
    if (fault !== undefined) throw new RangeError(`"${name}" has ${fault}`);
    const labels = labelsOf(name);
    for (let i = 0; i < labels.length; i++) {
      const rest = labels.slice(i).join('.');
      const place = this.places.get(rest);
      if (place !== undefined && !whole) {
        this.writer.u16(0xc000 | place);
        return;
      }
      if (this.writer.length <= FARTHEST && place === undefined)
        this.places.set(rest, this.writer.length);
      const bytes = labelBytes(labels[i]!);
      this.writer.u8(bytes.length).bytes(bytes);
    }
    this.writer.u8(0);
  }

  target(name: string): void {
    this.name(name, !this.compress || !this.compressTargets);
  }
}

function writeData(out: MessageWriter, data: RecordData): MessageWriter {
  const { writer } = out;
  switch (data.kind) {
    case 'A':
      writer.bytes(parseIpv4(data.address));
      break;
    case 'AAAA':
      writer.bytes(parseIpv6(data.address));
      break;
    case 'PTR':
    case 'NS':
    case 'CNAME':
    case 'DNAME':
      out.name(data.target);
      break;
    case 'SRV':
      writer.u16(data.priority).u16(data.weight).u16(data.port);
      out.target(data.target);
      break;
    case 'TXT':
      // At least one string, if an empty one (RFC 6763, section 6.1).
      for (const bytes of data.strings.length > 0 ? data.strings : [new Uint8Array(0)]) {
        writer.u8(bytes.length).bytes(bytes);
      }
      break;
    case 'MX':
      writer.u16(data.preference);
      out.name(data.target);
      break;
    case 'SOA':
      out.name(data.server);
      out.name(data.mailbox);
      for (const number of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) {
        writer.u32(number);
      }
      break;
    case 'NSEC':
      out.name(data.next);
      writeTypes(writer, data.types);
      break;
    case 'OPT':
      for (const option of data.options) {
        writer.u16(option.code).u16(option.data.length).bytes(option.data);
      }
      break;
    case 'other':
      writer.bytes(data.bytes);
      break;
  }
  return out;
}

/** Blocks of 256 types, a bit a type (RFC 4034, section 4.1.2). */
function writeTypes(writer: Writer, types: readonly number[]): void {
  for (const block of [...new Set(types.map((type) => type >> 8))].toSorted((a, b) => a - b)) {
    const own = types.filter((type) => type >> 8 === block).map((type) => type & 0xff);
    const bytes = new Uint8Array((Math.max(...own) >> 3) + 1);
    for (const type of own) bytes[type >> 3]! |= 0x80 >> (type & 7);
    writer.u8(block).u8(bytes.length).bytes(bytes);
  }
}
