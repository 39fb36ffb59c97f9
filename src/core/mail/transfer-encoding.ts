/** How octets are written as ASCII in mail (RFC 2045, sections 6.7 and 6.8), read again. Total: what is neither is passed over. */
import { latin1 } from '../bytes/line.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function fromBase64(text: string): number[] {
  const octets: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    const value = BASE64.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      octets.push((bits >> count) & 0xff);
    }
  }
  return octets;
}

export function toBase64(octets: readonly number[]): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const [a = 0, b = 0, c = 0] = octets.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    text += [18, 12, 6, 0].map((shift) => BASE64[(bits >> shift) & 0x3f]).join('');
  }
  const missing = (3 - (octets.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}

/** Octets of a body, by its Content-Transfer-Encoding; undefined for one that nobody knows. */
export function decodeTransfer(octets: Uint8Array, encoding: string): Uint8Array | undefined {
  switch (encoding.trim().toLowerCase()) {
    case '7bit':
    case '8bit':
    case 'binary':
      return octets;
    case 'base64':
      return Uint8Array.from(fromBase64(latin1(octets)));
    case 'quoted-printable':
      return fromQuotedPrintable(latin1(octets));
    default:
      return undefined;
  }
}

/** RFC 2045, sections 6.7 and 6.8: characters of a line. */
const LONGEST_LINE = 76;

/** Base64 in lines that end with CR LF. */
export function toBase64Lines(octets: Uint8Array): string {
  const lines = toBase64([...octets]).match(new RegExp(`.{1,${LONGEST_LINE}}`, 'g')) ?? [];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Quoted-printable of a text whose lines end with CR LF; a CR or LF alone is an octet like others. */
export const toQuotedPrintable = (octets: Uint8Array): string =>
  latin1(octets).split('\r\n').map(quotedLine).join('\r\n');

function quotedLine(line: string): string {
  let written = '';
  let length = 0;
  for (let at = 0; at < line.length; at++) {
    const isLast = at === line.length - 1;
    const character = quotedCharacter(line[at]!, isLast);
    if (length + character.length > (isLast ? LONGEST_LINE : LONGEST_LINE - 1)) {
      written += '=\r\n';
      length = 0;
    }
    written += character;
    length += character.length;
  }
  return written;
}

/** A blank at a line's end may get lost on the way. */
function quotedCharacter(character: string, isLast: boolean): string {
  if (/[!-<>-~]/.test(character) || (!isLast && /[ \t]/.test(character))) return character;
  return `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function fromQuotedPrintable(text: string): Uint8Array {
  const joined = text.replaceAll(/[ \t]+(?=\r?\n|$)/g, '').replaceAll(/=\r?\n/g, '');
  const said = joined.replaceAll(/=([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(said, (character) => character.charCodeAt(0));
}
