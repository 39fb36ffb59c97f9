/** A machine's packet filter, understood as far as it can be. */
import {
  addressNumber,
  difference,
  prefixSpan,
  spanSet,
  union,
  type Family,
  type SpanSet,
} from './address-set.ts';
import { fateOf, type Door, type Fate, type Network } from './door.ts';
import { crowdOf, testsIn, type Crowd } from './peers.ts';
import { readIptables } from './iptables/ruleset.ts';
import { readNftables } from './nftables/ruleset.ts';
import type { FirewallReading, LinkAddress } from './reading.ts';
import type { Ruleset, Table } from './rules.ts';

/** A machine's packet filter, ready to be asked about doors. */
export interface Firewall {
  readonly ruleset: Ruleset;
  readonly networks: readonly Network[];
  /** What could not be read, one sentence each. */
  readonly gaps: readonly string[];
  readonly remedy?: string;
  /** Everybody who may come from outside. */
  readonly crowd: Readonly<Record<Family, Crowd>>;
  /** What becomes of those who come to a door. Doors that no rule tells apart are worked out once. */
  fate(door: Door): Fate;
}

/** Total: whatever the tools printed, what makes no sense is among the gaps. */
export function understand(reading: FirewallReading): Firewall {
  const networks = reading.links.flatMap(networkOf);
  const ruleset = rulesetOf(reading);
  const crowd = {
    ipv4: everybody('ipv4', networks, ruleset),
    ipv6: everybody('ipv6', networks, ruleset),
  };
  const cellOf = portCells(ruleset);
  const known = new Map<string, Fate>();
  return {
    ruleset,
    networks,
    gaps: [...reading.gaps, ...ruleset.unread.map((what) => `not understood: ${what}`)],
    ...(reading.remedy !== undefined && { remedy: reading.remedy }),
    crowd,
    fate(door) {
      const address = door.address.map(({ from, to }) => `${from}-${to}`).join();
      const at = `${door.interface} ${door.cast} ${door.family} ${address}`;
      const key = `${door.transport} ${cellOf(door.port)} ${at}`;
      const fate = known.get(key) ?? fateOf(door, crowd[door.family], ruleset, networks);
      known.set(key, fate);
      return fate;
    },
  };
}

/** Numbers ports so that those with the same number are the same to every rule. */
function portCells(ruleset: Ruleset): (port: number) => number {
  const edges = new Set<number>();
  for (const test of testsIn(ruleset)) {
    if (test.kind !== 'spans' || !test.field.endsWith('port')) continue;
    // Some bits of a port cut it into more cells than are worth counting.
    if (test.mask !== undefined) return (port) => port;
    for (const { from, to } of test.spans) edges.add(Number(from)).add(Number(to) + 1);
  }
  const sorted = [...edges].toSorted((a, b) => a - b);
  return (port) => {
    const next = sorted.findIndex((edge) => edge > port);
    return next < 0 ? sorted.length : next;
  };
}

function rulesetOf({ outputs }: FirewallReading): Ruleset {
  const unread: string[] = [];
  const tables: Table[] = [];
  let foreign: ReadonlySet<string> = new Set();
  for (const output of outputs) {
    if (output.tool !== 'nft') continue;
    const read = readNftables(output.json, output.text);
    unread.push(...read.unread);
    tables.push(...read.tables);
    foreign = new Set([...foreign, ...read.foreign]);
  }
  for (const output of outputs) {
    if (output.tool !== 'iptables-save') continue;
    const read = readIptables(output.text, output.family);
    unread.push(...read.unread);
    for (const table of read.tables) {
      if (output.kernel === 'legacy') tables.push(table);
      else replace(tables, table, foreign);
    }
  }
  return { tables, unread: [...unread, ...unseen(tables)] };
}

/** iptables tells its own tables whole, of which nftables tells but a part. */
function replace(tables: Table[], table: Table, foreign: ReadonlySet<string>): void {
  const at = tables.findIndex(({ family, name }) => family === table.family && name === table.name);
  if (at < 0) return;
  if (foreign.has(`${table.family} ${table.name}`)) tables[at] = table;
}

/** Filters of frames and of ARP stand before everything that we follow. */
function unseen(tables: readonly Table[]): string[] {
  return tables
    .filter(({ family, chains }) => {
      if (family !== 'bridge' && family !== 'arp') return false;
      return [...chains.values()].some(
        ({ base, rules }) => base && (rules.length > 0 || base.policy === 'drop'),
      );
    })
    .map(({ family, name }) => `the table ${name} of family ${family}`);
}

function networkOf({ name, address, prefix }: LinkAddress): Network[] {
  const span = prefixSpan(address, prefix);
  const own = addressNumber(address);
  return span && own ? [{ ...span, interface: name, own: own.value }] : [];
}

const spans = (...prefixes: readonly (readonly [string, number])[]): SpanSet =>
  spanSet(prefixes.flatMap(([address, length]) => prefixSpan(address, length) ?? []));

const ALL: Readonly<Record<Family, SpanSet>> = {
  ipv4: spans(['0.0.0.0', 0]),
  ipv6: spans(['::', 0]),
};

/** The kernel takes nothing from outside with such a sender. */
const MARTIANS: Readonly<Record<Family, SpanSet>> = {
  ipv4: spans(['0.0.0.0', 8], ['127.0.0.0', 8], ['224.0.0.0', 4], ['255.255.255.255', 32]),
  ipv6: spans(['::', 128], ['::1', 128], ['::ffff:0:0', 96], ['ff00::', 8]),
};

/** RFC 1918, 3927 and 6598; RFC 4193 and 4291. */
const LOCAL: Readonly<Record<Family, SpanSet>> = {
  ipv4: spans(
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['169.254.0.0', 16],
    ['100.64.0.0', 10],
  ),
  ipv6: spans(['fc00::', 7], ['fe80::', 10]),
};

function everybody(family: Family, networks: readonly Network[], ruleset: Ruleset): Crowd {
  const ours = networks.filter((network) => network.family === family);
  const own = spanSet(ours.map((network) => ({ from: network.own, to: network.own })));
  const all = difference(difference(ALL[family], MARTIANS[family]), own);
  // A prefix of no length would make everybody a neighbour.
  const onLink = spanSet(ours.filter(({ from, to }) => to - from < ALL[family][0]!.to));
  return crowdOf(family, all, union(LOCAL[family], onLink), ruleset);
}
