/** An rsync daemon greets with the version of its protocol. */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const rsyncProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { version } = decoded.message;
    return { service: 'rsync', evidence: heardText(`@RSYNCD: ${version}`) };
  },
};
