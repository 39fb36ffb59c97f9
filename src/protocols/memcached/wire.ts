/** The text protocol of memcached: the replies of one line (memcached's doc/protocol.txt). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

const LONGEST_LINE = 1024;

export interface MemcachedReply extends DecodedMessage {
  readonly word: 'VERSION' | 'ERROR' | 'CLIENT_ERROR' | 'SERVER_ERROR';
  readonly text: string;
}

/** Total: any bytes give the reply, or an error of kind `magic`, `truncated` or `length`. */
export function decode(bytes: Uint8Array): Decoded<MemcachedReply> {
  return decodeWith(bytes, (r: Reader) => {
    const line = readLine(r, 'reply', LONGEST_LINE);
    r.rest('what follows');
    const parts = /^(VERSION|CLIENT_ERROR|SERVER_ERROR|ERROR)(?: (.*))?$/.exec(line);
    if (parts === null) r.refuse('magic', 'reply', 'none of the words of a reply', 0);
    const word = parts[1] as MemcachedReply['word'];
    return { title: `memcached: ${word}`, word, text: parts[2] ?? '' };
  });
}
