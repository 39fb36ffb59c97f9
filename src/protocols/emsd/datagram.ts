/**
 * A whole datagram of EMSD: units of ESRO, and EMSD in them. Nothing is read yet: whatever comes is refused as another
 * protocol's.
 */
import { decodeWith, type Decoded } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Total: any bytes give an error, of kind `truncated` when there are none and `magic` otherwise. */
export function decode(bytes: Uint8Array): Decoded<DecodedMessage> {
  return decodeWith(bytes, (r) => {
    r.u8('first byte');
    return r.refuse('magic', 'first byte', 'nothing of emsd is read yet', 0);
  });
}
