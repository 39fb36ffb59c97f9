/** What an IMAP server says without being asked: `* OK` and its like (RFC 9051, section 7.1). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Lists of capabilities are long; RFC 7162, section 4, asks for room for 8192. */
const LONGEST_LINE = 8192;

export interface ImapStatus extends DecodedMessage {
  readonly status: 'OK' | 'PREAUTH' | 'BYE' | 'NO' | 'BAD';
  /** What stands in brackets: `CAPABILITY IMAP4rev1 …`; may be empty. */
  readonly code: string;
  readonly text: string;
}

/**
 * Reads one line. Total: any bytes give it, or an error of kind `magic` when it is no untagged status,
 * `truncated` when its end is missing, `length` when it is too long.
 */
export function decode(bytes: Uint8Array): Decoded<ImapStatus> {
  return decodeWith(bytes, (r: Reader) => {
    if (r.text('tag', 2) !== '* ') r.refuse('magic', 'tag', 'it does not begin with "* "', 0);
    const line = readLine(r, 'status', LONGEST_LINE);
    r.rest('what follows');
    const parts = /^(OK|PREAUTH|BYE|NO|BAD)(?: \[([^\]]*)\])?(?: (.*))?$/i.exec(line);
    if (parts === null) r.refuse('magic', 'status', 'no status after "* "', 2);
    const status = parts[1]!.toUpperCase() as ImapStatus['status'];
    return { title: `IMAP status ${status}`, status, code: parts[2] ?? '', text: parts[3] ?? '' };
  });
}
