/**
 * A packet filter's rules in one form, whichever tool they were written with: nftables and iptables
 * both become chains of rules, and a rule becomes steps that are taken in order until one does not
 * match. What we do not understand is a step of its own, never left out.
 */
import type { SpanSet } from './address-set.ts';

/** What a rule may ask about a packet. `th` is whichever of TCP, UDP and SCTP the packet has. */
export const FIELDS = [
  'nfproto',
  'ethertype',
  'l4proto',
  'ip.protocol',
  'ip6.nexthdr',
  'ip.saddr',
  'ip.daddr',
  'ip6.saddr',
  'ip6.daddr',
  'ip.fragment',
  'th.sport',
  'th.dport',
  'tcp.sport',
  'tcp.dport',
  'tcp.flags',
  'udp.sport',
  'udp.dport',
  'sctp.sport',
  'sctp.dport',
  'iif',
  'oif',
  'pkttype',
  'ct.state',
  'ct.direction',
  'ct.status',
  'ct.l4proto',
  'ct.dport',
  'fib.saddr.type',
  'fib.daddr.type',
  'reverse-path',
  'icmp',
  'other',
] as const;
export type Field = (typeof FIELDS)[number];

/** A question about a packet: yes, no, for some sources, sometimes, or we cannot know. */
export type Test =
  | {
      readonly kind: 'spans';
      readonly field: Field;
      readonly spans: SpanSet;
      readonly mask?: bigint;
    }
  /** Whether any of these bits is set. */
  | { readonly kind: 'bits'; readonly field: Field; readonly any: bigint }
  /** Interfaces, where `eth*` is all that begin so. */
  | { readonly kind: 'names'; readonly field: Field; readonly names: readonly string[] }
  | { readonly kind: 'all'; readonly of: readonly Test[] }
  | { readonly kind: 'any'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  /** True now and false then: a rate, the hour, a set whose elements come and go. */
  | { readonly kind: 'changing'; readonly what: string }
  /** Not understood. */
  | { readonly kind: 'opaque'; readonly what: string };

/** What becomes of a packet. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  /** Refused with a word: like a drop for who may come in. */
  | { readonly kind: 'reject'; readonly only?: 'tcp' | 'ipv4' | 'ipv6' }
  | { readonly kind: 'jump' | 'goto'; readonly target: string }
  /** A program decides, and it does not tell us. */
  | { readonly kind: 'queue' };

/** One part of a rule; a test that fails ends the rule. */
export type Step =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [test: Test, verdict: Verdict])[] }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'notrack' }
  /** The packet goes to another address or port than it was sent to. */
  | { readonly kind: 'divert'; readonly to: Diversion }
  /** May do anything, as far as we know. */
  | { readonly kind: 'opaque'; readonly what: string };

/** Where a packet is sent instead. What is absent stays as it was; what we cannot tell is `unclear`. */
export interface Diversion {
  /** `self`: this machine, at the address of the interface (redirect). */
  readonly address?: string | 'self';
  readonly port?: number;
  readonly unclear?: string;
}

/** A rule: its steps, one after the other. */
export interface Rule {
  readonly steps: readonly Step[];
  /** As the tool writes it. */
  readonly text: string;
  /** nftables' handle of the rule, or its number in an iptables chain. */
  readonly handle: string;
}

/** Where the kernel calls chains, in the order in which a packet meets them. */
export const HOOKS = [
  'ingress',
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
] as const;
export type Hook = (typeof HOOKS)[number];

export type Tool = 'nftables' | 'iptables';

/** A chain that the kernel calls by itself. */
export interface Base {
  readonly hook: Hook;
  readonly priority: number;
  readonly type: 'filter' | 'nat' | 'route';
  readonly policy: 'accept' | 'drop';
  /** For `ingress`: the interfaces that it watches. */
  readonly devices?: readonly string[];
}

/** A chain: called by the kernel when it has a `base`, else by other chains. */
export interface Chain {
  readonly name: string;
  readonly base?: Base;
  readonly rules: readonly Rule[];
}

/** A table of chains. */
export interface Table {
  readonly tool: Tool;
  /** The packets it sees: `inet` those of both families. */
  readonly family: 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge' | 'arp';
  readonly name: string;
  readonly chains: ReadonlyMap<string, Chain>;
}

/** Everything that filters packets on a machine, as far as it could be read. */
export interface Ruleset {
  readonly tables: readonly Table[];
  /** What there is beside the tables, or in them, that could decide and was not understood. */
  readonly unread: readonly string[];
}
