/** From where a listener can be reached: the interfaces it is bound to, and what the firewall says. */
import { groupBy } from '../../core/group.ts';
import type { InterfaceAddress, Listener } from '../listener.ts';
import { scopeOf } from '../scope.ts';
import { addressNumber, addressText, spanSet, type Family, type SpanSet } from './address-set.ts';
import type { FirewallAnswer } from './answer.ts';
import type { Door } from './door.ts';
import { explain } from './explain.ts';
import type { Firewall } from './firewall.ts';
import { NOBODY, without } from './peers.ts';

/** Nearest first: this machine, its own networks, anywhere. */
export type Distance = 'host' | 'lan' | 'internet';

/** The same as seen from one interface. */
export interface InterfaceAnswer extends FirewallAnswer {
  readonly interface: string;
  readonly family: Family;
  /** The addresses that are knocked at; none where only groups and broadcasts are. */
  readonly addresses: readonly string[];
}

/** From where a listener can be reached, its address and the packet filter considered. */
export interface Exposure {
  /** What the listener is bound to. */
  readonly interfaces: readonly InterfaceAddress[];
  /** The farthest from where somebody may get in: by its address, and by the firewall where that is certain. */
  readonly from: Distance;
  readonly firewall: FirewallAnswer & { readonly perInterface: readonly InterfaceAnswer[] };
  /** Whom the firewall keeps out for certain, on every interface. */
  readonly keepsOut: readonly ('lan' | 'internet')[];
}

/**
 * @param interfaces all of the machine's own addresses
 * @param farthest how far the listener's address alone can be reached from
 */
export function explainExposure(
  listener: Listener,
  interfaces: readonly InterfaceAddress[],
  firewall: Firewall,
  farthest: Distance,
): Exposure {
  const bound = boundTo(listener, interfaces);
  if (listener.scope === 'loopback') return onLoopback(bound);
  const doors = bound
    .filter(({ scope }) => scope !== 'loopback')
    .flatMap((at) => doorsOf(listener, at, firewall));
  const seen = doors.map((door) => lookAt(door, firewall));
  const keepsOut =
    seen.length === 0 ? [] : CLASSES.filter((who) => seen.every((one) => one.keepsOut(who)));
  const perInterface = rowsOf(worthTelling(seen));
  return {
    interfaces: bound,
    from: nearer(farthest, keepsOut),
    firewall: { ...together(perInterface), perInterface },
    keepsOut,
  };
}

const CLASSES = ['lan', 'internet'] as const;

/** Who is kept out is no peer, whatever the address would allow. */
function nearer(farthest: Distance, keepsOut: readonly ('lan' | 'internet')[]): Distance {
  if (farthest === 'internet' && !keepsOut.includes('internet')) return 'internet';
  return farthest === 'host' || keepsOut.includes('lan') ? 'host' : 'lan';
}

function onLoopback(bound: readonly InterfaceAddress[]): Exposure {
  const why = 'it listens on loopback alone, where nothing from outside comes in';
  return {
    interfaces: bound,
    from: 'host',
    firewall: { answer: 'blocked', why, perInterface: [] },
    keepsOut: CLASSES,
  };
}

/** The machine's addresses that lead to the listener. */
export function boundTo(
  { address, device, scope, family, v6only }: Listener,
  interfaces: readonly InterfaceAddress[],
): InterfaceAddress[] {
  const plain = (text: string) => text.split('%', 1)[0]!;
  const zone = address.includes('%') ? address.slice(address.indexOf('%') + 1) : undefined;
  const isDual = family === 'ipv6' && scope === 'any' && v6only !== true;
  return interfaces.filter((one) => {
    if (device !== undefined && one.name !== device) return false;
    if (zone !== undefined && one.name !== zone) return false;
    const isOfFamily = one.address.includes(':') ? family === 'ipv6' : family === 'ipv4' || isDual;
    if (!isOfFamily) return false;
    if (scope === 'multicast') return one.scope !== 'loopback';
    return scope === 'any' || plain(one.address) === plain(address);
  });
}

/** Where somebody may knock who comes in by the interface of an address. */
function doorsOf(listener: Listener, at: InterfaceAddress, firewall: Firewall): Door[] {
  const number = addressNumber(at.address);
  if (number === undefined) return [];
  const { family, value } = number;
  const { transport, port } = listener;
  const common = { family, transport, port, interface: at.name };
  const own: Door = { ...common, address: [{ from: value, to: value }], cast: 'local' };
  const hears = transport === 'udp' && (listener.scope === 'any' || listener.scope === 'multicast');
  if (!hears) return [own];
  const group: Door = {
    ...common,
    address: groupsOf(listener, family, at.name, firewall),
    cast: 'group',
  };
  return listener.scope === 'multicast' ? [group] : [own, group];
}

