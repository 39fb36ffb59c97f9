/** Leads a packet through a chain that the kernel calls, for all the peers at once it may come from. */
import { ask, doubtOf, type Certainty, type Split } from './match.ts';
import { isSeen, type Moment, type Packet, type Tracking } from './packet.ts';
import { NOBODY, without, type Crowd, type Peers } from './peers.ts';
import type { Base, Chain, Diversion, Rule, Table, Test, Verdict } from './rules.ts';

/** Peers that came to the same place by ways that are equally sure. */
export interface Flow {
  readonly peers: Peers;
  readonly certainty: Certainty;
  readonly tracking: Tracking;
}

/** Where something was decided: a rule, or the policy of the chain when there is none. */
export interface Place {
  readonly table: Table;
  readonly chain: Chain;
  readonly rule?: Rule;
}

/** What was decided for some of the peers, and where. */
export interface Decision {
  readonly what: 'accept' | 'drop' | 'divert' | 'unknown' | 'doubt';
  readonly peers: Peers;
  readonly certainty: Certainty;
  readonly place: Place;
  /** Which packet of the conversation. */
  readonly moment: Moment;
  readonly to?: Diversion;
  /** Of a doubt, and of what is unknown: what it hangs on. */
  readonly because?: string;
}

/** What became of a packet in a chain. */
export interface Passage {
  /** Those that leave the chain alive. */
  readonly passed: readonly Flow[];
  readonly decisions: readonly Decision[];
}

/** nftables allows 16; iptables-legacy has no limit, and nobody goes deeper by hand. */
const DEEPEST = 64;

const WORST: Record<Certainty, number> = { sure: 0, depends: 1, unknown: 2 };

const worse = (a: Certainty, b: Certainty): Certainty => (WORST[a] >= WORST[b] ? a : b);

/**
 * @param chain one that has a base
 * @param limit how many rules may still be looked at; counted down, and what is not looked at is unknown
 */
export function walk(
  packet: Packet,
  crowd: Crowd,
  table: Table,
  chain: Chain & { readonly base: Base },
  flows: readonly Flow[],
  limit: { left: number },
): Passage {
  return new Walk(packet, crowd, table, chain.base, limit).through(chain, flows);
}

class Walk {
  private readonly accepted: Flow[] = [];
  private readonly decisions: Decision[] = [];

  constructor(
    private readonly packet: Packet,
    private readonly crowd: Crowd,
    private readonly table: Table,
    private readonly base: Base,
    private readonly limit: { left: number },
  ) {}

  through(chain: Chain, flows: readonly Flow[]): Passage {
    const rest = this.chain(chain, flows, 0);
    for (const flow of rest) this.decide(this.base.policy, flow, this.place(chain));
    return { passed: merge(this.accepted), decisions: this.decisions };
  }

  /** @returns those that come back: at the chain's end, or by `return` */
  private chain(chain: Chain, flows: readonly Flow[], depth: number): readonly Flow[] {
    const back: Flow[] = [];
    let alive = flows;
    for (const rule of chain.rules) {
      if (alive.length === 0) break;
      if (this.limit.left-- <= 0) {
        for (const flow of alive) this.lose(flow, this.place(chain, rule), 'too many rules');
        return back;
      }
      alive = merge(alive.flatMap((flow) => this.rule(rule, chain, flow, back, depth)));
    }
    return merge([...back, ...alive]);
  }

  /** @returns those that go on to the next rule */
  private rule(rule: Rule, chain: Chain, flow: Flow, back: Flow[], depth: number): readonly Flow[] {
    const place: Place = this.place(chain, rule);
    const onward: Flow[] = [];
    let matching: readonly Flow[] = [flow];
    for (const step of rule.steps) {
      if (matching.length === 0) break;
      switch (step.kind) {
        case 'test':
          matching = matching.flatMap((one) => {
            const split = this.ask(step.test, one, place);
            onward.push(...beside(one, split));
            return within(one, split);
          });
          break;
        case 'map':
          matching = matching.flatMap((one) =>
            this.map(step.entries, one, place, back, depth, onward),
          );
          break;
        case 'verdict':
          return [...onward, ...this.verdict(step.verdict, matching, place, back, depth)];
        case 'notrack':
          matching = matching.map((one) => ({ ...one, tracking: this.untracked(one) }));
          break;
        case 'divert':
          for (const one of matching) this.note('divert', one, place, { to: step.to });
          return onward;
        case 'opaque':
          for (const one of matching) this.lose(one, place, step.what);
          matching = matching.map((one) => ({ ...one, certainty: 'unknown' as const }));
          break;
      }
    }
    return [...onward, ...matching];
  }

  /** Each entry takes its own; keys of a map never overlap. @returns those that no entry took */
  private map(
    entries: readonly (readonly [Test, Verdict])[],
    flow: Flow,
    place: Place,
    back: Flow[],
    depth: number,
    onward: Flow[],
  ): Flow[] {
    let rest: readonly Flow[] = [flow];
    for (const [test, verdict] of entries) {
      rest = merge(
        rest.flatMap((one) => {
          const split = this.ask(test, one, place);
          onward.push(...this.verdict(verdict, within(one, split), place, back, depth));
          return beside(one, split);
        }),
      );
    }
    // What a map does not have ends the rule.
    onward.push(...rest);
    return [];
  }

