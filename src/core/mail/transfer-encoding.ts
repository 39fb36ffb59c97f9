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

function fromQuotedPrintable(text: string): Uint8Array {
  const joined = text.replaceAll(/[ \t]+(?=\r?\n|$)/g, '').replaceAll(/=\r?\n/g, '');
  const said = joined.replaceAll(/=([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(said, (character) => character.charCodeAt(0));
}
