/** What a file is, by how it begins, and its bytes: whole where it must be composed, as they come where it is a job. */
import { joinBytes } from '../../core/bytes/join.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import type { Files } from '../../platform/platform.ts';
import { isJpeg, isPng } from './picture/signatures.ts';
import { refusalOf } from './refused.ts';
import { looksBinary } from './text/decode-text.ts';

/** What is read of a file that is composed: a picture of 64 million pixels is no longer, nor a text of 20,000 pages. */
export const MOST_READ = 128 * 1024 * 1024;
/** What is passed on of a job: no page is longer, and a file that grows as fast as it is read must end some time. */
export const MOST_JOB = 2 ** 31;
/** What is looked at to know what a file is. */
const HEAD = 65_536;

export type FileKind = 'text' | 'png' | 'jpeg' | 'job';

export type PrintInput =
  | { readonly kind: 'text' | 'png' | 'jpeg'; readonly bytes: Uint8Array }
  /** Of a job that is printed more than once all is in memory: {@link pieces} can be asked for again. */
  | { readonly kind: 'job'; readonly pieces: () => AsyncIterable<Uint8Array> };

export interface InputWishes {
  /** Whatever it is, it is sent as it is. */
  readonly isAsIs: boolean;
  /** Whatever it is, it is text. */
  readonly isText: boolean;
  /** It is needed more than once. */
  readonly isRepeated: boolean;
}

/**
 * @param path `-` is standard input
 * @throws UsageError for what is not there, is empty, too long, or nothing that can be printed
 */
export async function openInput(
  path: string,
  { isAsIs, isText, isRepeated }: InputWishes,
  files: Pick<Files, 'stream'>,
): Promise<PrintInput> {
  const name = path === '-' ? 'standard input' : path;
  const rest = files.stream(path)[Symbol.asyncIterator]();
  const head = await readHead(rest);
  if (head.length === 0) throw new UsageError(`${name} is empty: there is nothing to print.`);
  const kind = isAsIs ? 'job' : isText ? 'text' : kindOf(head, name);
  if (kind === 'job' && !isRepeated) return { kind, pieces: () => passedOn(head, rest, name) };
  const bytes = await readRest(head, rest, name);
  if (kind !== 'job') return { kind, bytes };
  return {
    kind,
    async *pieces() {
      yield bytes;
    },
  };
}

type Rest = AsyncIterator<Uint8Array>;

async function readHead(rest: Rest): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < HEAD;) {
    const next = await rest.next();
    if (next.done) break;
    // What comes may be used anew.
    parts.push(next.value.slice());
    length += next.value.length;
  }
  return joinBytes(parts);
}

async function readRest(head: Uint8Array, rest: Rest, name: string): Promise<Uint8Array> {
  const parts = [head];
  let length = head.length;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    length += next.value.length;
    if (length > MOST_READ) {
      await rest.return?.();
      throw new UsageError(
        `${name} is longer than ${MOST_READ / 2 ** 20} MiB, the most that is printed of one file. Print a part of it.`,
      );
    }
    parts.push(next.value.slice());
  }
  return parts.length === 1 ? head : joinBytes(parts);
}

async function* passedOn(head: Uint8Array, rest: Rest, name: string): AsyncGenerator<Uint8Array> {
  yield head;
  let length = head.length;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    length += next.value.length;
    if (length > MOST_JOB) {
      await rest.return?.();
      throw new UnavailableError(
        `${name} goes on after ${MOST_JOB / 2 ** 30} GiB: no job is longer`,
      );
    }
    yield next.value.slice();
  }
}

/** @throws UsageError for what is none of them */
function kindOf(head: Uint8Array, name: string): FileKind {
  if (isPng(head)) return 'png';
  if (isJpeg(head)) return 'jpeg';
  if (isJob(head)) return 'job';
  const refusal = refusalOf(head, name);
  if (refusal !== undefined) throw new UsageError(refusal);
  if (looksBinary(head)) {
    throw new UsageError(
      `${name} is no text, no PNG, no JPEG, and does not begin as a job of ESC/P does. ` +
        '--as-is sends it unchanged all the same, --text prints it as text.',
    );
  }
  return 'text';
}

const ESC = 0x1b;

/**
 * Begins with ESC @, an extended command, or the end of packet mode: NUL, CR and FF before it are nothing. Text with
 * the escape sequences of terminals begins otherwise.
 */
export function isJob(head: Uint8Array): boolean {
  let at = 0;
  while (at < head.length && (head[at] === 0 || head[at] === 0x0d || head[at] === 0x0c)) at++;
  if (head[at] !== ESC) return false;
  const next = head[at + 1];
  if (next === 0x01) return String.fromCharCode(...head.subarray(at + 2, at + 6)) === '@EJL';
  // The charsets of terminals are ESC ( and a letter too: an extended command has a length.
  if (next === 0x28) return head.length > at + 4 && head[at + 4]! < 0x20;
  return next === 0x40;
}
