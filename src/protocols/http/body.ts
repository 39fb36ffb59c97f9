/** Where an HTTP message ends, and what its body is without the chunks that it travels in (RFC 9112, sections 6 and 7). */
import { joinBytes } from '../../core/bytes/join.ts';
import type { Framed } from '../protocol.ts';
import { decode, type HttpHead } from './wire.ts';

/** Statuses that never have a body (RFC 9112, section 6.3). */
const hasNoBody = (status: number) => status < 200 || status === 204 || status === 304;

/**
 * For a stream: undefined while more must come, null for what is no HTTP. An answer that says nothing of its length goes on
 * until its connection ends. That an answer to HEAD has no body cannot be seen from the answer.
 */
export function frame(bytes: Uint8Array): Framed | undefined | null {
  const head = decode(bytes);
  if (!head.ok) return head.error.kind === 'truncated' ? undefined : null;
  if (!head.message.whole) return undefined;
  const { body } = head.message;
  const length = bodyLength(head.message);
  if (length === undefined || length > body.length) return undefined;
  return { prefix: 0, length: bytes.length - body.length + length };
}

function bodyLength(head: HttpHead): number | undefined {
  if (isChunked(head)) return readChunks(head.body)?.end;
  const declared = fieldOf(head, 'content-length');
  if (declared !== undefined && /^\d{1,15}$/.test(declared)) return Number(declared);
  const { status } = head;
  return status === undefined || hasNoBody(status) ? 0 : undefined;
}

const fieldOf = ({ fields }: HttpHead, wanted: string) =>
  fields.find(([name]) => name === wanted)?.[1];

const isChunked = (head: HttpHead) =>
  /\bchunked\s*$/i.test(fieldOf(head, 'transfer-encoding') ?? '');

/** The body of a message, and its type without parameters, in lower case. What is cut gives what there is. */
export function bodyOf(head: HttpHead): { readonly type: string; readonly bytes: Uint8Array } {
  const [type = ''] = (fieldOf(head, 'content-type') ?? '').split(';');
  const parts = isChunked(head) ? readChunks(head.body, true)?.parts : undefined;
  return { type: type.trim().toLowerCase(), bytes: parts ? joinBytes(parts) : head.body };
}

/** A size in hexadecimal, perhaps extensions, and the end of the line. */
const CHUNK_LINE = /^([0-9a-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n/i;
/** Longest line before a chunk, and of the fields after the last. */
const LONGEST_LINE = 1024;

/**
 * @param allowCut whether chunks may end early
 * @returns undefined when they do, or are none; `end` is where the body ends
 */
function readChunks(
  body: Uint8Array,
  allowCut = false,
): { readonly parts: Uint8Array[]; readonly end: number } | undefined {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const line = CHUNK_LINE.exec(lineText(body, at));
    if (!line) return allowCut ? { parts, end: body.length } : undefined;
    at += line[0].length;
    const size = parseInt(line[1]!, 16);
    if (size === 0) return endOfTrailers(body, at, parts, allowCut);
    parts.push(body.subarray(at, at + size));
    at += size;
    const after = /^\r?\n/.exec(lineText(body, at));
    if (!after) return allowCut ? { parts, end: body.length } : undefined;
    at += after[0].length;
  }
}

/** Fields may follow the last chunk; an empty line ends all. */
function endOfTrailers(body: Uint8Array, from: number, parts: Uint8Array[], allowCut: boolean) {
  for (let at = from; ;) {
    const line = /^[^\n]*\n/.exec(lineText(body, at));
    if (!line) return allowCut ? { parts, end: body.length } : undefined;
    at += line[0].length;
    if (/^\r?\n$/.test(line[0])) return { parts, end: at };
  }
}

function lineText(body: Uint8Array, at: number): string {
  let text = '';
  for (let i = at; i < body.length && i < at + LONGEST_LINE; i++) {
    text += String.fromCharCode(body[i]!);
    if (body[i] === 0x0a) break;
  }
  return text;
}