  private ask(test: Test, flow: Flow, place: Place): Split {
    const { peers, tracking } = flow;
    const { packet, base, crowd } = this;
    const split = ask(test, { packet, base, crowd, tracking, peers });
    for (const certainty of ['depends', 'unknown'] as const) {
      const doubted = { ...flow, peers: split[certainty], certainty };
      if (some(doubted.peers)) this.note('doubt', doubted, place, { because: doubtOf(test) });
    }
    return split;
  }

  /** @returns those that go on to the next rule */
  private verdict(
    verdict: Verdict,
    flows: readonly Flow[],
    place: Place,
    back: Flow[],
    depth: number,
  ): readonly Flow[] {
    if (flows.length === 0) return flows;
    switch (verdict.kind) {
      case 'accept':
      case 'drop':
        for (const flow of flows) this.decide(verdict.kind, flow, place);
        return [];
      case 'reject':
        if (!rejects(verdict.only, this.packet)) return flows;
        for (const flow of flows) this.decide('drop', flow, place);
        return [];
      case 'queue':
        for (const flow of flows) this.lose(flow, place, 'a program decides (queue)');
        return [];
      case 'continue':
        return flows;
      case 'return':
        back.push(...flows);
        return [];
      case 'jump':
        return this.call(verdict.target, flows, place, depth);
      case 'goto':
        back.push(...this.call(verdict.target, flows, place, depth));
        return [];
    }
  }

  private call(
    target: string,
    flows: readonly Flow[],
    place: Place,
    depth: number,
  ): readonly Flow[] {
    const chain = this.table.chains.get(target);
    if (chain !== undefined && depth < DEEPEST) return this.chain(chain, flows, depth + 1);
    const why =
      chain === undefined ? `there is no chain ${target}` : 'chains call each other too deep';
    for (const flow of flows) this.lose(flow, place, why);
    return [];
  }

  /** Once connection tracking has seen a packet, it can no longer be told to leave it alone. */
  private untracked({ tracking }: Flow): Tracking {
    const seen = isSeen(this.base);
    if (seen === 'unclear') return 'unclear';
    return seen ? tracking : 'untracked';
  }

  private decide(what: 'accept' | 'drop', flow: Flow, place: Place): void {
    this.note(what, flow, place);
    if (what === 'accept') this.accepted.push(flow);
  }

  private place(chain: Chain, rule?: Rule): Place {
    const place = { table: this.table, chain };
    return rule === undefined ? place : { ...place, rule };
  }

  /** It may live and it may die. */
  private lose(flow: Flow, place: Place, because: string): void {
    const unsure: Flow = { ...flow, certainty: 'unknown', tracking: 'unclear' };
    this.note('unknown', unsure, place, { because });
    this.accepted.push(unsure);
  }

  private note(
    what: Decision['what'],
    { peers, certainty }: Flow,
    place: Place,
    more: Pick<Decision, 'to' | 'because'> = {},
  ): void {
    const { moment } = this.packet;
    this.decisions.push({ what, peers, certainty, place, moment, ...more });
  }
}

function rejects(
  only: 'tcp' | 'ipv4' | 'ipv6' | undefined,
  { transport, family }: Packet,
): boolean {
  return only === undefined || only === transport || only === family;
}

const some = (peers: Peers): boolean => peers !== NOBODY;

/** The part of a flow for which the answer is yes, or may be. */
function within(flow: Flow, { yes, depends, unknown }: Split): Flow[] {
  return parts(flow, yes, depends, unknown);
}

/** The part for which it is no, or may be. */
function beside(flow: Flow, { yes, depends, unknown }: Split): Flow[] {
  return parts(flow, without(flow.peers, yes | depends | unknown), depends, unknown);
}

function parts(flow: Flow, sure: Peers, depends: Peers, unknown: Peers): Flow[] {
  const found: Flow[] = [];
  if (some(sure)) found.push({ ...flow, peers: sure });
  if (some(depends)) {
    found.push({ ...flow, peers: depends, certainty: worse(flow.certainty, 'depends') });
  }
  if (some(unknown)) found.push({ ...flow, peers: unknown, certainty: 'unknown' });
  return found;
}

/** One flow for each way of being sure and of being tracked: so there are never more than nine. */
export function merge(flows: readonly Flow[]): readonly Flow[] {
  if (flows.length < 2) return flows;
  const byKind = new Map<string, Flow>();
  for (const flow of flows) {
    const kind = `${flow.certainty} ${flow.tracking}`;
    const known = byKind.get(kind);
    byKind.set(kind, known ? { ...known, peers: known.peers | flow.peers } : flow);
  }
  return [...byKind.values()];
}

/** All peers of some flows. */
export function peersOf(flows: readonly { readonly peers: Peers }[]): Peers {
  return flows.reduce((all, { peers }) => all | peers, NOBODY);
}
