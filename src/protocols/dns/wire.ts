/** DNS messages as UDP carries them: header, questions, answers (RFC 1035, section 4). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { DecodedMessage } from '../protocol.ts';
import { readName } from './name.ts';

export const TYPE_TXT = 16;
/** "Chaos": by practice, the class in which name servers speak of themselves (RFC 4892). */
export const CLASS_CHAOS = 3;
/** Nobody asks more than one question; a hostile message could claim 65,535. */
const MOST_QUESTIONS = 4;
/** Answers that are read; more than a message of 64 KiB from a name server of today has. */
const MOST_RECORDS = 256;

/** RFC 1035, section 4.1.1; 6 to 10 by RFC 2136, section 2.2. */
const RCODES: Readonly<Record<number, string>> = {
  0: 'no error',
  1: 'format error',
  2: 'server failure',
  3: 'no such name',
  4: 'not implemented',
  5: 'refused',
  9: 'not authoritative',
};

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Of TXT records: the strings; of others none. */
  readonly texts: readonly string[];
}

export interface DnsMessage extends DecodedMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  /** In words: `refused`. */
  readonly result: string;
  readonly questions: readonly Pick<DnsRecord, 'name' | 'type' | 'class'>[];
  /** The answers alone: authority and additional records are not read. */
  readonly answers: readonly DnsRecord[];
}

/** Total: any bytes give the message, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<DnsMessage> {
  return decodeWith(bytes, (r: Reader) => readMessage(r, bytes, 0));
}

/** The same as TCP carries it: with its length before it (RFC 1035, section 4.2.2). */
export function decodeTcp(bytes: Uint8Array): Decoded<DnsMessage> {
  return decodeWith(bytes, (r: Reader) => {
    const length = r.u16('length');
    if (length > r.remaining) {
      r.refuse('truncated', 'message', `${length} bytes announced, ${r.remaining} there`);
    }
    return readMessage(r, bytes, 2);
  });
}

function readMessage(r: Reader, bytes: Uint8Array, start: number): DnsMessage {
  const id = r.u16('id');
  const flags = r.u16('flags');
  // The bit that must be zero (section 4.1.1; the two beside it are DNSSEC's by now).
  if ((flags & 0x0040) !== 0) r.refuse('magic', 'flags', 'a bit is set that must be zero');
  const response = (flags & 0x8000) !== 0;
  const opcode = (flags >> 11) & 15;
  const result = RCODES[flags & 15] ?? `code ${flags & 15}`;
  const questions = r.u16('number of questions');
  const records = r.u16('number of answers');
  r.u16('number of authority records');
  r.u16('number of additional records');
  if (questions > MOST_QUESTIONS || (questions === 0 && records === 0 && !response)) {
    r.refuse('magic', 'number of questions', `${questions} questions are no message of today`, 4);
  }
  const asked = Array.from({ length: questions }, () => readQuestion(r, bytes, start));
  const answers: DnsRecord[] = [];
  while (answers.length < Math.min(records, MOST_RECORDS))
    answers.push(readRecord(r, bytes, start));
  r.rest('what follows');
  const [first] = asked;
  const what = response ? `response: ${result}` : 'query';
  return {
    title: `DNS ${what}${first ? `, ${first.name || '.'}` : ''}`,
    id,
    response,
    opcode,
    result,
    questions: asked,
    answers,
  };
}

function readQuestion(r: Reader, bytes: Uint8Array, start: number) {
  return {
    name: readName(r, bytes, start),
    type: r.u16('question type'),
    class: r.u16('question class'),
  };
}

function readRecord(r: Reader, bytes: Uint8Array, start: number): DnsRecord {
  const name = readName(r, bytes, start);
  const type = r.u16('type');
  const kind = r.u16('class');
  r.u32('time to live');
  const length = r.u16('data length');
  const texts = type === TYPE_TXT ? readTexts(r, length) : (r.bytes('data', length), []);
  return { name, type, class: kind, texts };
}

/** Strings with a length before each (section 3.3.14). */
function readTexts(r: Reader, length: number): string[] {
  const texts: string[] = [];
  const end = r.offset + length;
  while (r.offset < end) {
    const size = r.u8('text length');
    if (r.offset + size > end)
      r.refuse('length', 'text length', 'a text is longer than its record');
    texts.push(r.text('text', size));
  }
  return texts;
}

/** A query of one question. @param name with dots: `version.bind` */
export function encodeQuery(id: number, name: string, type: number, kind: number): Uint8Array {
  const writer = new Writer().u16(id).u16(0).u16(1).u16(0).u16(0).u16(0);
  for (const label of name.split('.').filter(Boolean)) writer.u8(label.length).text(label);
  return writer.u8(0).u16(type).u16(kind).finish();
}
