/** The text of a message that a person reads (RFC 2045, RFC 2046): of many parts the first that is plain text. */
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { mediaType, parameter } from './content-type.ts';
import { readMessage } from './message.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** A body, or a part of one, and what its headers say of it. */
export interface MimeBody {
  /** Default: `text/plain`. */
  readonly contentType?: string | undefined;
  /** Default: `7bit`. */
  readonly transferEncoding?: string | undefined;
  readonly octets: Uint8Array;
}

/** Parts within parts: a forwarded message with attachments has three. */
const DEEPEST = 8;

/** Lines end with LF. Undefined where there is no plain text, or nobody knows how it is written. Total. */
export const readableText = (body: MimeBody): string | undefined => readable(body, DEEPEST);

function readable(body: MimeBody, deepest: number): string | undefined {
  const { contentType = 'text/plain', transferEncoding = '7bit', octets } = body;
  const type = mediaType(contentType);
  if (type.startsWith('multipart/')) {
    const boundary = parameter(contentType, 'boundary');
    return boundary === undefined || deepest === 0
      ? undefined
      : among(octets, boundary, deepest - 1);
  }
  if (type !== 'text/plain') return undefined;
  const plain = decodeTransfer(octets, transferEncoding);
  return plain && decoded(plain, parameter(contentType, 'charset')).replaceAll('\r\n', '\n');
}

/** The first part that can be read; of alternatives, too, plain text comes first. */
function among(octets: Uint8Array, boundary: string, deepest: number): string | undefined {
  const pieces = `\n${latin1(octets)}`.split(`\n--${boundary}`).slice(1);
  for (const piece of pieces) {
    if (piece.startsWith('--')) return undefined;
    const begin = piece.indexOf('\n') + 1;
    const part =
      begin === 0 ? undefined : readMessage(latin1Bytes(piece.slice(begin).replace(/\r$/, '')));
    if (part === undefined || typeof part === 'string') continue;
    const header = (name: string) =>
      part.fields.find((field) => field.name.toLowerCase() === name)?.value;
    if (/^attachment\b/i.test(header('content-disposition') ?? '')) continue;
    const text = readable(
      {
        contentType: header('content-type'),
        transferEncoding: header('content-transfer-encoding'),
        octets: part.body ?? new Uint8Array(0),
      },
      deepest,
    );
    if (text !== undefined) return text;
  }
  return undefined;
}

/** ASCII is in UTF-8 too. Of sets that nobody knows the octets are shown, one character each. */
function decoded(octets: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(/^us-ascii$/i.test(charset) ? 'utf-8' : charset).decode(octets);
  } catch {
    return latin1(octets);
  }
}
