/** Bytes as source code writes them: arrays of C, strings with escapes. And text that stands for bytes otherwise. */
import { joinBytes } from '../core/bytes/join.ts';
import { UsageError } from '../core/errors.ts';

/**
 * @returns the bytes of each array (`{ 0x45, 0x50 }`), or those of the string (`\x45\x50`); undefined when it is neither
 * @throws UsageError for a number or an escape that is none of a byte
 */
export function readSource(text: string): readonly Uint8Array[] | undefined {
  if (ESCAPE.test(text)) return [escaped(text)];
  return ARRAY.test(text) ? arrays(text) : undefined;
}

const ESCAPE = /\\x[0-9a-f]{2}/i;
const QUOTED = /"((?:\\[^]|[^"\\])*)"/g;
const ARRAY = /\{[^{}]*\b0x[0-9a-f]/i;

/** With comments; only those that have hexadecimal in them. */
const arrays = (text: string) =>
  [...text.replace(/\/\*[^*]*\*\/|\/\/.*/g, ' ').matchAll(/\{([^{}]*)\}/g)]
    .filter(([whole]) => ARRAY.test(whole))
    .map(([, list]) => Uint8Array.from(list!.split(/[\s,]+/).filter(Boolean), number));

/** As C has it: what begins with 0x is hexadecimal, and what begins with another digit than 0 decimal. */
function number(word: string): number {
  const value = /^(?:0x[0-9a-f]+|0|[1-9]\d*)$/i.test(word) ? Number(word) : NaN;
  if (value <= 0xff) return value;
  throw new UsageError(`"${word}" in the array is no byte: 0x00 to 0xff, or 0 to 255`);
}

/** The characters between double quotes, where there are any; else all of it, or what is between single ones. */
function escaped(text: string): Uint8Array {
  const single = /^\s*b?'([^]*)'\s*$/.exec(text)?.[1];
  const quoted = [...text.matchAll(QUOTED)].map(([, inside]) => inside);
  if (single === undefined && quoted.length > 0 && ESCAPE.test(text.replace(QUOTED, ''))) {
    throw new UsageError('some of the bytes stand outside the quotes: quote all of them, or none');
  }
  const inside = single ?? (quoted.length > 0 ? quoted.join('') : text.trim());
  // A line that goes on in the next.
  const plain = inside.replace(/\\?\r?\n\s*/g, '');
  return joinBytes([...plain.matchAll(/\\(x[0-9a-f]{2}|[0-7]{1,3}|[^])|[^\\]+/gi)].map(piece));
}

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27,
  '"': 34,
  "'": 39,
  '\\': 92,
};

function piece([whole, escape]: RegExpMatchArray): Uint8Array {
  if (escape === undefined) return new TextEncoder().encode(whole);
  const isOctal = /^[0-7]/.test(escape);
  const value = isOctal
    ? parseInt(escape, 8)
    : escape.length > 1
      ? parseInt(escape.slice(1), 16)
      : ESCAPES[escape];
  if (value !== undefined && value <= 0xff) return Uint8Array.of(value);
  throw new UsageError(`"${whole}" is no byte: write it as \\x45`);
}

export const BASE64 =
  'this looks like base64. Make bytes of it: base64 -d FILE | portolan decode auto -';

/** Letters of both sizes and digits in whole groups of four; words of people, or of protocols, are hardly ever that. */
export function looksLikeBase64(text: string): boolean {
  const plain = text.trim().replace(/\r?\n/g, '');
  const hasAll = [/[A-Z]/, /[a-z]/, /[0-9+/=]/].every((kind) => kind.test(plain));
  const isWhole = plain.length >= 12 && plain.length % 4 === 0;
  return isWhole && hasAll && /^[A-Za-z0-9+/]+={0,2}$/.test(plain);
}
