/**
 * Bytes as other programs print them: what people paste. Offsets and columns of text are told from bytes by the offsets:
 * each must be as far on as the line before it has bytes.
 */
import { fromHex, looksLikeHex } from '../core/bytes/hex.ts';
import { joinBytes } from '../core/bytes/join.ts';
import { UsageError } from '../core/errors.ts';
import { BASE64, looksLikeBase64, readSource } from './source-text.ts';

/**
 * Reads dumps of `xxd`, `hexdump -C`, `od -tx1`, `tcpdump -x`, Wireshark (hex dump, escaped string, C array), and plain
 * hexadecimal.
 * @returns what is dumped, one after the other; undefined when this is none of them
 * @throws UsageError for a dump whose bytes cannot be told, and for base64
 */
export function readPasted(text: string): readonly Uint8Array[] | undefined {
  const dumped = readDump(text.split(/\r?\n/)) ?? readSource(text);
  if (dumped) return dumped;
  if (looksLikeHex(text)) return [fromHex(text)];
  if (looksLikeBase64(text)) throw new UsageError(BASE64);
  return undefined;
}

/** A line of a dump: an offset, then bytes, then perhaps the same as text. */
interface Line {
  readonly offset: string;
  readonly rest: string;
  readonly isMarked: boolean;
  /** Between the offset and the bytes. */
  readonly gap: number;
  /** Lines like the one before stand between them (`*`). */
  readonly isAfterSame: boolean;
}

/** What `od` prints unless it is told otherwise, or with `-b`: groups of six octal digits, or of three. */
const OCTAL = /^(?:[01][0-7]{5}|[0-3][0-7]{2})(?: |$)/;

/** More than any dump that a person pastes; `*` may stand for a gigabyte. */
const LONGEST = 1024 * 1024;

function readDump(texts: readonly string[]): Uint8Array[] | undefined {
  const lines = linesOf(texts);
  const [first] = lines;
  if (!first || !isDump(first, lines.length)) return undefined;
  if (first.offset.length === 7 && !first.isMarked && OCTAL.test(first.rest)) {
    throw new UsageError(
      'this dump is octal, whose words this machine may have swapped. Make it with od -tx1, xxd or hexdump -C',
    );
  }
  if (!first.isMarked && /^[0-9a-f]{4}( |$)/i.test(first.rest)) {
    throw new UsageError(
      'this dump has words of 16 bits, whose bytes this machine may have swapped. Make it with hexdump -C, xxd or od -tx1',
    );
  }
  // od counts in octal, in seven digits, unless it is told otherwise.
  const base = !first.isMarked && first.offset.length === 7 ? 8 : 16;
  const read = splitAtZero(lines).map((piece) => readPiece(piece, base));
  const whole = read.filter((bytes) => bytes !== undefined);
  if (whole.length < read.length) {
    throw new UsageError(
      'this looks like a dump, but its offsets do not follow each other: lines are missing, or were changed',
    );
  }
  return whole;
}

/** An offset of zero, told from a group of digits by what is around it. */
function isDump({ offset, rest, isMarked, gap }: Line, count: number): boolean {
  if (!/^0+$/.test(offset) || rest === '') return false;
  const isOffset = gap > 1 || (count > 1 && offset.length > 5);
  return isMarked || isOffset;
}

function linesOf(texts: readonly string[]): Line[] {
  const lines: Line[] = [];
  let isAfterSame = false;
  for (const text of texts) {
    if (text.trim() === '*') isAfterSame = true;
    const found = /^\s*(0x)?([0-9a-f]{4,16})(:?)(?:(\s+)(.*))?$/i.exec(text);
    if (!found) continue;
    const [, prefix, offset, colon, gap = '', rest = ''] = found;
    const isMarked = prefix !== undefined || colon !== '';
    lines.push({ offset: offset!, rest, isMarked, gap: gap.length, isAfterSame });
    isAfterSame = false;
  }
  return lines;
}

const isZero = (offset: string) => /^0+$/.test(offset);

/** Each dump begins at zero. */
function splitAtZero(lines: readonly Line[]): Line[][] {
  const pieces: Line[][] = [];
  for (const line of lines) {
    if (isZero(line.offset)) pieces.push([]);
    pieces.at(-1)?.push(line);
  }
  return pieces;
}

function readPiece(lines: readonly Line[], base: 8 | 16): Uint8Array | undefined {
  const offsets = lines.map(({ offset }) =>
    base === 8 && /[89a-f]/i.test(offset) ? NaN : parseInt(offset, base),
  );
  const parts: Uint8Array[] = [];
  let widest = Infinity;
  for (const [i, line] of lines.entries()) {
    const next = offsets[i + 1];
    const isRepeated = lines[i + 1]?.isAfterSame === true;
    const room = next === undefined || isRepeated ? widest : next - offsets[i]!;
    if (Number.isNaN(room) || room < 0) return undefined;
    const bytes = bytesOf(line.rest, room);
    const isWhole = next === undefined || isRepeated || bytes.length === room;
    if (!isWhole || offsets[i]! > LONGEST) return undefined;
    parts.push(bytes);
    if (isRepeated) {
      const times = (next! - offsets[i]!) / bytes.length - 1;
      if (!Number.isInteger(times) || times < 0 || next! > LONGEST) return undefined;
      for (let time = 0; time < times; time++) parts.push(bytes);
    }
    widest = i === 0 && bytes.length > 0 ? bytes.length : widest;
  }
  return joinBytes(parts);
}

/** Groups of digits, up to a wider gap or what is no digit: there the text begins. */
function bytesOf(rest: string, room: number): Uint8Array {
  let digits = '';
  let width: number | undefined;
  for (const [, gap, group] of rest.matchAll(/(\s*)(\S+)/g)) {
    const count = digits.length / 2;
    // Some leave a gap in the middle of sixteen bytes.
    const isMiddle = gap!.length === 2 && width === 2 && count === 8;
    if (count >= room || (count > 0 && gap!.length > 1 && !isMiddle)) break;
    if (!/^(?:[0-9a-f]{2})+$/i.test(group!) || group!.length > (width ?? Infinity)) break;
    width ??= group!.length;
    digits += group!;
  }
  const bytes = fromHex(digits);
  return bytes.subarray(0, Math.min(bytes.length, room));
}
