/** The first messages of PostgreSQL: a request for TLS and its one-letter answer, or an error (documentation, "Message Formats"). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Where other messages have a version, this number asks for TLS: 1234 and 5679 in its halves. */
const SSL_REQUEST = 80_877_103;
const SSL_REQUEST_LENGTH = 8;
/** An error has a severity, a code and a sentence or two. */
const LONGEST_ERROR = 30_000;

export type PostgresqlOpening = DecodedMessage &
  (
    | { readonly kind: 'request for TLS' }
    | { readonly kind: 'answer'; readonly willing: boolean }
    | { readonly kind: 'error'; readonly text: string }
  );

export function encodeSslRequest(): Uint8Array {
  return new Writer().u32(SSL_REQUEST_LENGTH).u32(SSL_REQUEST).finish();
}

/** Total: any bytes give the message, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<PostgresqlOpening> {
  return decodeWith(bytes, (r: Reader) => {
    switch (r.peek(1)[0]) {
      case 0:
        return readRequest(r);
      case 0x53: // S
      case 0x4e: // N
        return readAnswer(r);
      case 0x45: // E
        return readError(r);
      default:
        r.u8('type');
        return r.refuse('magic', 'type', 'none of the first messages begins so', 0);
    }
  });
}

function readRequest(r: Reader): PostgresqlOpening {
  if (r.u32('length') !== SSL_REQUEST_LENGTH) r.refuse('magic', 'length', 'no request for TLS', 0);
  if (r.u32('code') !== SSL_REQUEST) r.refuse('magic', 'code', 'no request for TLS', 4);
  r.rest('what follows');
  return { title: 'PostgreSQL request for TLS', kind: 'request for TLS' };
}

function readAnswer(r: Reader): PostgresqlOpening {
  const willing = r.text('answer', 1) === 'S';
  // Anything after it would be read before the encryption begins: the server must not send it.
  if (r.remaining > 0) r.refuse('magic', 'answer', 'more than one letter', 1);
  const title = `PostgreSQL ${willing ? 'takes' : 'does not take'} TLS`;
  return { title, kind: 'answer', willing };
}

function readError(r: Reader): PostgresqlOpening {
  r.u8('type');
  const length = r.u32('length');
  if (length < 6 || length > LONGEST_ERROR) r.refuse('magic', 'length', `${length} bytes`, 1);
  let text = '';
  let left = length - 4;
  for (;;) {
    const at = r.offset;
    const code = r.u8('field code');
    left -= 1;
    if (code === 0) break;
    const end = r.peek(left).indexOf(0);
    if (end < 0) r.refuse('value', 'field', `the field at byte ${at} does not end`, at);
    const value = r.text('field', end + 1);
    left -= end + 1;
    if (code === 0x4d) text = value; // M: the message for people
  }
  r.rest('what follows');
  return { title: 'PostgreSQL error', kind: 'error', text };
}
