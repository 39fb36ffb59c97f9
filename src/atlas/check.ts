/** Commands with which anybody can check a port, made for that port and transport. */
import type { Transport } from '../core/transport.ts';

export interface CheckCommands {
  readonly linux: readonly string[];
  readonly macos: readonly string[];
  readonly windows: readonly string[];
}

const SS_FLAGS: Readonly<Record<Transport, string>> = { tcp: 't', udp: 'u', sctp: 'S', dccp: 'd' };

/** PowerShell gives the number of a process only; this names its program. */
const owner = (found: string) => `Get-Process -Id (${found}).OwningProcess`;

/** @param transports those that matter for the port; systems' tools know tcp and udp best */
export function checkCommands(port: number, transports: readonly Transport[]): CheckCommands {
  const tcp = transports.includes('tcp');
  const udp = transports.includes('udp');
  const only = (wanted: boolean, command: string) => (wanted ? [command] : []);
  const ssFlags = transports.map((transport) => SS_FLAGS[transport]).join('') || 'tu';
  return {
    linux: [
      `sudo ss -${ssFlags}lnp 'sport = :${port}'`,
      ...only(tcp, `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`),
      ...only(udp, `sudo lsof -nP -iUDP:${port}`),
    ],
    macos: [
      ...only(tcp, `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`),
      ...only(udp, `sudo lsof -nP -iUDP:${port}`),
      ...only(!tcp && !udp, `netstat -an | grep '[.]${port} '`),
    ],
    windows: [
      `netstat -ano | findstr ":${port} "`,
      ...only(tcp, `Get-NetTCPConnection -State Listen -LocalPort ${port}`),
      ...only(tcp, owner(`Get-NetTCPConnection -State Listen -LocalPort ${port}`)),
      ...only(udp, `Get-NetUDPEndpoint -LocalPort ${port}`),
      ...only(udp, owner(`Get-NetUDPEndpoint -LocalPort ${port}`)),
    ],
  };
}
