/** RESP, the protocol of Redis and its kin: the simple replies of one line (Redis serialization protocol specification). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Errors explain themselves at length: the one about protected mode has 600 bytes and more. */
const LONGEST_LINE = 4096;

export interface RedisReply extends DecodedMessage {
  readonly kind: 'status' | 'error';
  /** Of an error, its first word: `NOAUTH`. */
  readonly code: string;
  readonly text: string;
}

/** Total: any bytes give the reply, or an error of kind `magic`, `truncated` or `length`. */
export function decode(bytes: Uint8Array): Decoded<RedisReply> {
  return decodeWith(bytes, (r: Reader) => {
    const type = r.text('type', 1);
    if (type !== '+' && type !== '-') r.refuse('magic', 'type', 'neither a status nor an error', 0);
    const text = readLine(r, 'text', LONGEST_LINE);
    r.rest('what follows');
    const kind = type === '+' ? 'status' : 'error';
    const [code = ''] = kind === 'error' ? text.split(' ', 1) : [];
    return { title: `Redis ${kind}: ${code || text}`, kind, code, text };
  });
}
