/**
 * DNS messages as UDP carries them, those of multicast DNS among them: header, questions, and records in three
 * sections (RFC 1035, section 4; RFC 6762, section 18). `encode.ts` writes them.
 */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage, Framed } from '../protocol.ts';
import { readData, secondsText, type RecordData } from './data.ts';
import { readName, type Surroundings } from './name.ts';
import { className, FLAGS, flagsText, resultName, TOP_BIT, TYPES, typeName } from './vocabulary.ts';

/** What two bytes of length can say, as TCP needs it (RFC 1035, section 4.2.2), and UDP too. */
export const LONGEST_MESSAGE = 65_535;
/**
 * A name server is asked one thing at a time, but multicast DNS asks many in one message of 9,000 bytes at most
 * (RFC 6762, sections 5.3 and 17), and a question takes 6 at least, with a pointer as its name.
 */
export const MOST_QUESTIONS = 1500;
/** As many as {@link LONGEST_MESSAGE} can hold: each takes 11 bytes at least. */
export const MOST_RECORDS = 5956;

const HEADER_LENGTH = 12;

export interface DnsQuestion {
  /** As text: see `name.ts`. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** An answer to the asker alone will do (RFC 6762, section 5.4). Nothing else sets that bit. */
  readonly unicast: boolean;
}

export interface DnsRecord {
  /** As text: see `name.ts`. */
  readonly name: string;
  readonly type: number;
  /** Of OPT, which is no record: the longest datagram that its sender takes. */
  readonly class: number;
  /** It replaces what was said of its name and type before (RFC 6762, section 10.2). Nothing else sets that bit. */
  readonly flush: boolean;
  /** Seconds for which it may be remembered. Of OPT: bits of its own (RFC 6891, section 6.1.3). */
  readonly ttl: number;
  readonly data: RecordData;
}

export interface DnsMessage extends DecodedMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  /** More follows: over TCP, or in multicast DNS in another datagram (RFC 6762, section 7.2). */
  readonly truncated: boolean;
  /** In words: `refused`. */
  readonly result: string;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** Total: any bytes give the message, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<DnsMessage> {
  return decodeWith(bytes, (r: Reader) => readMessage(r, { bytes, start: 0 }));
}

/** In a TCP stream each message has its length before it. */
export function frame(bytes: Uint8Array): Framed | undefined | null {
  if (bytes.length < 2) return undefined;
  const length = (bytes[0]! << 8) | bytes[1]!;
  if (length < HEADER_LENGTH) return null;
  return bytes.length < 2 + length ? undefined : { prefix: 2, length };
}

/** The same as TCP carries it: with its length before it (RFC 1035, section 4.2.2). */
export function decodeTcp(bytes: Uint8Array): Decoded<DnsMessage> {
  return decodeWith(bytes, (r: Reader) => {
    const length = r.u16('length');
    if (length > r.remaining) {
      r.refuse('truncated', 'message', `${length} bytes announced, ${r.remaining} there`);
    }
    return readMessage(r, { bytes, start: 2 });
  });
}

/** The sections of records, in their order, and what a field of each is called. */
const SECTIONS = ['answer', 'authority', 'additional'] as const;

function readMessage(r: Reader, around: Surroundings): DnsMessage {
  const id = r.u16('id');
  const flags = r.u16('flags', flagsText);
  // The bit that must be zero (section 4.1.1; the two beside it are DNSSEC's by now).
  if ((flags & 0x0040) !== 0) r.refuse('magic', 'flags', 'a bit is set that must be zero', 2);
  const response = (flags & FLAGS.response) !== 0;
  const questions = r.u16('number of questions');
  const counts = SECTIONS.map((section) => r.u16(`number of ${section} records`));
  const records = counts.reduce((sum, count) => sum + count, 0);
  const [answers, authorities, additionals] = checkCounts(r, questions, counts, records, response);

  const asked = Array.from({ length: questions }, () => readQuestion(r, around));
  const read = (count: number, section: string) =>
    Array.from({ length: count }, () => readRecord(r, section, around));
  const message = {
    id,
    response,
    opcode: (flags >> 11) & 15,
    authoritative: (flags & FLAGS.authoritative) !== 0,
    truncated: (flags & FLAGS.truncated) !== 0,
    result: resultName(flags & 15),
    questions: asked,
    answers: read(answers, SECTIONS[0]),
    authorities: read(authorities, SECTIONS[1]),
    additionals: read(additionals, SECTIONS[2]),
  };
  r.rest('what follows');
  return { title: titleOf(message), ...message };
}

/** Twelve bytes of numbers are no signature: what no DNS message says is taken for another protocol's. */
function checkCounts(
  r: Reader,
  questions: number,
  counts: readonly number[],
  records: number,
  response: boolean,
): [number, number, number] {
  const at = r.offset - HEADER_LENGTH + 4;
  if (r.remaining > LONGEST_MESSAGE - HEADER_LENGTH) {
    r.refuse('length', 'message', `more than ${LONGEST_MESSAGE} bytes are no message`);
  }
  if (questions > MOST_QUESTIONS || (questions === 0 && records === 0 && !response)) {
    const message = `${questions} questions and ${records} records are no message of today`;
    r.refuse('magic', 'number of questions', message, at);
  }
  if (records > MOST_RECORDS) {
    const message = `${records} records are more than a message can hold`;
    r.refuse('length', 'number of answer records', message, at + 2);
  }
  return counts as [number, number, number];
}

function readQuestion(r: Reader, around: Surroundings): DnsQuestion {
  const name = readName(r, 'question name', around);
  const type = r.u16('question type', typeName);
  const bits = r.u16('question class', (value) =>
    classText(value, 'an answer to me alone will do'),
  );
  return { name, type, class: bits & ~TOP_BIT, unicast: (bits & TOP_BIT) !== 0 };
}

function readRecord(r: Reader, section: string, around: Surroundings): DnsRecord {
  const name = readName(r, `${section} name`, around);
  const type = r.u16(`${section} type`, typeName);
  const isOptions = type === TYPES.OPT;
  const bits = isOptions
    ? r.u16('longest datagram')
    : r.u16(`${section} class`, (value) => classText(value, 'replaces what was said before'));
  const ttl = isOptions ? r.u32('extended result and flags') : r.u32('time to live', ttlText);
  const length = r.u16('data length');
  const data = readData(r, type, length, around);
  if (isOptions) return { name, type, class: bits, flush: false, ttl, data };
  return { name, type, class: bits & ~TOP_BIT, flush: (bits & TOP_BIT) !== 0, ttl, data };
}

const classText = (bits: number, top: string): string =>
  (bits & TOP_BIT) === 0 ? className(bits) : `${className(bits & ~TOP_BIT)}, ${top}`;

const ttlText = (seconds: number): string | undefined =>
  seconds === 0 ? 'to be forgotten' : secondsText(seconds);

/** `DNS query: printer.local A and 2 more`, `DNS response: refused, version.bind TXT`. */
function titleOf({
  response,
  result,
  questions,
  answers,
}: Pick<DnsMessage, 'response' | 'result' | 'questions' | 'answers'>): string {
  const subjects: readonly { name: string; type: number }[] =
    questions.length > 0 ? questions : answers;
  const [first] = subjects;
  const more = subjects.length > 1 ? ` and ${subjects.length - 1} more` : '';
  const subject = first && `${first.name} ${typeName(first.type)}${more}`;
  const kind = response ? `DNS response: ${result}` : 'DNS query';
  if (subject === undefined) return kind;
  return `${kind}${response ? ', ' : ': '}${subject}`;
}