/** Multicast groups, and the broadcasts of the interface's networks. */
function groupsOf(listener: Listener, family: Family, name: string, firewall: Firewall): SpanSet {
  const group = listener.scope === 'multicast' ? addressNumber(listener.address) : undefined;
  if (group !== undefined) return [{ from: group.value, to: group.value }];
  if (family === 'ipv6') return [{ from: 0xffn << 120n, to: (1n << 128n) - 1n }];
  const broadcasts = firewall.networks
    .filter((network) => network.family === family && network.interface === name)
    .map(({ to }) => ({ from: to, to }));
  return spanSet([
    { from: 0xe000_0000n, to: 0xefff_ffffn },
    { from: 0xffff_ffffn, to: 0xffff_ffffn },
    ...broadcasts,
  ]);
}

/** One door, looked at from outside. */
interface Seen {
  readonly door: Door;
  readonly answer: FirewallAnswer;
  keepsOut(who: 'lan' | 'internet'): boolean;
}

function lookAt(door: Door, firewall: Firewall): Seen {
  const crowd = firewall.crowd[door.family];
  // Groups, broadcasts and link-local addresses are heard on the same link only.
  const isNear = door.cast === 'group' || isLinkLocal(door);
  const audience = isNear ? crowd.lan : crowd.everybody;
  const fate = firewall.fate(door);
  const answer = explain(door, fate, audience, firewall);
  return {
    door,
    answer,
    keepsOut: (who) =>
      answer.answer !== 'not determined' && without(crowd[who] & audience, fate.blocked) === NOBODY,
  };
}

function isLinkLocal({ address, family }: Door): boolean {
  const [own] = address;
  return own !== undefined && scopeOf(addressText(own.from, family)) === 'link';
}

/** What is sent to groups is worth a word only where nothing else gets in. */
function worthTelling(seen: readonly Seen[]): readonly Seen[] {
  const single = seen.filter(({ door }) => door.cast === 'local');
  if (single.length === 0) return seen;
  if (single.some(({ answer }) => answer.answer !== 'blocked')) return single;
  return seen.filter(({ door, answer }) => door.cast === 'local' || answer.answer !== 'blocked');
}

/** One row for the addresses of an interface that fare alike. */
function rowsOf(seen: readonly Seen[]): InterfaceAnswer[] {
  const alike = groupBy(seen, ({ door, answer }) =>
    [door.interface, door.family, answer.answer, answer.why, answer.rule].join('\n'),
  );
  return [...alike.values()].map((group) => {
    const [{ door, answer }] = group as [Seen, ...Seen[]];
    const addresses = group.flatMap((one) =>
      one.door.cast === 'local' ? [addressText(one.door.address[0]!.from, door.family)] : [],
    );
    return { interface: door.interface, family: door.family, addresses, ...answer };
  });
}

/**
 * Interfaces of bridges and tunnels that engines make for what runs on this machine. Who is behind them is
 * told of each by itself, and decides the whole only where there is no other.
 */
const INSIDE =
  /^(?:docker\d|docker_gwbridge|br-[\da-f]{12}$|virbr|vnet|veth|lxcbr|lxdbr|incusbr|podman|cni|flannel|cali|cilium|kube-)/;

/** The answer for the listener as a whole. */
function together(all: readonly InterfaceAnswer[]): FirewallAnswer {
  const outer = all.filter((row) => !INSIDE.test(row.interface));
  const rows = outer.length > 0 ? outer : all;
  const [first, ...more] = rows;
  if (first === undefined) {
    return {
      answer: 'not determined',
      why: 'no interface that is up has an address it listens on',
    };
  }
  if (more.every((row) => row.answer === first.answer && row.why === first.why)) {
    const { answer, by, why, rule } = first;
    const isSameRule = more.every((row) => row.rule === rule);
    return { answer, ...(by && { by }), why, ...(rule && isSameRule && { rule }) };
  }
  const answers = new Set(rows.map((row) => row.answer));
  const by = new Set(rows.flatMap((row) => row.by ?? []));
  const why = [...groupBy(rows, (row) => row.why)]
    .map(([sentence, alike]) => `${nameInterfaces(alike, rows)}: ${sentence}`)
    .join('; ');
  return {
    answer:
      answers.size === 1
        ? first.answer
        : answers.has('not determined')
          ? 'not determined'
          : 'partly',
    ...(by.size > 0 && { by: [...by].join(', ') }),
    why,
  };
}

/** `eth0`, or `eth0 (ipv6)` where the families fare differently. */
function nameInterfaces(rows: readonly InterfaceAnswer[], all: readonly InterfaceAnswer[]): string {
  const names = [...new Set(rows.map((row) => row.interface))].join(', ');
  if (rows.every(({ addresses }) => addresses.length === 0)) return `${names}, sent to groups`;
  const beside = all.filter(
    (row) => !rows.includes(row) && row.addresses.length > 0 && isBeside(row, rows),
  );
  if (beside.length > 0) {
    return rows.map((row) => `${row.interface} (${row.addresses.join(', ')})`).join(', ');
  }
  const families = new Set(rows.map(({ family }) => family));
  const isOne = families.size === 1 && all.some(({ family }) => !families.has(family));
  return isOne ? `${names} (${[...families].join()})` : names;
}

/** Whether another address of the same interface and family fares differently. */
function isBeside(row: InterfaceAnswer, rows: readonly InterfaceAnswer[]): boolean {
  return rows.some((one) => one.interface === row.interface && one.family === row.family);
}
