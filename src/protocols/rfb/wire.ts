/** The first twelve bytes of RFB, the protocol of VNC: its version (RFC 6143, section 7.1.1). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

export interface RfbVersion extends DecodedMessage {
  readonly major: number;
  readonly minor: number;
}

/** Total: any bytes give the version, or an error of kind `magic`, `truncated` or `value`. */
export function decode(bytes: Uint8Array): Decoded<RfbVersion> {
  return decodeWith(bytes, (r: Reader) => {
    if (r.text('magic', 4) !== 'RFB ') r.refuse('magic', 'magic', 'it does not begin with RFB', 0);
    const text = r.text('version', 8);
    r.rest('what follows');
    const parts = /^(\d{3})\.(\d{3})\n$/.exec(text);
    if (parts === null) r.refuse('value', 'version', 'no version such as 003.008', 4);
    const [major, minor] = [Number(parts[1]), Number(parts[2])];
    return { title: `RFB version ${major}.${minor}`, major, minor };
  });
}
