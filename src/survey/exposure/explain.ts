/** What becomes of those who come to a door, in one sentence and with the rule that decides. */
import { addressNumber, spanSet, spanText, union, type Family } from './address-set.ts';
import type { FirewallAnswer } from './answer.ts';
import type { Door, Fate, Network } from './door.ts';
import type { Firewall } from './firewall.ts';
import { ownerOf, zoneOf } from './owner.ts';
import { NOBODY, type Crowd, type Peers } from './peers.ts';
import type { Diversion, Rule } from './rules.ts';
import type { Decision, Place } from './walk.ts';

/** More would be no sentence. */
const NAMED_SOURCES = 4;

/** @param audience those who are asked about */
export function explain(
  door: Door,
  fate: Fate,
  audience: Peers,
  firewall: Firewall,
): FirewallAnswer {
  const crowd = firewall.crowd[door.family];
  const [gap] = firewall.gaps;
  if (gap !== undefined) return { answer: 'not determined', why: gap };
  const here = (peers: Peers) => peers & audience;
  const unknown = here(fate.unknown);
  if (unknown !== NOBODY) return undetermined(fate, unknown);
  const blocked = here(fate.blocked);
  const back = blocked !== NOBODY ? backDoor(door, firewall) : undefined;
  if (back !== undefined) return back;
  const open = here(fate.open);
  if (open === audience) return lets(door, fate, open, crowd);
  if (blocked === audience) return stops(door, fate, blocked, crowd);
  return divides(door, fate, { open, blocked, depends: here(fate.depends) }, firewall);
}

function undetermined({ decisions }: Fate, unknown: Peers): FirewallAnswer {
  const doubt = decisions.find(
    ({ what, certainty, peers }) =>
      (what === 'doubt' || what === 'unknown') &&
      certainty === 'unknown' &&
      (peers & unknown) !== NOBODY,
  );
  const because = doubt?.because ?? 'a rule that was not understood';
  return {
    answer: 'not determined',
    ...(doubt && { by: ownerOf(doubt.place) }),
    why: `it may hang on what was not understood: ${because}`,
    ...(doubt && { rule: placeText(doubt.place) }),
  };
}

/** Who is kept out here may come in by another port that is sent on to this one. */
function backDoor({ port }: Door, { ruleset, networks }: Firewall): FirewallAnswer | undefined {
  for (const table of ruleset.tables) {
    for (const chain of table.chains.values()) {
      const rule = chain.rules.find(({ steps }) =>
        steps.some((step) => step.kind === 'divert' && leadsTo(step.to, port, networks)),
      );
      if (rule === undefined) continue;
      const place: Place = { table, chain, rule };
      return {
        answer: 'not determined',
        by: ownerOf(place),
        why: 'what comes to another port may be sent on to this one',
        rule: placeText(place),
      };
    }
  }
  return undefined;
}

function leadsTo(to: Diversion, port: number, networks: readonly Network[]): boolean {
  if (to.unclear !== undefined) return true;
  if (to.port !== port) return false;
  const target = to.address === undefined ? undefined : addressNumber(to.address);
  return target === undefined || networks.some(({ own }) => own === target.value);
}

function lets(door: Door, fate: Fate, open: Peers, crowd: Crowd): FirewallAnswer {
  const [sentOn] = fate.sentOn;
  const decision = widest(
    fate,
    open,
    crowd,
    (one) => one.what === 'accept' && one.place.rule !== undefined,
  );
  const divert = widest(fate, open, crowd, (one) => one.what === 'divert');
  if (sentOn !== undefined && divert !== undefined) {
    return {
      answer: 'open',
      by: ownerOf(divert.place),
      why: `${ownerOf(divert.place)} sends it on to ${targetText(sentOn)}, past the rules for what comes in`,
      rule: placeText(divert.place),
    };
  }
  if (decision === undefined) {
    const policy = fate.decisions.find(({ what }) => what === 'accept');
    return policy === undefined
      ? { answer: 'open', why: 'no packet filter stands before it' }
      : {
          answer: 'open',
          why: `no rule of ${ownerOf(policy.place)} stops it`,
          by: ownerOf(policy.place),
        };
  }
  return {
    answer: 'open',
    by: ownerOf(decision.place),
    why: `${nameOf(decision.place, door)} lets it in`,
    rule: placeText(decision.place),
  };
}

function stops(door: Door, fate: Fate, blocked: Peers, crowd: Crowd): FirewallAnswer {
  const decision = widest(fate, blocked, crowd, ({ what }) => what === 'drop');
  if (decision === undefined) return { answer: 'blocked', why: 'nothing gets through' };
  return {
    answer: 'blocked',
    by: ownerOf(decision.place),
    why: stopText(decision, door),
    rule: placeText(decision.place),
  };
}

function stopText({ place, moment }: Decision, door: Door): string {
  const name = nameOf(place, door);
  if (moment === 'answer') return `${name} keeps the answers in`;
  if (moment === 'next') return `${name} lets the first packet in, but none after it`;
  return isSpecific(place.rule) ? `${name} stops it` : `${name} stops what no rule lets in`;
}

