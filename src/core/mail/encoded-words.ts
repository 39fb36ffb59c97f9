/** What is not ASCII in headers, as ASCII and back (RFC 2047). */
import { UNKNOWN_OCTETS, type FieldCharset } from './message.ts';
import { fromBase64, toBase64 } from './transfer-encoding.ts';

/** RFC 2047, section 2. */
const LONGEST_WORD = 75;
/** What stands for itself in every place where a word may stand (section 5, rule 3). */
const ITSELF = /[A-Za-z0-9!*+\-/]/;
const NOT_ASCII = /[^ -~]/;

/**
 * A text as ASCII: from the first word that is not ASCII to the last one it becomes encoded words.
 * @param charset of a text as `readMessage` gives it; default: Unicode, said in UTF-8
 */
export function encodeWords(text: string, charset: FieldCharset = 'utf-8'): string {
  const words = text.split(' ');
  const first = words.findIndex((word) => NOT_ASCII.test(word));
  if (first < 0) return text;
  const last = words.findLastIndex((word) => NOT_ASCII.test(word));
  return [
    ...words.slice(0, first),
    encoded(words.slice(first, last + 1).join(' '), charset),
    ...words.slice(last + 1),
  ].join(' ');
}

/** The whole text as encoded words: characters are not cut, each word is as short as it may be long. */
function encoded(text: string, charset: FieldCharset): string {
  const octets = (one: string) => fieldOctets(one, charset);
  const room = LONGEST_WORD - `=?${charset}?Q??=`.length;
  const words: string[] = [];
  let piece: number[] = [];
  const end = () => words.push(word(piece, charset));
  for (const character of text) {
    const more = [...piece, ...octets(character)];
    if (piece.length > 0 && Math.min(quotedLength(more), base64Length(more)) > room) {
      end();
      piece = octets(character);
    } else piece = more;
  }
  end();
  return words.join(' ');
}

/** The octets that a text of `readMessage` was made of. */
export function fieldOctets(text: string, charset: FieldCharset): number[] {
  if (charset !== 'unknown-8bit') return [...new TextEncoder().encode(text)];
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    return code >= UNKNOWN_OCTETS ? code - UNKNOWN_OCTETS : code;
  });
}

function word(octets: readonly number[], charset: FieldCharset): string {
  return quotedLength(octets) <= base64Length(octets)
    ? `=?${charset}?Q?${octets.map(quoted).join('')}?=`
    : `=?${charset}?B?${toBase64(octets)}?=`;
}

function quoted(octet: number): string {
  const character = String.fromCharCode(octet);
  if (character === ' ') return '_';
  return ITSELF.test(character)
    ? character
    : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

const quotedLength = (octets: readonly number[]): number =>
  octets.reduce((length, octet) => length + quoted(octet).length, 0);
const base64Length = (octets: readonly number[]): number => Math.ceil(octets.length / 3) * 4;

const WORD = /=\?([\w-]+)(?:\*[\w-]*)?\?([BbQq])\?([!->@-~]*)\?=/g;

/** A header's value as people read it. Total: what cannot be decoded stays as it is. Control characters become U+FFFD. */
export function decodeWords(text: string): string {
  // Blanks between two encoded words are not shown (section 6.2), and a character may be cut between them.
  const joined = text.replaceAll(/(=\?[\w-]+(?:\*[\w-]*)?\?[BbQq]\?[!->@-~]*\?=) +(?==\?)/g, '$1');
  return joined.replaceAll(RUN, decodeRun);
}

const RUN = /(?:=\?[\w-]+(?:\*[\w-]*)?\?[BbQq]\?[!->@-~]*\?=)+/g;

/** Encoded words that follow each other: those of one set of characters are decoded together. */
function decodeRun(run: string): string {
  const parts: { charset: string; octets: number[]; text: string }[] = [];
  for (const [text, charset = '', encoding = '', content = ''] of run.matchAll(WORD)) {
    const octets = encoding.toUpperCase() === 'Q' ? unquoted(content) : fromBase64(content);
    const last = parts.at(-1);
    if (last?.charset === charset.toLowerCase()) {
      last.octets.push(...octets);
      last.text += text;
    } else parts.push({ charset: charset.toLowerCase(), octets, text });
  }
  return parts.map(decodePart).join('');
}

function decodePart({
  charset,
  octets,
  text,
}: {
  charset: string;
  octets: number[];
  text: string;
}) {
  try {
    const decoded = new TextDecoder(charset).decode(Uint8Array.from(octets));
    // oxlint-disable-next-line no-control-regex -- what a terminal would obey
    return decoded.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
  } catch {
    // No such set of characters.
    return text;
  }
}

function unquoted(content: string): number[] {
  const octets: number[] = [];
  for (let at = 0; at < content.length; at++) {
    const hex = /^=([0-9A-Fa-f]{2})/.exec(content.slice(at, at + 3))?.[1];
    if (hex !== undefined) {
      octets.push(Number.parseInt(hex, 16));
      at += 2;
    } else octets.push(content[at] === '_' ? 0x20 : content.charCodeAt(at));
  }
  return octets;
}
