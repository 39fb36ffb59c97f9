/**
 * The server's side of a connection, without the connection: bytes in, whole requests out, and the bytes of an answer.
 * For small things that are posted and asked for (IPP, metadata, a page), so everything is bounded and held in memory.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import { latin1, latin1Bytes } from '../../core/bytes/line.ts';
import { decode, type HttpHead } from './wire.ts';

/** Servers take 8 to 64 KiB. */
export const MAX_HEAD = 16 * 1024;
/** A request for all attributes of a printer has some hundred bytes. */
export const MAX_BODY = 64 * 1024;

/** Enough to see that it is none: a method, and the beginning of a target. */
const BEGINNING = 16;

export interface HttpRequest {
  readonly method: string;
  /** As it came: `/ipp/print?x=1`. */
  readonly target: string;
  /** Of the first field of a lower-case name. */
  field(name: string): string | undefined;
  readonly body: Uint8Array;
  /** Whether the client wants to say more on this connection (RFC 9112, section 9.3). */
  readonly goesOn: boolean;
}

/** What came of the bytes so far. */
export type HttpHeard =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  /** The client waits for a word before it sends the body: RFC 9110, section 10.1.1. */
  | { readonly kind: 'waits' }
  /** It cannot be read on: answer with this status, and close. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };

/** A connection on which requests come one after the other. */
export class RequestReader {
  private rest: Uint8Array = new Uint8Array(0);
  private head: HttpHead | undefined;
  private isOver = false;
  /** Of the body that comes in chunks now: those that are whole, and how much was read with what is around them. */
  private chunks: Uint8Array[] = [];
  private chunked = 0;
  private isBehindChunks = false;

  /** Takes bytes as they came, and gives what they complete. After `refused` nothing more. */
  take(bytes: Uint8Array): readonly HttpHeard[] {
    const heard: HttpHeard[] = [];
    if (this.isOver) return heard;
    this.rest = joinBytes([this.rest, bytes]);
    for (let next = this.next(); next; next = this.next()) {
      heard.push(next);
      this.isOver = next.kind === 'refused';
      if (this.isOver) break;
    }
    return heard;
  }

  private next(): HttpHeard | undefined {
    if (this.head === undefined) {
      const begun = this.readHead();
      if (begun !== 'whole') return begun;
      if (this.waits()) return { kind: 'waits' };
    }
    return this.readBody(this.head!);
  }

  private readHead(): HttpHeard | 'whole' | undefined {
    // Empty lines before a request are skipped: RFC 9112, section 2.2.
    let start = 0;
    while (this.rest[start] === 0x0d || this.rest[start] === 0x0a) start++;
    this.rest = this.rest.subarray(start);
    if (this.rest.length === 0 || !this.isWorthReading()) return undefined;
    const decoded = decode(this.rest.subarray(0, MAX_HEAD));
    if (decoded.ok && decoded.message.whole) {
      const head = decoded.message;
      if (head.status !== undefined) return refused(400, 'an answer, where a request belongs');
      this.rest = this.rest.subarray(Math.min(this.rest.length, MAX_HEAD) - head.body.length);
      this.head = head;
      return 'whole';
    }
    const isCut = decoded.ok || decoded.error.kind === 'truncated';
    if (!isCut) return refused(400, decoded.error.message);
    return this.rest.length < MAX_HEAD ? undefined : refused(431, 'too much before the body');
  }

  /** A head is read once it is whole; before that only as much as tells whether it is one at all. */
  private isWorthReading(): boolean {
    const { rest } = this;
    if (rest.length >= MAX_HEAD || (rest.length >= BEGINNING && rest.length < 2 * BEGINNING)) {
      return true;
    }
    return /\n\r?\n/.test(latin1(rest.subarray(0, MAX_HEAD)));
  }

  private waits(): boolean {
    const head = this.head!;
    return fieldOf(head, 'expect')?.toLowerCase() === '100-continue' && this.rest.length === 0;
  }

