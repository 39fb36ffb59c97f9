/** The packet filter of a simulated host: whatever the story needs. */
import type { FirewallReading } from '../../survey/exposure/reading.ts';
import type { FirewallSource } from '../firewall.ts';

/** A host that filters nothing. */
export const NO_FIREWALL: FirewallReading = { outputs: [], gaps: [], links: [] };

/** A source that always gives `reading`; by default that of a host without a packet filter. */
export function simulatedFirewall(reading: FirewallReading = NO_FIREWALL): FirewallSource {
  return { read: async () => reading };
}