/** Whether a rule asks anything at all: one that does not is a policy in other words. */
function isSpecific(rule: Rule | undefined): boolean {
  return rule?.steps.some(({ kind }) => kind === 'test' || kind === 'map') ?? false;
}

interface Division {
  readonly open: Peers;
  readonly blocked: Peers;
  readonly depends: Peers;
}

function divides(
  door: Door,
  fate: Fate,
  { open, blocked, depends }: Division,
  firewall: Firewall,
): FirewallAnswer {
  const crowd = firewall.crowd[door.family];
  if (depends !== NOBODY) return hangs(fate, depends);
  const letIn = widest(
    fate,
    open,
    crowd,
    (one) => one.what === 'accept' && one.place.rule !== undefined,
  );
  const stop = widest(fate, blocked, crowd, ({ what }) => what === 'drop');
  const fewGetIn = crowd.size(open) <= crowd.size(blocked);
  const decision = (fewGetIn ? (letIn ?? stop) : (stop ?? letIn))!;
  const who = sourcesText(fewGetIn ? open : blocked, door.family, firewall);
  const name = nameOf(decision.place, door);
  return {
    answer: 'partly',
    by: ownerOf(decision.place),
    why: fewGetIn ? `${name} lets in only ${who}` : `${name} lets in all but ${who}`,
    rule: placeText(decision.place),
  };
}

function hangs({ decisions }: Fate, depends: Peers): FirewallAnswer {
  const doubt = decisions.find(
    ({ what, peers }) => what === 'doubt' && (peers & depends) !== NOBODY,
  );
  if (doubt === undefined) {
    const drop = decisions.findLast(({ what }) => what === 'drop');
    return {
      answer: 'partly',
      ...(drop && { by: ownerOf(drop.place) }),
      why: 'it gets in, but the answers do not get out',
      ...(drop && { rule: placeText(drop.place) }),
    };
  }
  return {
    answer: 'partly',
    by: ownerOf(doubt.place),
    why: `it hangs on ${doubt.because ?? 'the packet itself'}`,
    rule: placeText(doubt.place),
  };
}

/** Of the decisions of a kind, the last of those that concern most of the peers; the first packet counts first. */
function widest(
  { decisions }: Fate,
  peers: Peers,
  crowd: Crowd,
  isWanted: (decision: Decision) => boolean,
): Decision | undefined {
  const wanted = decisions.filter((one) => isWanted(one) && (one.peers & peers) !== NOBODY);
  const first = wanted.filter(({ moment }) => moment === 'first');
  let best: Decision | undefined;
  let most = 0;
  for (const decision of first.length > 0 ? first : wanted) {
    const size = crowd.size(decision.peers & peers);
    if (size >= most) [best, most] = [decision, size];
  }
  return best;
}

/** Many doors share an answer, and a long list is long to put in order. */
const told = new WeakMap<Crowd, Map<Peers, string>>();

function sourcesText(peers: Peers, family: Family, firewall: Firewall): string {
  const crowd = firewall.crowd[family];
  const known = told.get(crowd) ?? new Map<Peers, string>();
  told.set(crowd, known);
  const text = known.get(peers) ?? listText(peers, family, firewall);
  known.set(peers, text);
  return text;
}

/** Our own addresses, which are no peers, leave no holes in a network that is told. */
function listText(peers: Peers, family: Family, { crowd, networks }: Firewall): string {
  const own = networks.filter((one) => one.family === family);
  const spans = crowd[family].spansOf(peers);
  const whole = union(spans, spanSet(own.map((one) => ({ from: one.own, to: one.own })))).filter(
    ({ from, to }) => from !== to || !own.some((one) => one.own === from),
  );
  const named = whole.slice(0, NAMED_SOURCES).map((span) => spanText(span, family));
  const more = whole.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

function targetText({ address, port }: Diversion): string {
  if (address === undefined || address === 'self') return `port ${port}`;
  const host = address.includes(':') ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}

/** `firewalld (zone public)`, `ufw`, `nftables`. */
function nameOf(place: Place, door: Door): string {
  const owner = ownerOf(place);
  const zone = owner === 'firewalld' ? zoneOf(place.table, door.interface) : undefined;
  return zone === undefined ? owner : `firewalld (zone ${zone})`;
}

/** Where it is decided, and how that is written there. */
export function placeText({ table, chain, rule }: Place): string {
  const where =
    table.tool === 'nftables'
      ? `table ${table.family} ${table.name}, chain ${chain.name}`
      : `${table.family === 'ip6' ? 'ip6tables' : 'iptables'} -t ${table.name}, chain ${chain.name}`;
  if (rule === undefined) return `${where}: policy ${chain.base?.policy ?? 'accept'}`;
  const number = table.tool === 'nftables' ? `handle ${rule.handle}` : `rule ${rule.handle}`;
  return `${where}, ${number}: ${rule.text}`;
}
