/**
 * What a person reads of a message, and what hangs on it (RFC 2045, RFC 2046): of many parts the first that is plain text, or
 * where none is the first of HTML as plain text. All others are attachments.
 */
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { mediaType, parameter } from './content-type.ts';
import { decodeWords } from './encoded-words.ts';
import { htmlText } from './html-text.ts';
import { readMessage } from './message.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** A body, or a part of one, and what its headers say of it. */
export interface MimeBody {
  /** Default: `text/plain`. */
  readonly contentType?: string | undefined;
  /** Default: `7bit`. */
  readonly transferEncoding?: string | undefined;
  readonly disposition?: string | undefined;
  readonly octets: Uint8Array;
}

export interface Attachment {
  /** As its sender called it: no path to write to. */
  readonly name?: string;
  /** `application/pdf`. */
  readonly type: string;
  /** Octets, decoded where it is known how. */
  readonly size: number;
}

export interface Readable {
  /** Lines end with LF. Absent where there is no text, or nobody knows how it is written. */
  readonly text?: string;
  readonly attachments: readonly Attachment[];
}

/** Parts within parts: a forwarded message with attachments has three. */
const DEEPEST = 8;
const PLAIN = 'text/plain';
const HTML = 'text/html';

/** Total. */
export function readBody(body: MimeBody): Readable {
  const leaves = leavesOf(body, DEEPEST);
  const text = leaves.find(isText(PLAIN)) ?? leaves.find(isText(HTML));
  const attachments = leaves
    .filter((leaf) => leaf !== text && !isOtherForm(leaf, text))
    .map(({ body: part, octets, type }) => {
      const name = nameOf(part);
      return { ...(name !== '' && { name }), type, size: (octets ?? part.octets).length };
    });
  return { ...(text && { text: textOf(text) }), attachments };
}

interface Leaf {
  readonly body: MimeBody;
  readonly type: string;
  /** Decoded; absent where nobody knows how. */
  readonly octets?: Uint8Array;
  /** Which alternatives it is one of; those of one list have the same. */
  readonly alternatives?: object;
}

const isText =
  (type: string) =>
  (leaf: Leaf): boolean =>
    leaf.type === type &&
    leaf.octets !== undefined &&
    !/^\s*attachment\b/i.test(leaf.body.disposition ?? '');

/** Whether one says in another way what the other says. */
const isOtherForm = (leaf: Leaf, { alternatives }: Partial<Leaf> = {}): boolean =>
  alternatives !== undefined && leaf.alternatives === alternatives && leaf.type.startsWith('text/');

function textOf({ type, octets, body: { contentType = PLAIN } }: Leaf): string {
  const text = decoded(octets!, parameter(contentType, 'charset')).replaceAll('\r\n', '\n');
  return type === HTML ? htmlText(text) : text;
}

function leavesOf(body: MimeBody, deepest: number, alternatives?: object): Leaf[] {
  const { contentType = PLAIN, transferEncoding = '7bit' } = body;
  const type = mediaType(contentType);
  const boundary = parameter(contentType, 'boundary');
  if (type.startsWith('multipart/') && boundary !== undefined && deepest > 0) {
    const inside = type === 'multipart/alternative' ? {} : alternatives;
    return partsOf(body.octets, boundary).flatMap((part) => leavesOf(part, deepest - 1, inside));
  }
  const octets = type.startsWith('multipart/')
    ? undefined
    : decodeTransfer(body.octets, transferEncoding);
  return [{ body, type, ...(octets && { octets }), ...(alternatives && { alternatives }) }];
}

function partsOf(octets: Uint8Array, boundary: string): MimeBody[] {
  const pieces = `\n${latin1(octets)}`.split(`\n--${boundary}`).slice(1);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  return pieces.slice(0, end < 0 ? undefined : end).flatMap((piece) => {
    const begin = piece.indexOf('\n') + 1;
    const part =
      begin === 0 ? undefined : readMessage(latin1Bytes(piece.slice(begin).replace(/\r$/, '')));
    if (part === undefined || typeof part === 'string') return [];
    const header = (name: string) =>
      part.fields.find((field) => field.name.toLowerCase() === name)?.value;
    return {
      contentType: header('content-type'),
      transferEncoding: header('content-transfer-encoding'),
      disposition: header('content-disposition'),
      octets: part.body ?? new Uint8Array(0),
    };
  });
}

/** RFC 2183, section 2.3; in the way of RFC 2231 or of RFC 2047. */
function nameOf({ disposition = '', contentType = '' }: MimeBody): string {
  const extended = parameter(disposition, String.raw`filename\*`);
  const [, charset, written] = /^([\w-]*)'[^']*'(.*)$/.exec(extended ?? '') ?? [];
  if (written !== undefined) return decoded(percentDecoded(written), charset);
  return decodeWords(parameter(disposition, 'filename') ?? parameter(contentType, 'name') ?? '');
}

const percentDecoded = (text: string): Uint8Array =>
  latin1Bytes(
    text.replaceAll(/%([\dA-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  );

/** ASCII is in UTF-8 too. Of sets that nobody knows the octets are shown, one character each. */
function decoded(octets: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(/^us-ascii$/i.test(charset) ? 'utf-8' : charset).decode(octets);
  } catch {
    return latin1(octets);
  }
}
