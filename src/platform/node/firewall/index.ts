/** The packet filter of this machine. Reading it is loaded when it is first asked for. */
import type { FirewallSource } from '../../firewall.ts';
import { linkAddresses } from './links.ts';

/** Packet filters that are not read yet. */
const NOT_READ: Readonly<Record<string, string>> = {
  darwin: "macOS's packet filter (pf) and application firewall are not read",
  win32: "the Windows firewall's rules are not read",
};

/** This system's packet filter; of systems whose rules are not read, a reading with a gap. */
export function nodeFirewall(system: string = process.platform): FirewallSource {
  return {
    async read(signal) {
      if (system === 'linux') {
        const { readLinuxFirewall } = await import('./linux.ts');
        return readLinuxFirewall(signal);
      }
      const gap = NOT_READ[system] ?? `the packet filter of ${system} is not read`;
      return { outputs: [], gaps: [gap], links: linkAddresses() };
    },
  };
}