  private readBody(head: HttpHead): HttpHeard | undefined {
    const coding = fieldOf(head, 'transfer-encoding');
    const length = fieldOf(head, 'content-length');
    if (coding !== undefined) {
      // Both at once are how requests are smuggled: RFC 9112, section 6.3.
      if (length !== undefined) return refused(400, 'both a length and chunks');
      if (coding.toLowerCase() !== 'chunked') return refused(501, `transfer coding ${coding}`);
      return this.readChunks(head);
    }
    if (length !== undefined && !/^\d{1,9}$/.test(length)) return refused(400, 'no such length');
    const wanted = Number(length ?? 0);
    if (wanted > MAX_BODY) return refused(413, `${wanted} bytes: ${MAX_BODY} are taken`);
    if (this.rest.length < wanted) return undefined;
    return this.whole(head, this.rest.subarray(0, wanted), wanted);
  }

  /** RFC 9112, section 7.1; extensions and trailers are read over. What was read is not read again. */
  private readChunks(head: HttpHead): HttpHeard | undefined {
    for (;;) {
      const line = this.lineAt(0);
      if (line === undefined) return this.stillComes();
      if (this.isBehindChunks) {
        this.rest = this.rest.subarray(line.next);
        if (line.text === '') return this.whole(head, joinBytes(this.chunks), 0);
        continue;
      }
      const [, digits] = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line.text) ?? [];
      if (digits === undefined) return refused(400, 'a chunk without a size');
      const size = parseInt(digits, 16);
      this.chunked += size + line.next;
      if (this.chunked > 2 * MAX_BODY || size > MAX_BODY) {
        return refused(413, `more than ${MAX_BODY} bytes`);
      }
      const end = line.next + size;
      if (size > 0 && this.rest.length < end + 2) {
        this.chunked -= size + line.next;
        return undefined;
      }
      if (size > 0 && latin1(this.rest.subarray(end, end + 2)) !== '\r\n') {
        return refused(400, 'a chunk that is longer than it says');
      }
      this.isBehindChunks = size === 0;
      if (size > 0) this.chunks.push(this.rest.slice(line.next, end));
      this.rest = this.rest.subarray(size === 0 ? line.next : end + 2);
    }
  }

  /** Nothing yet; but no line is longer than everything before a body may be. */
  private stillComes(): HttpHeard | undefined {
    return this.rest.length < MAX_HEAD ? undefined : refused(431, 'too much around the chunks');
  }

  private lineAt(at: number): { readonly text: string; readonly next: number } | undefined {
    const end = this.rest.indexOf(0x0a, at);
    if (end < 0) return undefined;
    return { text: latin1(this.rest.subarray(at, end)).replace(/\r$/, ''), next: end + 1 };
  }

  private whole(head: HttpHead, body: Uint8Array, used: number): HttpHeard {
    this.rest = this.rest.slice(used);
    this.head = undefined;
    this.chunks = [];
    this.chunked = 0;
    this.isBehindChunks = false;
    const [method = '', target = ''] = head.line.split(' ');
    const connection = (fieldOf(head, 'connection') ?? '').toLowerCase();
    const goesOn =
      head.version === '1.0' ? connection.includes('keep-alive') : !connection.includes('close');
    const request = {
      method,
      target,
      field: (name: string) => fieldOf(head, name),
      body: body.slice(),
      goesOn,
    };
    return { kind: 'request', request };
  }
}

const refused = (status: number, why: string): HttpHeard => ({ kind: 'refused', status, why });

const fieldOf = ({ fields }: HttpHead, wanted: string): string | undefined =>
  fields.find(([name]) => name === wanted)?.[1];

/** RFC 9110, section 15: those that are said here. */
const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  200: 'OK',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
};

export interface HttpResponse {
  readonly status: number;
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** An answer's bytes. @param goesOn whether another request may follow on this connection */
export function encodeResponse(
  { status, fields = {}, body = new Uint8Array(0) }: HttpResponse,
  goesOn: boolean,
): Uint8Array {
  const lines = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
    `Connection: ${goesOn ? 'keep-alive' : 'close'}`,
  ];
  return joinBytes([latin1Bytes(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** Tells a client that waits to go on: RFC 9110, section 15.2.1. */
export const CONTINUE: Uint8Array = latin1Bytes('HTTP/1.1 100 Continue\r\n\r\n');
