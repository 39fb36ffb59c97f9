/**
 * A message for servers that take seven bits alone, in lines that have an end: who sends one of eight bits to a server that
 * does not announce 8BITMIME must convert it or give it up (RFC 6152, section 3), and no server has to take a longer line
 * than 998 octets, a NUL, or an end of a line that is half one (RFC 5321, sections 4.5.3.1.6 and 2.3.8).
 */
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { mediaType, parameter } from './content-type.ts';
import { decodeTransfer, toBase64Lines, toQuotedPrintable } from './transfer-encoding.ts';

/** Messages within messages and parts within parts. */
const DEEPEST = 8;
/** RFC 5321, section 4.5.3.1.6: octets of a line without its end. */
const LONGEST_LINE = 998;
const BEYOND_ASCII = /[\u0080-\u00ff]/;
/** What 7bit cannot have (RFC 2045, section 2.7). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NO_CHARACTER = /[\u0000\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n/;
const NO_7BIT = new RegExp(`${NO_CHARACTER.source}|[^\\r\\n]{${LONGEST_LINE + 1}}`);
const TOO_LONG = new RegExp(`([^\\r\\n]{${LONGEST_LINE}})[^\\r\\n]+`, 'g');
const FOLDED_END = String.raw`[^\r]*(?:\r\n[ \t][^\r]*)*\r\n`;

/**
 * The same message, with every body that is no lines of ASCII as quoted-printable where most of it is ASCII, else as base64.
 * What may go as it is stays to the octet; so does what is signed, and what already says that it is encoded, though it is not.
 * @param message lines end with CR LF; headers are ASCII
 */
export function sevenBit(message: Uint8Array): Uint8Array {
  const text = latin1(message);
  return NO_7BIT.test(text) ? latin1Bytes(entity(text, DEEPEST)) : message;
}

/** A message or a part of one: headers, an empty line, a body. One character an octet. */
function entity(text: string, deepest: number): string {
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n') + 2;
  if (!NO_7BIT.test(text) || (end === 1 && !text.startsWith('\r\n'))) return text;
  const header = text.slice(0, end);
  const body = text.slice(end + 2);
  const type = field(header, 'Content-Type');
  const encoding = (field(header, 'Content-Transfer-Encoding') ?? '7bit').trim().toLowerCase();
  const isPlain = /^(?:7bit|8bit|binary)$/.test(encoding);
  const kind = mediaType(type ?? '');
  const isWhole = kind.startsWith('multipart/') || kind.startsWith('message/');
  if (!isWhole && isPlain) return encoded(header, body, type === undefined);
  if (!isPlain) return isWhole ? text : `${header}\r\n${again(body, encoding)}`;
  if (kind === 'multipart/signed' || deepest === 0) return text;
  const inner = kind.startsWith('message/')
    ? entity(body, deepest - 1)
    : parts(body, parameter(type!, 'boundary'), deepest - 1);
  return `${encoding === '7bit' ? header : put(header, '7bit')}\r\n${inner}`;
}

/** Of a body that is encoded, in lines that are too long. */
function again(body: string, encoding: string): string {
  const octets = BEYOND_ASCII.test(body) ? undefined : decodeTransfer(latin1Bytes(body), encoding);
  if (octets === undefined) return body;
  return encoding === 'base64' ? toBase64Lines(octets) : toQuotedPrintable(octets);
}

/** What stands before and after the parts is shown to nobody: of it no more is kept than may go as it is. */
function parts(body: string, boundary: string | undefined, deepest: number): string {
  if (boundary === undefined) return body;
  const escaped = boundary.replaceAll(/[^\w]/g, String.raw`\$&`);
  const pieces = `\r\n${body}`.split(new RegExp(`(\\r\\n--${escaped}(?:--)?[ \\t]*(?=\\r\\n|$))`));
  let isOver = true;
  return pieces
    .map((piece, place) => {
      if (place % 2 === 1) {
        isOver = /--[ \t]*$/.test(piece.slice(`\r\n--${boundary}`.length));
        return piece;
      }
      if (isOver)
        return piece.replaceAll(new RegExp(NO_CHARACTER, 'g'), '?').replaceAll(TOO_LONG, '$1');
      return `\r\n${entity(piece.slice(2), deepest)}`;
    })
    .join('')
    .slice(2);
}

function encoded(header: string, body: string, isUntyped: boolean): string {
  const octets = latin1Bytes(body);
  const isQuoted = octets.filter((octet) => octet >= 0x80).length <= octets.length / 2;
  const said = put(header, isQuoted ? 'quoted-printable' : 'base64');
  // Without a type it would be ASCII (RFC 2045, section 5.2), which it is not (RFC 1428).
  const type = `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=${charsetOf(octets)}\r\n`;
  return `${isUntyped ? without(said, 'MIME-Version') + type : said}\r\n${isQuoted ? toQuotedPrintable(octets) : toBase64Lines(octets)}`;
}

function charsetOf(octets: Uint8Array): string {
  if (octets.every((octet) => octet < 0x80)) return 'us-ascii';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets);
    return 'utf-8';
  } catch {
    return 'unknown-8bit';
  }
}

const lineOf = (name: string) => new RegExp(`(?<=^|\\r\\n)${name}[ \\t]*:(${FOLDED_END})`, 'i');

const field = (header: string, name: string): string | undefined =>
  lineOf(name).exec(header)?.[1]?.replaceAll('\r\n', ' ');

const without = (header: string, name: string): string => header.replace(lineOf(name), '');

const put = (header: string, encoding: string): string =>
  `${without(header, 'Content-Transfer-Encoding')}Content-Transfer-Encoding: ${encoding}\r\n`;
