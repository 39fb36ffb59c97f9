/** NTP packets (RFC 5905, section 7.3). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Without extension fields and digest. */
const LENGTH = 48;
const MODES: Readonly<Record<number, string>> = {
  1: 'symmetric active',
  2: 'symmetric passive',
  3: 'client',
  4: 'server',
  5: 'broadcast',
};
/** Anything but these is NTP of another mode: 6 and 7 talk to the daemon itself. */
const OLDEST_VERSION = 1;
const NEWEST_VERSION = 4;

export interface NtpPacket extends DecodedMessage {
  readonly version: number;
  readonly mode: number;
  /** 1 has a clock of its own, 2 to 15 follow others, 0 and 16 have no time to give. */
  readonly stratum: number;
  /** Four bytes: an address, or a name of the clock or of the reason why there is no time. */
  readonly reference: Uint8Array;
  /** The transmit time of what this answers, as it was: 8 bytes. */
  readonly origin: Uint8Array;
}

/** Total: any bytes give the packet, or an error of kind `magic` or `truncated`. */
export function decode(bytes: Uint8Array): Decoded<NtpPacket> {
  return decodeWith(bytes, (r: Reader) => {
    const first = r.u8('leap, version, mode');
    const version = (first >> 3) & 7;
    const mode = first & 7;
    if (version < OLDEST_VERSION || version > NEWEST_VERSION || MODES[mode] === undefined) {
      r.refuse('magic', 'leap, version, mode', `version ${version}, mode ${mode}`, 0);
    }
    const stratum = r.u8('stratum');
    if (stratum > 16) r.refuse('magic', 'stratum', `there is no stratum ${stratum}`, 1);
    r.u8('poll');
    r.u8('precision');
    r.u32('root delay');
    r.u32('root dispersion');
    const reference = r.bytes('reference', 4);
    r.bytes('reference time', 8);
    const origin = r.bytes('origin time', 8);
    r.bytes('receive time', 8);
    r.bytes('transmit time', 8);
    r.rest('extensions');
    const title = `NTP version ${version}, ${MODES[mode]}, stratum ${stratum}`;
    return { title, version, mode, stratum, reference, origin };
  });
}

/** A client's question. @param transmit 8 bytes that come back in the answer */
export function encodeQuestion(transmit: Uint8Array): Uint8Array {
  const head = (4 << 3) | 3;
  const nothing = new Uint8Array(LENGTH - 1 - transmit.length);
  return new Writer().u8(head).bytes(nothing).bytes(transmit).finish();
}
