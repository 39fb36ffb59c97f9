/** A VNC server greets with the version of RFB that it speaks (RFC 6143, section 7.1.1). */
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const rfbProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { major, minor } = decoded.message;
    return { service: 'rfb', evidence: `RFB ${major}.${minor}` };
  },
};
