/** The first line of the rsync daemon's protocol, as its source has it (clientserver.c). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** The version and, from protocol 32 on, a list of digests. */
const LONGEST_LINE = 256;
const MAGIC = '@RSYNCD: ';

export interface RsyncGreeting extends DecodedMessage {
  /** Of the protocol, not of the program: `31.0`. */
  readonly version: string;
  /** Digests by which a password may be proven; empty before protocol 32. */
  readonly digests: readonly string[];
}

/** Total: any bytes give the greeting, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<RsyncGreeting> {
  return decodeWith(bytes, (r: Reader) => {
    if (r.text('magic', MAGIC.length) !== MAGIC) {
      r.refuse('magic', 'magic', `it does not begin with ${MAGIC.trim()}`, 0);
    }
    const line = readLine(r, 'greeting', LONGEST_LINE);
    r.rest('what follows');
    const [version = '', ...digests] = line.split(' ');
    if (!/^\d+(\.\d+)?$/.test(version)) {
      r.refuse('value', 'greeting', 'no version of the protocol', MAGIC.length);
    }
    return { title: `rsync greeting, protocol ${version}`, version, digests };
  });
}
