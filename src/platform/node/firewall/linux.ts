/**
 * Asks Linux for its packet filter's rules with the tools that the rules were made with.
 *
 * Nothing is loaded by asking: `iptables -L` would bring tables into the kernel that nobody uses, so the
 * older tables are asked for only when `/proc` says that they are there, and nftables only when the
 * kernel has it already.
 */
import { readFileSync } from 'node:fs';
import type { CancelSignal } from '../../../core/signal.ts';
import type { Family } from '../../../survey/exposure/address-set.ts';
import type { FirewallOutput, FirewallReading } from '../../../survey/exposure/reading.ts';
import { linkAddresses } from './links.ts';
import { findTool, printed } from './tools.ts';

/** Other places than the system's own are for tests. */
export interface LinuxFirewallOptions {
  /** Where `/proc` is. */
  readonly proc?: string;
  /** Where the kernels' modules are. */
  readonly modules?: string;
  /** Where tools are looked for, in order. */
  readonly folders?: readonly string[];
}

/** Bit of CAP_NET_ADMIN in a process's capabilities (linux/capability.h). */
const NET_ADMIN = 1n << 12n;

const REMEDY = 'sudo portolan survey --firewall';

/** Never throws for what is missing: that is a gap. */
export async function readLinuxFirewall(
  signal: CancelSignal,
  { proc = '/proc', modules = '/lib/modules', folders }: LinuxFirewallOptions = {},
): Promise<FirewallReading> {
  const links = linkAddresses();
  if (!mayAdminister(proc)) {
    const gaps = ["only root may read the packet filter's rules"];
    return { outputs: [], gaps, remedy: REMEDY, links };
  }
  const gaps: string[] = [];
  const ask = async (tool: string, args: readonly string[]): Promise<string | undefined> => {
    const path = findTool(tool, folders);
    const answer = path === undefined ? path : await printed(path, args, signal);
    if (answer !== undefined && 'text' in answer) return answer.text;
    gaps.push(
      answer === undefined ? `${tool} is not installed, which tells the rules` : answer.why,
    );
    return undefined;
  };
  const parts = await Promise.all([
    hasNftables(proc, modules) ? askNftables(ask) : [],
    askLegacy('ipv4', proc, ask),
    askLegacy('ipv6', proc, ask),
  ]);
  return { outputs: parts.flat(), gaps: [...new Set(gaps)], links };
}

type Ask = (tool: string, args: readonly string[]) => Promise<string | undefined>;

async function askNftables(ask: Ask): Promise<FirewallOutput[]> {
  const [json, text] = await Promise.all([
    ask('nft', ['-j', 'list', 'ruleset']),
    ask('nft', ['-a', 'list', 'ruleset']),
  ]);
  if (json === undefined) return [];
  const output: FirewallOutput = { tool: 'nft', json, ...(text !== undefined && { text }) };
  // Of rules that iptables made there, nft tells only that they are iptables'.
  if (!json.includes('"xt"')) return [output];
  const saved = await Promise.all([
    askSave('ipv4', 'nf_tables', ask),
    askSave('ipv6', 'nf_tables', ask),
  ]);
  return [output, ...saved.flat()];
}

/** The older tables, when the kernel has any in this namespace. */
async function askLegacy(family: Family, proc: string, ask: Ask): Promise<FirewallOutput[]> {
  const names = family === 'ipv4' ? 'ip_tables_names' : 'ip6_tables_names';
  const tables = textOf(`${proc}/self/net/${names}`);
  return tables?.trim() ? askSave(family, 'legacy', ask) : [];
}

async function askSave(
  family: Family,
  kernel: 'legacy' | 'nf_tables',
  ask: Ask,
): Promise<FirewallOutput[]> {
  const command = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const text = await ask(`${command}-${kernel === 'legacy' ? 'legacy' : 'nft'}-save`, []);
  return text === undefined ? [] : [{ tool: 'iptables-save', kernel, family, text }];
}

function mayAdminister(proc: string): boolean {
  const [, bits] = /^CapEff:\s*([\da-f]+)$/m.exec(textOf(`${proc}/self/status`) ?? '') ?? [];
  return bits !== undefined && (BigInt(`0x${bits}`) & NET_ADMIN) !== 0n;
}

/** Asking a kernel without it would load it. A kernel without modules has it or never will. */
function hasNftables(proc: string, modules: string): boolean {
  const loaded = textOf(`${proc}/modules`);
  if (!loaded) return true;
  if (/^nf_tables /m.test(loaded)) return true;
  const release = textOf(`${proc}/sys/kernel/osrelease`)?.trim();
  const builtIn = textOf(`${modules}/${release}/modules.builtin`);
  return builtIn === undefined || builtIn.includes('/nf_tables.ko');
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
