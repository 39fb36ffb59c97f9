/** A Telnet server opens with commands about options (RFC 855); a bare prompt is none. */
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

/** The highest option that the registry has assigned in one block; beyond are a few, and noise. */
const LAST_OPTION = 49;

export const telnetProbe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || asked !== undefined) return undefined;
    const { commands } = decoded.message;
    if (commands.some(({ option }) => option > LAST_OPTION)) return undefined;
    const said = commands.slice(0, 4).map(({ verb, option }) => `${verb} ${option}`);
    return { service: 'telnet', evidence: `Telnet options: ${said.join(', ')}` };
  },
};
