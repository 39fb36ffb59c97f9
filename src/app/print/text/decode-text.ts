/** Bytes as text: Unicode in its three usual forms, and what is older than it. */
import { characterTable } from '../../../protocols/escp/characters/index.ts';

export interface DecodedText {
  readonly text: string;
  /** What it was taken for, where that is not UTF-8: `UTF-16`. */
  readonly encoding?: string;
}

/**
 * By its mark (Unicode 16, section 23.8), else UTF-8 where that is what it is, else Windows-1252, in which every byte is a
 * letter: old files of western Europe are that.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  }
  if (first === 0xfe && second === 0xff) {
    return { text: new TextDecoder('utf-16le').decode(swapped(bytes)), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: fromWindows(bytes), encoding: 'Windows-1252' };
  }
}

/** By the table itself: some versions of Node take 80h to 9Fh for control codes, as ISO 8859-1 has them. */
function fromWindows(bytes: Uint8Array): string {
  const { decode } = characterTable('windows-1252')!;
  const parts: string[] = [];
  for (const octet of bytes) {
    const ascii = octet < 0x80 ? String.fromCharCode(octet) : undefined;
    parts.push(ascii ?? decode(octet) ?? '\ufffd');
  }
  return parts.join('');
}

/** Not every engine knows the other order. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < other.length; at += 2) {
    other[at] = bytes[at + 1]!;
    other[at + 1] = bytes[at]!;
  }
  return other;
}

/** Control characters that text has: BS, HT, LF, VT, FF, CR, ESC; those of ISO 6429 from 80h on are none of 8 bits. */
const OF_TEXT = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);

/** Whether these bytes are rather a program or a document of an office than text: one NUL, or many controls. */
export function looksBinary(head: Uint8Array): boolean {
  if (isUtf16(head)) return false;
  let strange = 0;
  for (const octet of head) {
    if (octet === 0) return true;
    if (octet < 0x20 && !OF_TEXT.has(octet)) strange++;
  }
  return strange > head.length / 50;
}

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
