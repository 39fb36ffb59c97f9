/**
 * What happens to a conversation that somebody outside begins with a port of this machine: through
 * every chain that sees its packets, in the kernel's order, in and out again.
 */
import type { Transport } from '../../core/transport.ts';
import { addressNumber, includes, type Family, type Span, type SpanSet } from './address-set.ts';
import type { Packet, Moment } from './packet.ts';
import { NOBODY, without, type Crowd, type Peers } from './peers.ts';
import type { Base, Chain, Diversion, Hook, Ruleset, Table } from './rules.ts';
import { merge, peersOf, walk, type Decision, type Flow } from './walk.ts';

/** A port of this machine as it is seen from one of its interfaces. */
export interface Door {
  readonly family: Family;
  readonly transport: Transport;
  /** One address, or the groups and broadcasts of the interface. */
  readonly address: SpanSet;
  readonly cast: 'local' | 'group';
  readonly port: number;
  /** Where the packet comes in. */
  readonly interface: string;
}

/** A network that is reached through an interface. */
export interface Network extends Span {
  readonly interface: string;
  readonly family: Family;
  /** This machine's own address in it. */
  readonly own: bigint;
}

/** Peers by what becomes of them. Together they are all that were asked about. */
export interface Fate {
  readonly open: Peers;
  readonly blocked: Peers;
  /** It hangs on a rate, on the peer's port, or answers do not get out. */
  readonly depends: Peers;
  readonly unknown: Peers;
  /** What was decided on the way in, and on the way out. */
  readonly decisions: readonly Decision[];
  /** Where packets are sent on to, if not to the door itself: `172.17.0.2:80`. */
  readonly sentOn: readonly Diversion[];
}

/** A chain may be long and there may be many doors: this many rules are looked at for one of them. */
export const MOST_RULES = 200_000;

/** Packets on one way, which have the same header. */
interface Group {
  readonly packet: Packet;
  readonly flows: readonly Flow[];
}

type BaseChain = readonly [table: Table, chain: Chain & { readonly base: Base }];

/** The hooks that a packet passes, in order. */
const WAYS: Record<'in' | 'out' | 'through', readonly Hook[]> = {
  in: ['ingress', 'prerouting', 'input'],
  out: ['output', 'postrouting'],
  through: ['ingress', 'prerouting', 'forward', 'postrouting'],
};

/** Where destinations are translated. */
const DESTINATION_NAT = -100;

/** Leads a conversation with everybody of the crowd through the chains, in the kernel's order. */
export function fateOf(
  door: Door,
  crowd: Crowd,
  ruleset: Ruleset,
  networks: readonly Network[],
): Fate {
  return new Conversation(door, crowd, ruleset, networks).fate();
}

class Conversation {
  private readonly decisions: Decision[] = [];
  private readonly sentOn: Diversion[] = [];
  private readonly limit = { left: MOST_RULES };
  /** Peers whose later packets may be left untranslated. */
  private stray: Peers = NOBODY;

  constructor(
    private readonly door: Door,
    private readonly crowd: Crowd,
    private readonly ruleset: Ruleset,
    private readonly networks: readonly Network[],
  ) {}

  fate(): Fate {
    const { everybody } = this.crowd;
    const groups = this.enter();
    const decided = this.decisions;
    let reached = NOBODY;
    let unanswered = NOBODY;
    for (const group of groups) {
      const entered = peersOf(group.flows);
      const answer = this.follow('answer', group);
      if (this.door.transport === 'udp') {
        // A datagram that gets in has got in, whether an answer gets out or not.
        reached |= entered;
        unanswered |= without(entered, answer);
      } else reached |= entered & answer & this.follow('next', group);
    }
    const doubtful = (lostIn(decided) | this.stray) & reached;
    const depends = doubtful | unanswered;
    const unknown = depends & (peersOf(decided.filter(isUnknown)) | this.stray);
    return {
      open: without(reached, depends),
      blocked: without(everybody, reached),
      depends: without(depends, unknown),
      unknown,
      decisions: decided,
      sentOn: this.sentOn,
    };
  }

  /** The packet that opens the conversation, up to whatever it reaches. */
  private enter(): Group[] {
    const { door } = this;
    const packet: Packet = {
      family: door.family,
      transport: door.transport,
      moment: 'first',
      own: door.address,
      ownPort: door.port,
      cast: door.cast,
      sentTo: door.port,
      diverted: false,
      in: door.interface,
      out: '',
    };
    const flow: Flow = { peers: this.crowd.everybody, certainty: 'sure', tracking: 'tracked' };
    let groups: Group[] = [{ packet, flows: [flow] }];
    for (const hook of ['ingress', 'prerouting'] as const) groups = this.hook(hook, groups);
    const arrived = groups.flatMap((group) =>
      isForwarded(group.packet)
        ? this.hook('postrouting', this.hook('forward', [group]))
        : this.hook('input', [group]),
    );
    return arrived.filter(({ flows }) => flows.length > 0);
  }

  /** A later packet of the conversation. @returns the peers that it reaches, or that it comes from */
  private follow(moment: Moment, { packet, flows }: Group): Peers {
    const later: Packet = { ...packet, moment };
    const forwarded = isForwarded(packet);
    const turned: Packet =
      moment === 'answer' ? { ...later, in: packet.out, out: packet.in } : later;
    const begin: Group = {
      packet: turned,
      flows: merge(
        flows.map(({ peers, tracking }) => ({
          peers,
          certainty: 'sure' as const,
          tracking: tracking === 'tracked' ? tracking : ('unclear' as const),
        })),
      ),
    };
    const way = forwarded ? 'through' : moment === 'answer' ? 'out' : 'in';
    let groups: Group[] = [begin];
    for (const hook of WAYS[way]) groups = this.hook(hook, groups);
    const left = groups.flatMap((group) => group.flows);
    // What is not tracked is not translated, and the two ends no longer know each other.
    if (packet.diverted) {
      const stray = left.filter(({ tracking }) => tracking !== 'tracked');
      this.stray |= peersOf(stray);
    }
    return peersOf(left);
  }

