/** Who answered by SNMP 3 and told the user nothing, as gaps: hosts that say the same are one. */
import { grouped } from '../../core/count.ts';
import type { Agent } from '../../protocols/snmp/agent.ts';
import { whyNothing, type SnmpManner } from '../devices/asking/snmp-manner.ts';
import type { DiscoverCoverage } from './result.ts';

/** How many hosts are named before they are counted. */
const NAMED = 3;

export function refusalsOf(agents: readonly Agent[], manner: SnmpManner): DiscoverCoverage['gaps'] {
  const byReason = new Map<string, string[]>();
  for (const agent of agents) {
    const why = whyNothing(agent, manner);
    if (why === undefined) continue;
    byReason.set(why, [...(byReason.get(why) ?? []), agent.from.address]);
  }
  return Array.from(byReason, ([why, hosts]) => ({
    what: `what ${listed(hosts)} would say by SNMP`,
    why: `was not told: ${why}`,
  }));
}

function listed(hosts: readonly string[]): string {
  if (hosts.length <= NAMED) return hosts.join(', ');
  return `${hosts.slice(0, NAMED).join(', ')} and ${grouped(hosts.length - NAMED)} more`;
}
