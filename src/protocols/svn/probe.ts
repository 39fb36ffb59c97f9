/** svnserve greets with the versions of its protocol. */
import { latin1 } from '../../core/bytes/line.ts';
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const svnProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    if (!decode(bytes).ok) return undefined;
    return { service: 'svn', evidence: heardText(latin1(bytes.subarray(0, 400))) };
  },
};
