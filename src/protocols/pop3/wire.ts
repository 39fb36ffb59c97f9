/** What a POP3 server says: `+OK` or `-ERR` and a text (RFC 1939, section 3). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** RFC 1939, section 3, allows 512 with the end. */
const LONGEST_LINE = 512;

export interface Pop3Reply extends DecodedMessage {
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Reads one line. Total: any bytes give it, or an error of kind `magic` when it begins otherwise, `truncated`
 * when its end is missing, `length` when it is too long.
 */
export function decode(bytes: Uint8Array): Decoded<Pop3Reply> {
  return decodeWith(bytes, (r: Reader) => {
    const line = readLine(r, 'reply', LONGEST_LINE);
    r.rest('what follows');
    const parts = /^(\+OK|-ERR)(?: (.*))?$/.exec(line);
    if (parts === null) r.refuse('magic', 'reply', 'it begins neither with +OK nor with -ERR', 0);
    const [, status, text = ''] = parts;
    return { title: `POP3 reply ${status}`, ok: status === '+OK', text };
  });
}
