/** The head of an HTTP message: request or response line and fields (RFC 9112, sections 2 to 5). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** RFC 9112, section 3, wants 8000 for a request line; fields of as much are common. */
const LONGEST_LINE = 8192;
/** Servers take about a hundred themselves. */
const MOST_FIELDS = 128;

export interface HttpHead extends DecodedMessage {
  /** `1.1`. */
  readonly version: string;
  /** Of a response; undefined for a request. */
  readonly status: number | undefined;
  /** Of a request, `GET /`; of a response, the reason. */
  readonly line: string;
  /** By lower-case name, in order; a name may come several times. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Whether the end of the head was there. */
  readonly whole: boolean;
  /** What follows the head. */
  readonly body: Uint8Array;
}

/**
 * Reads as much of the head as is there: a head that is cut between two fields is no error. Total: other bytes
 * give an error of kind `magic` (neither request nor response), `truncated` (not even the first line), `length`
 * or `value` (a field without a colon).
 */
export function decode(bytes: Uint8Array): Decoded<HttpHead> {
  return decodeWith(bytes, readHead);
}

function readHead(r: Reader): HttpHead {
  if (!isBegun(r.peek(16))) {
    r.refuse('magic', 'first line', 'neither a method nor HTTP/ stands at the beginning', 0);
  }
  const line = readLine(r, 'first line', LONGEST_LINE);
  const response = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/.exec(line);
  const request = /^([A-Z-]+ \S+) HTTP\/(\d\.\d)$/.exec(line);
  if (response === null && request === null) {
    r.refuse('magic', 'first line', 'no request line and no status line', 0);
  }
  const fields: (readonly [string, string])[] = [];
  let whole = false;
  while (!whole && r.remaining > 0 && hasLine(r)) {
    const field = readField(r);
    if (field === undefined) whole = true;
    else if (fields.length < MOST_FIELDS) fields.push(field);
    else r.refuse('length', 'field', `more than ${MOST_FIELDS} fields`);
  }
  const body = whole ? r.rest('body') : (r.rest('cut field'), new Uint8Array(0));
  const status = response ? Number(response[2]) : undefined;
  return {
    title: response ? `HTTP response ${status}` : `HTTP request ${request![1]}`,
    version: response ? response[1]! : request![2]!,
    status,
    line: response ? (response[3] ?? '') : request![1]!,
    fields,
    whole,
    body,
  };
}

/** Whether it may be HTTP at all: so that a long first line of something else is no error of HTTP's. */
function isBegun(ahead: Uint8Array): boolean {
  const text = String.fromCharCode(...ahead);
  return text.length < 5 ? 'HTTP/'.startsWith(text) : /^(?:HTTP\/|[A-Z-]{3,12} )/.test(text);
}

const hasLine = (r: Reader) => r.peek(LONGEST_LINE).includes(0x0a);

/** A field; undefined for the empty line that ends the head. */
function readField(r: Reader): readonly [string, string] | undefined {
  const at = r.offset;
  const line = readLine(r, 'field', LONGEST_LINE);
  if (line === '') return undefined;
  const colon = line.indexOf(':');
  if (colon <= 0) r.refuse('value', 'field', `no name and colon in the field at byte ${at}`, at);
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
