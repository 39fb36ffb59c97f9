/** The first packet of a MySQL or MariaDB server: its greeting, or why it wants none (client/server protocol, HandshakeV10, ERR_Packet). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

const PROTOCOL_10 = 10;
const ERROR = 0xff;
/** A greeting has some 80 bytes, an error a sentence. */
const LONGEST_PAYLOAD = 1024;
/** `5.5.5-10.11.6-MariaDB-0+deb12u1-log` and the like. */
const LONGEST_VERSION = 128;

export type MysqlOpening = DecodedMessage &
  (
    | { readonly kind: 'greeting'; readonly version: string }
    | { readonly kind: 'error'; readonly code: number; readonly text: string }
  );

/** Total: any bytes give the packet, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<MysqlOpening> {
  return decodeWith(bytes, (r: Reader) => {
    // Little endian, as all numbers of this protocol.
    const size = r.bytes('payload length', 3);
    const length = size[0]! | (size[1]! << 8) | (size[2]! << 16);
    if (r.u8('sequence') !== 0) r.refuse('magic', 'sequence', 'the first packet has number 0', 3);
    if (length < 3 || length > LONGEST_PAYLOAD) {
      r.refuse('magic', 'payload length', `no greeting has ${length} bytes`, 0);
    }
    const type = r.u8('protocol version');
    const message = type === PROTOCOL_10 ? readGreeting(r) : readError(r, type, length);
    r.rest('what follows');
    return message;
  });
}

function readGreeting(r: Reader): MysqlOpening {
  const at = r.offset;
  const end = r.peek(LONGEST_VERSION).indexOf(0);
  if (end < 0 && r.remaining < LONGEST_VERSION) r.bytes('server version', LONGEST_VERSION);
  const version = r.text('server version', Math.max(0, end));
  if (!/^[\x20-\x7e]*\d[\x20-\x7e]*$/.test(version)) {
    r.refuse('magic', 'server version', 'no text with a number in it', at);
  }
  r.u8('end of version');
  r.bytes('connection number', 4);
  r.bytes('challenge', 8);
  r.u8('filler');
  return { title: `MySQL greeting: ${version}`, kind: 'greeting', version };
}

function readError(r: Reader, type: number, length: number): MysqlOpening {
  if (type !== ERROR) r.refuse('magic', 'protocol version', 'neither 10 nor an error', 4);
  const number = r.bytes('error number', 2);
  const code = number[0]! | (number[1]! << 8);
  const text = r.text('error text', length - 3);
  return { title: `MySQL error ${code}`, kind: 'error', code, text };
}
