/**
 * The lines of Windows' `netstat -ano`. It speaks the system's language (`ABHÖREN`, `LISTENING`), in a
 * code page that may mangle letters, so a listener is known by its other end: nobody's address, port 0.
 *
 *     TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1084
 *     UDP    [fe80::1%12]:1900      *:*                                    4980
 */
import type { Transport } from '../../core/transport.ts';
import { readHost, readPid, readPortOrName, type LineMeaning } from './report.ts';

/** Without -n, nobody's address is this computer's name: `DESKTOP-ADA:0`. */
const NOBODY = /^(?:\S*:0|\*:\*)$/;

const KERNEL = 4;

/** Total: any line has a meaning. */
export function windowsLine(line: string): LineMeaning {
  const [protocol = '', local = '', foreign, ...rest] = line.split(/\s+/);
  if (foreign === undefined) return 'malformed';
  if (!NOBODY.test(foreign)) return 'other';
  const transport: Transport = protocol === 'TCP' ? 'tcp' : 'udp';
  const colon = local.lastIndexOf(':');
  const bound = readHost(local.slice(0, colon), 'ipv4');
  const port = readPortOrName(local.slice(colon + 1));
  if (bound === undefined) return 'malformed';
  if (port === undefined) return local.endsWith(':0') ? 'other' : 'malformed';
  if (bound === 'named') return 'named';
  const pid = readPid(rest.at(-1));
  // Of the kernel netstat -b says that its owner cannot be told; its number is the same on every Windows.
  const program = pid === KERNEL ? { program: 'System' } : {};
  // `netstat -q` adds sockets that are merely bound; English is all that is known of their word.
  const held = transport === 'tcp' && rest[0] === 'BOUND';
  return {
    transport,
    ...bound,
    port,
    state: held ? 'bound' : 'listening',
    ...(pid !== undefined && { pid, ...program }),
  };
}

/** With `-b`, what a host process runs stands on a line of its own before the host's: `  RpcEptMapper`. */
export function windowsService(line: string): string | undefined {
  return /^[A-Za-z][\w.-]{0,255}$/.exec(line)?.[0];
}

/** With `-b`, the executable stands in brackets on a line below: ` [nginx.exe]`. */
export function windowsProgram(line: string): string | undefined {
  return /^\[([^[\]:]+)\]$/.exec(line)?.[1];
}
