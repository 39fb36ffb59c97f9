/**
 * The replies of SMTP, FTP and their kin: three digits, then a blank and a text; a `-` instead of the blank says
 * that more lines of the same reply follow. The grammar is one and the same in RFC 959 (section 4.2) and RFC 5321
 * (section 4.2).
 */
import { readLine } from './line.ts';
import type { Reader } from './reader.ts';

/** RFC 5321, section 4.5.3.1.5, says 512 with the end; servers of today say more. */
const LONGEST_LINE = 1024;
/** Longer than any list of features that is known. */
const MOST_LINES = 100;

export interface Reply {
  /** 100 to 599. */
  readonly code: number;
  /** The text of each line. */
  readonly lines: readonly string[];
}

export function readReply(r: Reader): Reply {
  const lines: string[] = [];
  let first: string | undefined;
  for (;;) {
    const at = r.offset;
    const digits = r.text('code', 3);
    if (first === undefined && !/^[1-5][0-9][0-9]$/.test(digits)) {
      r.refuse('magic', 'code', 'it does not begin with a code of three digits', at);
    }
    if (first !== undefined && digits !== first) {
      r.refuse('value', 'code', `code "${first}" goes on without it at byte ${at}`, at);
    }
    first = digits;
    const mark = r.text('separator', 1);
    if (mark !== ' ' && mark !== '-') {
      const kind = lines.length === 0 ? 'magic' : 'value';
      r.refuse(kind, 'separator', `neither a blank nor "-" after the code at byte ${at}`, at + 3);
    }
    lines.push(readLine(r, 'text', LONGEST_LINE));
    if (mark === ' ') return { code: Number(first), lines };
    if (lines.length === MOST_LINES) {
      r.refuse('length', 'text', `more than ${MOST_LINES} lines in one reply`);
    }
  }
}
