/**
 * Everybody who may come from outside, told apart only as far as the rules do. A list of a hundred thousand
 * blocked addresses makes two kinds of peer, not a hundred thousand: so a set of peers is a number with a bit
 * for each kind, and what becomes of them all is quick to follow.
 */
import { includes, spanSet, type Family, type Span, type SpanSet } from './address-set.ts';
import type { Field, Ruleset, Test } from './rules.ts';

/** A set of peers: bit n stands for all peers of kind n. */
export type Peers = bigint;

export const NOBODY: Peers = 0n;

export const without = (some: Peers, others: Peers): Peers => some & ~others;

/** Everybody who may come, told apart as far as the rules tell them apart. */
export interface Crowd {
  readonly everybody: Peers;
  /** Those in the networks of this machine, and in private ones. */
  readonly lan: Peers;
  readonly internet: Peers;
  /** Those whose address is among these; undefined where no rule asks for just these. */
  among(spans: SpanSet): Peers | undefined;
  /** All who are of one kind with this address; nobody where it is no peer's. */
  kindOf(address: bigint): Peers;
  spansOf(peers: Peers): SpanSet;
  /** How many addresses, roughly: only to say which of two is more. */
  size(peers: Peers): number;
}

/**
 * @param everybody all addresses that peers may have
 * @param lan those of them that are near
 */
export function crowdOf(family: Family, everybody: SpanSet, lan: SpanSet, ruleset: Ruleset): Crowd {
  const fields: readonly Field[] =
    family === 'ipv4' ? ['ip.saddr', 'ip.daddr'] : ['ip6.saddr', 'ip6.daddr'];
  const asked = new Map<SpanSet, Peers>([
    [everybody, NOBODY],
    [lan, NOBODY],
  ]);
  for (const test of testsIn(ruleset)) {
    if (test.kind === 'spans' && fields.includes(test.field)) asked.set(test.spans, NOBODY);
  }
  const sets = [...asked.keys()];
  const kinds = kindsOf(sets);
  kinds.forEach(({ members }, kind) => {
    for (const member of members) {
      const set = sets[member]!;
      asked.set(set, asked.get(set)! | (1n << BigInt(kind)));
    }
  });
  const all = asked.get(everybody)!;
  const near = asked.get(lan)! & all;
  const sizes = kinds.map(({ spans }) =>
    spans.reduce((sum, { from, to }) => sum + Number(to - from) + 1, 0),
  );
  const chosen = (peers: Peers) => kinds.map((_, i) => i).filter((i) => (peers >> BigInt(i)) & 1n);
  return {
    everybody: all,
    lan: near,
    internet: without(all, near),
    among: (spans) => asked.get(spans),
    kindOf: (address) => {
      const kind = kinds.findIndex(({ spans }) => includes(spans, address));
      return kind < 0 ? NOBODY : 1n << BigInt(kind);
    },
    spansOf: (peers) => spanSet(chosen(peers).flatMap((i) => kinds[i]!.spans)),
    size: (peers) => chosen(peers).reduce((sum, i) => sum + sizes[i]!, 0),
  };
}

interface Kind {
  /** Which of the sets these addresses are in, by number. */
  readonly members: readonly number[];
  readonly spans: Span[];
}

/** Addresses that are in the same sets are of one kind. The first set is everybody: nobody else is looked at. */
function kindsOf(sets: readonly SpanSet[]): readonly Kind[] {
  const turns = sets
    .flatMap((set, member) =>
      set.flatMap(({ from, to }) => [
        { at: from, member },
        { at: to + 1n, member },
      ]),
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const kinds = new Map<string, Kind>();
  const inside = new Set<number>();
  let from = 0n;
  for (const { at, member } of turns) {
    if (at > from && inside.has(0)) {
      const members = [...inside].toSorted((a, b) => a - b);
      const key = members.join();
      const kind = kinds.get(key) ?? { members, spans: [] };
      kind.spans.push({ from, to: at - 1n });
      kinds.set(key, kind);
    }
    from = at;
    if (!inside.delete(member)) inside.add(member);
  }
  return [...kinds.values()];
}

/** Every question that any rule asks, and those that it is made of. */
export function* testsIn({ tables }: Ruleset): Generator<Test> {
  for (const { chains } of tables) {
    for (const { rules } of chains.values()) {
      for (const { steps } of rules) {
        for (const step of steps) {
          if (step.kind === 'test') yield* partsOf(step.test);
          else if (step.kind === 'map') for (const [test] of step.entries) yield* partsOf(test);
        }
      }
    }
  }
}

function* partsOf(test: Test): Generator<Test> {
  yield test;
  if (test.kind === 'not') yield* partsOf(test.of);
  else if (test.kind === 'all' || test.kind === 'any')
    for (const part of test.of) yield* partsOf(part);
}