  private hook(hook: Hook, groups: readonly Group[]): Group[] {
    let now = [...groups];
    for (const [table, chain] of this.chainsOf(hook)) {
      now = now.flatMap((group) => this.pass(group, table, chain));
    }
    return now;
  }

  private chainsOf(hook: Hook): readonly BaseChain[] {
    return baseChains(this.ruleset).filter(
      ([table, { base }]) => base.hook === hook && sees(table, this.door.family),
    );
  }

  private pass(group: Group, table: Table, chain: BaseChain[1]): Group[] {
    const { packet, flows } = group;
    const { base } = chain;
    if (base.devices !== undefined && !base.devices.includes(packet.in)) return [group];
    // Address translation looks at the first packet of a connection and remembers.
    const passing =
      base.type === 'nat' ? flows.filter((flow) => flow.tracking !== 'untracked') : flows;
    if (base.type === 'nat' && packet.moment !== 'first') return [group];
    const beside = flows.filter((flow) => !passing.includes(flow));
    const { passed, decisions } = walk(
      this.asSeenBy(base, packet),
      this.crowd,
      table,
      chain,
      passing,
      this.limit,
    );
    this.decisions.push(...decisions);
    const groups: Group[] = [{ packet, flows: merge([...beside, ...passed]) }];
    for (const decision of decisions) {
      if (decision.what === 'divert') groups.push(...this.divert(packet, decision));
    }
    return groups.filter(({ flows: left }) => left.length > 0);
  }

  /** Until its destination is translated, a later packet still has the one it was sent to. */
  private asSeenBy(base: Base, packet: Packet): Packet {
    if (packet.moment !== 'next' || !packet.diverted) return packet;
    const before = base.hook === 'ingress' || base.hook === 'prerouting';
    if (!before || rank(base) >= DESTINATION_NAT) return packet;
    const { address: own, port: ownPort, cast } = this.door;
    return { ...packet, own, ownPort, cast };
  }

  /** Packets that a rule sends to another address or port. */
  private divert(packet: Packet, decision: Decision): Group[] {
    const to = decision.to ?? {};
    const flow: Flow = {
      peers: decision.peers,
      certainty: decision.certainty,
      tracking: 'tracked',
    };
    const target = to.unclear === undefined ? this.targetOf(packet, to) : to.unclear;
    if (typeof target === 'string') {
      const lost: Flow = { ...flow, certainty: 'unknown', tracking: 'unclear' };
      this.decisions.push({ ...decision, what: 'unknown', certainty: 'unknown', because: target });
      return [{ packet, flows: [lost] }];
    }
    if (!this.sentOn.some((one) => one.address === to.address && one.port === to.port)) {
      this.sentOn.push(to);
    }
    return [{ packet: target, flows: [flow] }];
  }

  /** The packet as it goes on; a sentence when we cannot tell where. */
  private targetOf(packet: Packet, to: Diversion): Packet | string {
    const changed: Packet = { ...packet, diverted: true, ownPort: to.port ?? packet.ownPort };
    if (to.address === undefined || to.address === 'self') return changed;
    const address = addressNumber(to.address);
    if (address?.family !== packet.family) return `it is sent on to ${to.address}`;
    const own: SpanSet = [{ from: address.value, to: address.value }];
    if (this.networks.some((network) => network.own === address.value)) return { ...changed, own };
    const network = this.networks.find(
      (one) => one.family === address.family && includes([one], address.value),
    );
    if (network === undefined) return `it is sent on to ${to.address}, we cannot tell which way`;
    return { ...changed, own, cast: 'unicast', out: network.interface };
  }
}

const isForwarded = (packet: Packet): boolean => packet.cast === 'unicast';

const isUnknown = ({ what, certainty }: Decision): boolean =>
  what === 'unknown' || certainty === 'unknown';

/** Peers that something may have stopped. */
function lostIn(decisions: readonly Decision[]): Peers {
  return peersOf(decisions.filter(({ what }) => what === 'drop' || what === 'unknown'));
}

function sees({ family }: Table, packet: Family): boolean {
  if (family === 'inet' || family === 'netdev') return true;
  return family === (packet === 'ipv4' ? 'ip' : 'ip6');
}

const ordered = new WeakMap<Ruleset, readonly BaseChain[]>();

/** In the order in which the kernel asks them, within a hook. */
function baseChains(ruleset: Ruleset): readonly BaseChain[] {
  const known = ordered.get(ruleset);
  if (known !== undefined) return known;
  const found: BaseChain[] = ruleset.tables.flatMap((table) =>
    [...table.chains.values()].filter(hasBase).map((chain): BaseChain => [table, chain]),
  );
  found.sort(([, a], [, b]) => rank(a.base) - rank(b.base) || a.base.priority - b.base.priority);
  ordered.set(ruleset, found);
  return found;
}

function hasBase(chain: Chain): chain is Chain & { readonly base: Base } {
  return chain.base !== undefined;
}

/** Translation happens at a fixed place, whatever priority its chains have among themselves. */
function rank({ hook, type, priority }: Base): number {
  if (hook === 'ingress' || type !== 'nat') return priority;
  return hook === 'prerouting' || hook === 'output' ? DESTINATION_NAT : 100;
}
