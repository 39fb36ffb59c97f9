/** Names in DNS messages: labels, and pointers to labels that stood earlier (RFC 1035, section 4.1.4). */
import type { Reader } from '../../core/bytes/reader.ts';

/** Section 2.3.4. */
const LONGEST_NAME = 255;
const POINTER = 0xc0;

/**
 * @param bytes what `r` reads, for pointers to point into
 * @param start where the message begins in it
 */
export function readName(r: Reader, bytes: Uint8Array, start: number): string {
  const labels: string[] = [];
  const at = r.offset;
  for (;;) {
    const length = r.u8('label length');
    if (length === 0) break;
    if (length >= POINTER) {
      const target = start + (((length & 0x3f) << 8) | r.u8('pointer'));
      labels.push(...pointed(r, bytes, start, target, at));
      break;
    }
    if (length > 63) r.refuse('value', 'label length', `a label of ${length} bytes`);
    labels.push(r.text('label', length));
    checkLength(r, labels);
  }
  checkLength(r, labels);
  return labels.join('.');
}

/** The labels at `target`. Each pointer leads further back than the one before, so it ends. */
function pointed(
  r: Reader,
  bytes: Uint8Array,
  start: number,
  target: number,
  before: number,
): string[] {
  const labels: string[] = [];
  let at = target;
  let limit = before;
  for (;;) {
    if (at < start || at >= limit)
      r.refuse('value', 'pointer', 'a pointer that does not lead back');
    const length = bytes[at]!;
    if (length === 0) return labels;
    if (length >= POINTER) {
      if (at + 1 >= bytes.length) r.refuse('truncated', 'pointer', 'a pointer is cut');
      limit = at;
      at = start + (((length & 0x3f) << 8) | bytes[at + 1]!);
      continue;
    }
    if (length > 63 || at + 1 + length > bytes.length) {
      r.refuse('value', 'label length', `a label of ${length} bytes`);
    }
    labels.push(String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length)));
    checkLength(r, labels);
    at += 1 + length;
    limit = Math.max(limit, at + 1);
  }
}

function checkLength(r: Reader, labels: readonly string[]): void {
  if (labels.join('.').length > LONGEST_NAME) {
    r.refuse('length', 'label', `a name of more than ${LONGEST_NAME} bytes`);
  }
}
