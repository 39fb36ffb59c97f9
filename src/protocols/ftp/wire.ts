/** What an FTP server says on its control connection: three digits and a text, on one line or several (RFC 959, section 4.2). */
import { readReply, type Reply } from '../../core/bytes/reply.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

export interface FtpReply extends DecodedMessage, Reply {}

/**
 * Reads one reply. Total: any bytes give it, or an error of kind `magic` when they do not begin as one,
 * `truncated` when its last line is missing, `length` when a line is too long, `value` when the lines of one
 * reply disagree.
 */
export function decode(bytes: Uint8Array): Decoded<FtpReply> {
  return decodeWith(bytes, (r: Reader) => {
    const reply = readReply(r);
    r.rest('what follows');
    return { title: `FTP reply ${reply.code}`, ...reply };
  });
}
