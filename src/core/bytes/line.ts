/** Lines of text as Internet protocols write them: characters up to CR LF, or up to LF alone. */
import type { Reader } from './reader.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads a line without its end, one character a byte. The end becomes a field of its own, so that no byte
 * of the message goes unexplained.
 * @param longest bytes, its end included
 */
export function readLine(r: Reader, name: string, longest: number): string {
  const ahead = r.peek(Math.min(longest, r.remaining));
  const end = ahead.indexOf(LF);
  if (end < 0) {
    if (ahead.length === longest) {
      r.refuse('length', name, `${name} at byte ${r.offset} is longer than ${longest} bytes`);
    }
    const at = r.offset + ahead.length;
    r.refuse('truncated', name, `truncated in ${name} at byte ${at}: no end of the line`, at);
  }
  const length = end > 0 && ahead[end - 1] === CR ? end - 1 : end;
  const text = r.text(name, length);
  r.bytes('line end', end + 1 - length);
  return text;
}

/** The whole lines at the beginning of what was heard, one character a byte; what is cut is left out. */
export function wholeLines(bytes: Uint8Array, most: number): string[] {
  const lines: string[] = [];
  let start = 0;
  while (lines.length < most) {
    const end = bytes.indexOf(LF, start);
    if (end < 0) break;
    const stop = end > start && bytes[end - 1] === CR ? end - 1 : end;
    lines.push(latin1(bytes.subarray(start, stop)));
    start = end + 1;
  }
  return lines;
}

/** Bytes as text, one character a byte (ISO 8859-1). */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Text as bytes, one a character; others than ISO 8859-1 are our own bug. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (code > 0xff) throw new RangeError(`"${text}" has a character beyond ISO 8859-1`);
    return code;
  });
}
