/** A time server answers a client's question (RFC 5905, section 9.2, figure 20). */
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode, encodeQuestion } from './wire.ts';

/**
 * What stands for the time at which we ask, and comes back: eight bytes that nobody else sends. A client need
 * not tell its true time (draft-ietf-ntp-data-minimization says why it should not).
 */
const MARK = latin1Bytes('portolan');
const SERVER = 4;

export const ntpProbe: Probe = {
  transport: 'udp',
  hello: () => encodeQuestion(MARK),
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { mode, stratum, reference, origin } = decoded.message;
    if (mode !== SERVER || MARK.some((byte, index) => byte !== origin[index])) return undefined;
    const text = String.fromCharCode(...reference);
    const by = /^[A-Z]{3,4}\0?$/.test(text) ? ` (${text.replace('\0', '')})` : '';
    return { service: 'ntp', evidence: heardText(`stratum ${stratum}${by}`) };
  },
};
