/** A scanner of Epson's speaks first: its greeting is a packet of a type that nothing else has. */
import type { Probe } from '../protocol.ts';
import { HEADER_LENGTH, PACKETS } from './vocabulary.ts';
import { decode } from './wire.ts';

export const entpProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    // The header says all; what follows it may still be on its way.
    if (bytes.length < HEADER_LENGTH || bytes[2] !== PACKETS.GREETING) return undefined;
    const decoded = decode(bytes);
    const isWhole = decoded.ok || decoded.error.kind === 'truncated';
    return isWhole ? { service: 'entp', evidence: 'a packet IS of type 80, unasked' } : undefined;
  },
};
