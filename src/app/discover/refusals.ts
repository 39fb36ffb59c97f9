/** Who answered by SNMP 3 and told the user nothing. */
import { grouped } from '../../core/count.ts';
import type { Agent } from '../../protocols/snmp/agent.ts';
import { whyNothing, type SnmpManner } from '../devices/asking/snmp-manner.ts';
import type { DiscoverCoverage } from './result.ts';

/** How many hosts are named before they are counted. */
const NAMED = 3;

interface Refusing {
  readonly address: string;
  readonly why: string;
}

export const refusingAgents = (agents: readonly Agent[], manner: SnmpManner): Refusing[] =>
  agents.flatMap((agent) => {
    const why = whyNothing(agent, manner);
    return why === undefined ? [] : [{ address: agent.from.address, why }];
  });

/** As gaps: hosts that say the same are one. */
export function refusalsOf(refusing: readonly Refusing[]): DiscoverCoverage['gaps'] {
  const byReason = new Map<string, string[]>();
  for (const { address, why } of refusing) {
    byReason.set(why, [...(byReason.get(why) ?? []), address]);
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
