/** Who wrote a rule: people know their firewall by another name than the kernel's tables have. */
import type { Chain, Table } from './rules.ts';
import type { Place } from './walk.ts';

/** Chains that a program makes for itself, by how their names begin. */
const CHAINS: readonly (readonly [pattern: RegExp, owner: string])[] = [
  [/^ufw6?-/, 'ufw'],
  [/^DOCKER/, 'Docker'],
  [/^NETAVARK/, 'Podman'],
  [/^CNI-/, 'CNI'],
  [/^KUBE-/, 'Kubernetes'],
  [/^cali-/, 'Calico'],
  [/^CILIUM_/, 'Cilium'],
  [/^f2b-/, 'fail2ban'],
  [/^LIBVIRT_/, 'libvirt'],
  [/^nixos-fw/, 'NixOS'],
  [/^sshguard/, 'SSHGuard'],
  [/^ts-/, 'Tailscale'],
];

/** Tables that a program makes for itself. */
const TABLES: readonly (readonly [pattern: RegExp, owner: string])[] = [
  [/^firewalld(_|$)/, 'firewalld'],
  [/^f2b-/, 'fail2ban'],
  [/^docker-bridges$/, 'Docker'],
  [/^nixos-fw$/, 'NixOS'],
  [/^libvirt_network$/, 'libvirt'],
  [/^netavark$/, 'Podman'],
  [/^crowdsec6?$/, 'CrowdSec'],
];

/** Programs that own the built-in chains of iptables, and by which chain of theirs we know it. */
const TAKES_OVER: readonly (readonly [chain: RegExp, owner: string])[] = [
  [/^ufw6?-/, 'ufw'],
  [/^INPUT_ZONES$/, 'firewalld'],
];

/** Whose rule, or whose policy where there is no rule, this is: `ufw`, `Docker`; else the tool that keeps it. */
export function ownerOf({ table, chain, rule }: Place): string {
  const own = nameIn(TABLES, table.name) ?? nameIn(CHAINS, chain.name);
  if (own !== undefined) return own;
  // A rule that somebody put into INPUT himself is his; the policy is the program's.
  if (rule === undefined || isZoneChain(chain)) return takenOverBy(table) ?? table.tool;
  return table.tool;
}

function nameIn(list: readonly (readonly [RegExp, string])[], name: string): string | undefined {
  return list.find(([pattern]) => pattern.test(name))?.[1];
}

function takenOverBy({ chains }: Table): string | undefined {
  const names = [...chains.keys()];
  return TAKES_OVER.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

/** firewalld's chains for a zone: `filter_IN_public_allow`, with iptables `IN_public_allow`. */
const ZONE = /^(?:filter_)?(?:IN|FWDI|FWDO)_(.+?)(?:_(?:pre|log|deny|allow|post))?$/;

function isZoneChain(chain: Chain): boolean {
  return ZONE.test(chain.name);
}

/** firewalld's zone for what comes in by an interface; undefined where there is none. */
export function zoneOf(table: Table, interfaceName: string): string | undefined {
  const chain = table.chains.get('filter_INPUT_ZONES') ?? table.chains.get('INPUT_ZONES');
  for (const { steps } of chain?.rules ?? []) {
    const names = steps.flatMap((step) =>
      step.kind === 'test' && step.test.kind === 'names' ? step.test.names : [],
    );
    const others = steps.some((step) => step.kind === 'test' && step.test.kind !== 'names');
    const last = steps.at(-1);
    const target =
      last?.kind === 'verdict' && 'target' in last.verdict ? last.verdict.target : undefined;
    if (target === undefined || others) continue;
    if (names.length === 0 || names.includes(interfaceName)) return ZONE.exec(target)?.[1];
  }
  return undefined;
}
