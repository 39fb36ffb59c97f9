/** Streams of a language, part by part: of any length, and never held. */
import { joinBytes } from '../../core/bytes/join.ts';
import { toHex } from '../../core/bytes/hex.ts';
import { UsageError } from '../../core/errors.ts';
import type { MessagePart, Protocol } from '../../protocols/protocol.ts';
import type { Context } from '../operation.ts';
import type { DecodeCoverage, NotedPart, StreamCoverage } from './coverage.ts';
import { readableField, type ReadableMessage } from './message.ts';

/** Of a part's bytes, shown. */
const SHOWN = 1024;
/** Bytes that are kept of what came, until the part that they belong to is over. */
const MOST_BYTES = 1024 * 1024;
/** Kinds of unknown commands and of faults that are listed. Streams of noise have thousands. */
const MOST_NOTED = 100;

/**
 * @param chunks of the stream, each as long as it likes
 * @throws UsageError when there are none
 */
export async function decodeParts(
  { name, parts }: Protocol,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  tell: (message: ReadableMessage) => void,
  emit: Context['emit'] = () => {},
): Promise<DecodeCoverage> {
  const reader = parts!();
  const recent = new Recent();
  const tally = new Tally();
  const take = (found: Iterable<MessagePart>) => {
    for (const part of found) {
      tally.count(part);
      tell(readablePart(name, part, recent.bytes(part.offset, Math.min(part.length, SHOWN))));
      recent.forget(part.offset + part.length);
    }
  };
  for await (const chunk of chunks) {
    recent.push(chunk);
    take(reader.take(chunk));
    emit({ kind: 'progress', done: recent.end, unit: 'bytes', what: 'reading the job' });
  }
  if (recent.end === 0) throw new UsageError('there is nothing to decode: the input is empty');
  take(reader.end());
  return tally.coverage(recent.end);
}

function readablePart(protocol: string, found: MessagePart, bytes: Uint8Array): ReadableMessage {
  const { fields, error, offset, length, name, numbers, words, kind } = found;
  return {
    protocol,
    message: words === '' ? name : `${name}: ${words}`,
    fields: fields.map(readableField),
    bytes: toHex(bytes),
    ...(error && { error }),
    part: { offset, length, kind, name, ...(numbers !== undefined && { numbers }), words },
  };
}

/** The bytes of a stream that parts were not made of yet. */
class Recent {
  /** Bytes of the stream so far. */
  end = 0;
  private pieces: Uint8Array[] = [];
  /** Where the first piece begins. */
  private from = 0;

  push(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.end += bytes.length;
    // Of a part that is longer than what is kept the beginning is lost; it is told all the same.
    while (this.end - this.from > MOST_BYTES && this.pieces.length > 1) this.drop();
  }

  /** None where they are not kept any more. */
  bytes(offset: number, length: number): Uint8Array {
    if (offset < this.from) return new Uint8Array(0);
    const found: Uint8Array[] = [];
    let at = this.from;
    for (const piece of this.pieces) {
      const begin = Math.max(0, offset - at);
      const stop = Math.min(piece.length, offset + length - at);
      if (begin < stop) found.push(piece.subarray(begin, stop));
      at += piece.length;
      if (at >= offset + length) break;
    }
    return joinBytes(found);
  }

  /** What is before this is told. */
  forget(offset: number): void {
    while (this.pieces.length > 1 && this.from + this.pieces[0]!.length <= offset) this.drop();
  }

  private drop(): void {
    this.from += this.pieces.shift()!.length;
  }
}

class Tally {
  private readonly kinds = new Map<string, number>();
  private readonly unknown = new Notes();
  private readonly faults = new Notes();
  private messages = 0;
  private errors = 0;

  count({ kind, name, offset, words, error }: MessagePart): void {
    this.messages++;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (kind === 'unknown') this.unknown.note(name, offset, '');
    if (!error) return;
    this.errors++;
    this.faults.note(name, offset, words);
  }

  coverage(bytes: number): DecodeCoverage {
    const { messages, errors, unknown, faults } = this;
    const stream: StreamCoverage = {
      bytes,
      parts: Object.fromEntries(this.kinds),
      unknown: unknown.list(),
      faults: faults.list(),
      ...(unknown.more + faults.more > 0 && { more: unknown.more + faults.more }),
    };
    return { messages, errors, stream };
  }
}

/** Things by what they are, the first ones; others are counted. */
class Notes {
  more = 0;
  private readonly noted = new Map<string, { -readonly [K in keyof NotedPart]: NotedPart[K] }>();

  note(name: string, offset: number, says: string): void {
    const key = `${name} ${says}`;
    const found = this.noted.get(key);
    if (found) found.count++;
    else if (this.noted.size >= MOST_NOTED) this.more++;
    else this.noted.set(key, { name, offset, count: 1, ...(says !== '' && { says }) });
  }

  list(): readonly NotedPart[] {
    return [...this.noted.values()];
  }
}
