/**
 * The lines of Linux' `netstat` (net-tools), as `netstat -tulpen` writes them.
 *
 *     tcp   0  0 0.0.0.0:22   0.0.0.0:*  LISTEN  0  12345  811/sshd
 *     udp6  0  0 :::5353      :::*               102 12346 702/avahi-daemon: r
 *
 * Without `-n`, addresses and ports have names: `localhost:ssh`, `[::]:ipp`. Without `-W`, addresses are cut to their column; what is no address then is counted as malformed.
 */
import type { Transport } from '../../core/transport.ts';
import { readHost, readPid, readPortOrName, withFamily, type LineMeaning } from './report.ts';

const LINE =
  /^(tcp|udp)(6?)\s+\d+\s+\d+\s+(\S+):([\w+-]+|\*)\s+(\S+)(?:\s+([A-Z][A-Z0-9_]*))?(?=\s|$)(.*)$/;

/** Total: any line has a meaning. */
export function linuxLine(line: string): LineMeaning {
  const [, name, six, local = '', number = '', foreign = '', state, rest = ''] =
    LINE.exec(line) ?? [];
  if (name === undefined) return 'malformed';
  if (!foreign.endsWith(':*') || number === '*') return 'other';
  if (name === 'tcp' ? state !== 'LISTEN' : state !== undefined) return 'other';
  const family = six === '6' ? 'ipv6' : 'ipv4';
  const bound = readHost(local, family);
  const port = readPortOrName(number);
  if (bound === undefined || port === undefined) return 'malformed';
  if (bound === 'named') return 'named';
  return {
    transport: name as Transport,
    ...withFamily(bound, family),
    port,
    state: 'listening',
    ...holder(rest),
  };
}

/** `811/sshd: /usr/sbin`: up to 20 characters, cut anywhere; a bare `-` when it may not be seen. */
function holder(rest: string): { pid?: number; program?: string } {
  const [, number, program = ''] = /\s(\d+)\/(.*)$/.exec(rest) ?? [];
  const pid = readPid(number);
  if (pid === undefined) return {};
  // Servers write what they do behind their name: `nginx: master pro`.
  const name = program.split(/:? /, 1)[0]?.replace(/:$/, '');
  return { pid, ...(name && { program: name }) };
}
