/** SSH's first line, by which each side says who it is (RFC 4253, section 4.2). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** With its end, by section 4.2. */
const LONGEST_LINE = 255;

export interface SshIdentification extends DecodedMessage {
  /** `2.0`; `1.99` for servers that speak the old version too (section 5.1). */
  readonly protocol: string;
  /** `OpenSSH_9.2p1`. */
  readonly software: string;
  /** What follows the first blank; may be empty. */
  readonly comments: string;
}

/**
 * Total: any bytes give the identification, or an error of kind `magic` when they do not begin with `SSH-`,
 * `length` when the line is too long, `truncated` when its end is missing, `value` when a part is.
 */
export function decode(bytes: Uint8Array): Decoded<SshIdentification> {
  return decodeWith(bytes, (r: Reader) => {
    if (r.text('magic', 4) !== 'SSH-') r.refuse('magic', 'magic', 'it does not begin with SSH-', 0);
    const line = readLine(r, 'identification', LONGEST_LINE - 4);
    r.rest('what follows');
    const parts = /^([^-\s]+)-([^\s]+)(?: (.*))?$/.exec(line);
    if (parts === null) {
      r.refuse('value', 'identification', 'no version and software after SSH-', 4);
    }
    const [, protocol = '', software = '', comments = ''] = parts;
    return { title: `SSH identification: ${software}`, protocol, software, comments };
  });
}
