/** Reads what `nft -j list ruleset` prints. */
import { HOOKS, type Base, type Chain, type Hook, type Rule, type Table } from '../rules.ts';
import { asList, asObject, asText, type Json } from './json.ts';
import type { NamedSet } from './expression.ts';
import { stepsOf } from './rule.ts';

/** What `nft -j` prints, understood. */
export interface NftRead {
  readonly tables: readonly Table[];
  /** Tables that iptables made, whose rules are not all told here: `ip filter`. */
  readonly foreign: ReadonlySet<string>;
  readonly unread: readonly string[];
}

const FAMILIES = ['ip', 'ip6', 'inet', 'netdev', 'bridge', 'arp'] as const;

const TABLE_FLAGS: ReadonlySet<string> = new Set(['dormant', 'owner', 'persist']);

interface Draft {
  readonly family: Table['family'];
  readonly name: string;
  readonly sets: Map<string, NamedSet>;
  readonly chains: Map<string, { readonly base?: Base; readonly rules: Json[] }>;
}

/**
 * @param json any text; what is no ruleset gives no tables and a word about it
 * @param text what `nft -a list ruleset` prints, to quote rules from
 */
export function readNftables(json: string, text = ''): NftRead {
  const objects = objectsOf(json);
  if (objects === undefined) {
    return { tables: [], foreign: new Set(), unread: ['what nft printed is no JSON'] };
  }
  const unread: string[] = [];
  const drafts = new Map<string, Draft>();
  const printed = printedIn(text);
  for (const object of objects) take(object, drafts, printed, unread);
  const foreign = new Set<string>();
  const tables = [...drafts.values()].map((draft): Table => {
    const id = `${draft.family} ${draft.name}`;
    const chains = [...draft.chains].map(([name, { base, rules }]): [string, Chain] => {
      if (rules.some(isForeign)) foreign.add(id);
      const made = rules.map((rule) => ruleOf(rule, draft, printed));
      return [name, { name, rules: made, ...(base && { base }) }];
    });
    return { tool: 'nftables', family: draft.family, name: draft.name, chains: new Map(chains) };
  });
  return { tables, foreign, unread };
}

function objectsOf(json: string): readonly unknown[] | undefined {
  try {
    return asList(asObject(JSON.parse(json))?.['nftables']);
  } catch {
    return undefined;
  }
}

function take(
  object: unknown,
  drafts: Map<string, Draft>,
  printed: Printed,
  unread: string[],
): void {
  const about = asObject(object) ?? {};
  const table = asObject(about['table']);
  if (table) return takeTable(table, drafts, printed, unread);
  const chain = asObject(about['chain']);
  if (chain) return takeChain(chain, drafts, printed, unread);
  const set = asObject(about['set'] ?? about['map']);
  if (set) return takeSet(set, drafts);
  const rule = asObject(about['rule']);
  // Counters, limits and helpers that have names decide nothing by themselves.
  if (rule) draftOf(rule, drafts)?.chains.get(String(rule['chain']))?.rules.push(rule);
}

function draftOf({ family, table }: Json, drafts: Map<string, Draft>): Draft | undefined {
  return drafts.get(`${String(family)} ${String(table)}`);
}

function takeTable(
  { family, name, flags }: Json,
  drafts: Map<string, Draft>,
  { flags: printed }: Printed,
  unread: string[],
): void {
  const known = FAMILIES.find((one) => one === family);
  if (known === undefined || typeof name !== 'string') return;
  const id = `${known} ${name}`;
  const told = [asList(flags) ?? flags ?? []].flat().map(String);
  // Some versions (1.0.6) print nonsense for flags in JSON: there the text tells.
  const words = told.every((word) => TABLE_FLAGS.has(word)) ? told : printed.get(id);
  if (words === undefined) unread.push(`the flags of table ${name}`);
  // A dormant table is there and asked nothing.
  if (words?.includes('dormant')) return;
  drafts.set(id, { family: known, name, sets: new Map(), chains: new Map() });
}

