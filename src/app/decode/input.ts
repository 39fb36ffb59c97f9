/** What is to be decoded: bytes as words, or a file of bytes, of text, or of packets. */
import { bareFrame } from '../../captures/bare.ts';
import type { Frame } from '../../captures/capture.ts';
import { captureReader, foreignCapture, MAGIC_LENGTH } from '../../captures/open.ts';
import { readPasted } from '../../captures/pasted.ts';
import { BASE64, looksLikeBase64, readSource as readWritten } from '../../captures/source-text.ts';
import { fromHex, looksLikeHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { grouped } from '../../core/count.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { unlessAborted } from '../../core/signal.ts';
import type { Context } from '../operation.ts';

/** Messages by themselves, or packets in batches; a problem with the capture is the last thing that is told. */
export type Source =
  | { readonly kind: 'messages'; readonly messages: readonly Uint8Array[] }
  | { readonly kind: 'packets'; readonly batches: AsyncIterable<Batch> }
  | LongInput;

/** More than one message of the protocols here has: to be read in pieces, or refused. */
export interface LongInput {
  readonly kind: 'long';
  readonly beginning: Uint8Array;
  /** All of it. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly refusal: UsageError;
}

export interface Batch {
  readonly frames: readonly Frame[];
  /** Bytes read so far. */
  readonly done: number;
  readonly problem?: string;
}

/** More than any message of the protocols here; protects memory from a wrong file. Captures may be of any length. */
const LONGEST = 1024 * 1024;

/**
 * @param words bytes as text, perhaps in several words, or one path; `-` is standard input
 * @throws UsageError when it is neither
 */
export async function openInput(words: readonly string[], context: Context): Promise<Source> {
  const text = words.join(' ');
  if (text === '-') return readSource(text, context);
  if (looksLikeHex(text)) return sourceOf([fromHex(text)]);
  const written = isPath(text) ? undefined : readWritten(text);
  if (written) return sourceOf(written);
  if (words.length === 1) return readSource(text, context);
  await refuseFiles(words, context);
  // Several words are hexadecimal with a slip in it: say where.
  return sourceOf([fromHex(text)]);
}

/** `C:\x86\a.bin` has no byte in it. */
const isPath = (text: string) => /^[a-z]:\\/i.test(text);

/** @throws UsageError when some of several words are files */
async function refuseFiles(words: readonly string[], context: Context): Promise<void> {
  const found: string[] = [];
  for (const word of words) if (await isFile(word, context)) found.push(word);
  if (found.length === 0) return;
  const names = found.map((name) => `"${name}"`).join(' and ');
  const are = found.length === 1 ? 'is a file, and is' : 'are files: one is';
  throw new UsageError(`${names} ${are} read at a time, with nothing beside it`);
}

async function isFile(path: string, context: Context): Promise<boolean> {
  if (path === '-') return true;
  const chunks = context.platform.files.stream(path)[Symbol.asyncIterator]();
  try {
    await chunks.next();
    await chunks.return?.();
    return true;
  } catch (problem) {
    if (problem instanceof UsageError) return false;
    throw problem;
  }
}

/** What is a packet as a whole is taken for one. */
function sourceOf(pieces: readonly Uint8Array[]): Source {
  const frames = pieces.flatMap((bytes, i) => bareFrame(bytes, i + 1) ?? []);
  const isPackets = pieces.length > 0 && frames.length === pieces.length;
  if (!isPackets) return { kind: 'messages', messages: pieces };
  return { kind: 'packets', batches: once({ frames, done: 0 }) };
}

// oxlint-disable-next-line require-await -- it stands in for what is read
async function* once(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

async function readSource(path: string, context: Context): Promise<Source> {
  const chunks = context.platform.files.stream(path)[Symbol.asyncIterator]();
  // Standard input may never end.
  const next = async () => {
    const read = unlessAborted(chunks.next(), context.signal, interrupted);
    const { value, done } = await read.catch((problem: unknown) => {
      throw named(path, problem);
    });
    return done ? undefined : (value as Uint8Array);
  };
  let beginning: Uint8Array = new Uint8Array(0);
  for (let chunk; beginning.length < MAGIC_LENGTH && (chunk = await next());) {
    beginning = joinBytes([beginning, chunk]);
  }
  if (captureReader(beginning)) return { kind: 'packets', batches: batchesOf(beginning, next) };
  const foreign = foreignCapture(beginning);
  if (foreign !== undefined) throw new UsageError(foreign);
  const read = await upTo(LONGEST, beginning, next);
  return read.isAll ? sourceOf(piecesOf(read.bytes)) : longInput(read.bytes, path, next);
}

function longInput(beginning: Uint8Array, path: string, next: Next): LongInput {
  const name = path === '-' ? 'Standard input' : `"${path}"`;
  const refusal = new UsageError(
    `${name} is longer than ${grouped(LONGEST)} bytes, the most that is read here of what is no capture.`,
  );
  return { kind: 'long', beginning, chunks: chunksOf(beginning, next), refusal };
}

async function* chunksOf(beginning: Uint8Array, next: Next): AsyncGenerator<Uint8Array> {
  for (let chunk: Uint8Array | undefined = beginning; chunk; chunk = await next()) yield chunk;
}

const interrupted = () => new NotFoundError('interrupted before the input ended');

type Next = () => Promise<Uint8Array | undefined>;

async function* batchesOf(beginning: Uint8Array, next: Next): AsyncGenerator<Batch> {
  const reader = captureReader(beginning)!;
  let done = 0;
  try {
    for (let chunk: Uint8Array | undefined = beginning; chunk; chunk = await next()) {
      const frames = reader.push(chunk);
      done += chunk.length;
      yield { frames, done };
      if (reader.problem !== undefined) break;
    }
  } catch (problem) {
    if (!(problem instanceof NotFoundError)) throw problem;
    // Whoever follows a capture that is still being made ends it like this: what was read so far counts.
    return yield { frames: [], done, problem: problem.message };
  }
  reader.end();
  yield { frames: [], done, ...(reader.problem !== undefined && { problem: reader.problem }) };
}

async function upTo(most: number, beginning: Uint8Array, next: Next) {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let chunk: Uint8Array | undefined = beginning; chunk; chunk = await next()) {
    length += chunk.length;
    parts.push(chunk);
    if (length > most) return { bytes: joinBytes(parts), isAll: false };
  }
  return { bytes: joinBytes(parts), isAll: true };
}

function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const text = asText(bytes);
  return (text === undefined ? undefined : readPasted(text)) ?? [bytes];
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function named(path: string, problem: unknown): unknown {
  if (!(problem instanceof UsageError) || path === '-') return problem;
  if (looksLikeBase64(path)) return new UsageError(BASE64);
  return new UsageError(`"${path}" is not hexadecimal, and as a file: ${problem.message}`);
}
