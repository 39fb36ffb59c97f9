/** Reads what `iptables-save` and `ip6tables-save` print, for both the legacy and the nf_tables kernel. */
import type { Family } from '../address-set.ts';
import { settled } from '../steps.ts';
import type { Base, Chain, Hook, Rule, Step, Table } from '../rules.ts';
import { testsOf } from './matches.ts';
import { targetStep } from './targets.ts';
import { optionsOf, wordsOf, type Option } from './words.ts';

/** Longer lists would take minutes to walk; nobody keeps one by hand. */
export const MOST_LINES = 200_000;

/** When the kernel asks each table (`linux/netfilter_ipv4.h`). */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  filter: 0,
  security: 50,
};

const HOOKS: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** What stands before the first `-m`, and may stand after it. */
const OWN_OPTIONS: ReadonlySet<string> = new Set(['-s', '-d', '-i', '-o', '-p', '-f']);
const LONG_NAMES: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--destination': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--fragment': '-f',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
};

interface Draft {
  readonly name: string;
  readonly chains: Map<string, { readonly policy: string; readonly lines: string[] }>;
}

/** @param text any text; lines that make no sense are named in `unread` */
export function readIptables(
  text: string,
  family: Family,
): { readonly tables: readonly Table[]; readonly unread: readonly string[] } {
  const unread: string[] = [];
  const drafts: Draft[] = [];
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) unread.push(`all but the first ${MOST_LINES} lines of iptables`);
  for (const line of lines.slice(0, MOST_LINES)) takeLine(line.trim(), drafts, unread);
  const tables = drafts.map((draft): Table => {
    const names = new Set(draft.chains.keys());
    const chains = [...draft.chains].map(([name, { policy, lines: rules }]): [string, Chain] => {
      const base = baseOf(draft.name, name, policy);
      const made = rules.map((rule, i) => ruleOf(rule, String(i + 1), family, names));
      return [name, { name, rules: made, ...(base && { base }) }];
    });
    const seen = family === 'ipv4' ? ('ip' as const) : ('ip6' as const);
    return { tool: 'iptables', family: seen, name: draft.name, chains: new Map(chains) };
  });
  return { tables, unread };
}

function takeLine(line: string, drafts: Draft[], unread: string[]): void {
  if (line === '' || line.startsWith('#') || line === 'COMMIT') return;
  const table = /^\*(\S+)$/.exec(line);
  if (table) {
    drafts.push({ name: table[1]!, chains: new Map() });
    return;
  }
  const draft = drafts.at(-1);
  const chain = /^:(\S+) (\S+)/.exec(line);
  if (chain && draft) {
    draft.chains.set(chain[1]!, { policy: chain[2]!, lines: [] });
    return;
  }
  // Counters may stand before a rule: [12:3456].
  const rule = /^(?:\[\d+:\d+\] )?-A (\S+)(?: |$)/.exec(line);
  const target = rule && draft?.chains.get(rule[1]!);
  if (target) target.lines.push(line.slice(line.indexOf('-A ')));
  else if (unread.length < 5) unread.push(`the line ${JSON.stringify(line.slice(0, 60))}`);
}

function baseOf(table: string, chain: string, policy: string): Base | undefined {
  const hook = Object.hasOwn(HOOKS, chain) ? HOOKS[chain] : undefined;
  if (hook === undefined || policy === '-') return undefined;
  const isNat = table === 'nat';
  const priority = isNat
    ? hook === 'prerouting' || hook === 'output'
      ? -100
      : 100
    : (PRIORITIES[table] ?? 0);
  return {
    hook,
    priority,
    type: isNat ? 'nat' : 'filter',
    policy: policy === 'ACCEPT' ? 'accept' : 'drop',
  };
}

function ruleOf(line: string, handle: string, family: Family, chains: ReadonlySet<string>): Rule {
  const steps = stepsOf(optionsOf(wordsOf(line).slice(2)), family, chains);
  return { steps: settled(steps), text: line, handle };
}

/** Options belong to the module or target that was named last, save for iptables' own. */
function stepsOf(given: readonly Option[], family: Family, chains: ReadonlySet<string>): Step[] {
  const options = given.map((option) => ({
    ...option,
    name: LONG_NAMES[option.name] ?? option.name,
  }));
  const steps: Step[] = [];
  const add = (module: string, of: readonly Option[]) => {
    for (const test of testsOf(module, of, family)) steps.push({ kind: 'test', test });
  };
  let owner: Option | undefined;
  let own: Option[] = [];
  const finish = () => {
    if (owner?.name === '-m') add(owner.values[0] ?? '', own);
    own = [];
  };
  for (const option of options) {
    if (option.name === '-m' || option.name === '-j' || option.name === '-g') {
      finish();
      owner = option;
    } else if (OWN_OPTIONS.has(option.name)) add('', [option]);
    else own.push(option);
  }
  if (owner?.name === '-j' || owner?.name === '-g') {
    const step = targetStep(owner.values[0] ?? '', owner.name === '-g', own, chains);
    if (step) steps.push(step);
  } else finish();
  return steps;
}