function takeChain(
  chain: Json,
  drafts: Map<string, Draft>,
  { devices }: Printed,
  unread: string[],
): void {
  const draft = draftOf(chain, drafts);
  const name = asText(chain['name']);
  if (draft === undefined || name === undefined) return;
  const base = baseOf(chain, devices.get(`${draft.family} ${draft.name} ${name}`));
  if (base === 'unread') unread.push(`the chain ${name} of table ${draft.name}`);
  draft.chains.set(name, { rules: [], ...(base && base !== 'unread' && { base }) });
}

/**
 * How the kernel calls the chain; undefined for one that only other chains call.
 * @param printed the interfaces that the text names: some versions (1.0.6) leave them out of the JSON
 */
function baseOf(
  { hook, prio, type, policy, dev }: Json,
  printed: readonly string[] | undefined,
): Base | 'unread' | undefined {
  if (hook === undefined) return undefined;
  // What leaves by an interface (egress) are our answers: a rule there is left unread, not left out.
  const known: Hook | undefined = HOOKS.find((one) => one === hook);
  const told = [asList(dev) ?? dev].flat().filter((one) => typeof one === 'string');
  const devices = told.length > 0 ? told : printed;
  if (known === undefined || typeof prio !== 'number') return 'unread';
  if (known === 'ingress' && devices === undefined) return 'unread';
  return {
    hook: known,
    priority: prio,
    type: type === 'nat' || type === 'route' ? type : 'filter',
    policy: policy === 'drop' ? 'drop' : 'accept',
    ...(devices && { devices }),
  };
}

function takeSet(set: Json, drafts: Map<string, Draft>): void {
  const name = asText(set['name']);
  if (name === undefined) return;
  const flags = new Set([asList(set['flags']) ?? set['flags']].flat());
  draftOf(set, drafts)?.sets.set(name, {
    elements: asList(set['elem']) ?? [],
    isChanging: flags.has('dynamic') || flags.has('timeout') || set['timeout'] !== undefined,
  });
}

/** iptables' own matches and targets are only hinted at in nftables' output. */
function isForeign(rule: Json): boolean {
  return (asList(rule['expr']) ?? []).some((statement) => 'xt' in (asObject(statement) ?? {}));
}

function ruleOf(rule: Json, draft: Draft, { quotes }: Printed): Rule {
  const handle = String(rule['handle']);
  const statements = asList(rule['expr']) ?? [];
  return {
    steps: stepsOf(statements, draft.sets),
    text: quotes.get(`${draft.family} ${draft.name} ${handle}`) ?? JSON.stringify(statements),
    handle,
  };
}

/** What the text has and the JSON has not. */
interface Printed {
  /** Rules as people write them, by family, table and handle: `nft -a` adds the last to each line. */
  readonly quotes: ReadonlyMap<string, string>;
  /** The interfaces that a chain watches, by family, table and chain. */
  readonly devices: ReadonlyMap<string, readonly string[]>;
  /** The flags of each table, by family and table. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

function printedIn(text: string): Printed {
  const quotes = new Map<string, string>();
  const devices = new Map<string, readonly string[]>();
  const flags = new Map<string, readonly string[]>();
  let table = '';
  let chain = '';
  for (const line of text.split('\n')) {
    const [, kind, one, two] = /^(table|\tchain) (\S+) (\S+) ?\{?/.exec(line) ?? [];
    if (kind === 'table') {
      table = `${one} ${two}`;
      flags.set(table, []);
    } else if (kind !== undefined) chain = `${table} ${one}`;
    const flagged = /^\tflags (.*)$/.exec(line)?.[1];
    if (flagged !== undefined) flags.set(table, flagged.split(/[\s,]+/));
    const watched = /^\s+type \S+ hook \S+ devices? (.*?) priority /.exec(line)?.[1];
    if (watched !== undefined) devices.set(chain, watched.match(/[^\s"{},=]+/g) ?? []);
    const rule = /^\s+(.*\S) # handle (\d+)$/.exec(line);
    if (rule && !rule[1]!.endsWith('{')) quotes.set(`${table} ${rule[2]}`, rule[1]!);
  }
  return { quotes, devices, flags };
}
