/**
 * Asks SNMP agents what they are and how they are: the client's side as a machine without socket or clock.
 *
 * It greets single hosts and broadcast addresses in a few rounds, in versions 2c and 1, or as a user in version 3.
 * Whoever answers is asked for the wanted variables and walked through the wanted columns, one question at a time. It sends get, getnext and getbulk and nothing else (`gate.ts`), and it always ends:
 * rounds, attempts, questions and values are counted.
 */
import { parseOid } from '../../core/bytes/ber-oid.ts';
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError, type WireError } from '../../core/errors.ts';
import type {
  DatagramAction,
  DatagramMachine,
  DatagramReceived,
  Step,
} from '../../core/machine.ts';
import { doubling, type RetrySchedule } from '../../core/retry.ts';
import { seconds, type Millis } from '../../core/units.ts';
import {
  askNext,
  bePatient,
  isDone,
  MAX_REQUESTS,
  newAgent,
  takeReading,
  type Agent,
  type Manner,
  type Turn,
} from './agent.ts';
import { communityModel } from './community-model.ts';
import { firstRound, greet, wordsOf, type Round, type Targets } from './greeting.ts';
import type { MessageModel, Received } from './message-model.ts';
import { usmModel } from './usm/model.ts';
import type { SecureUser } from './usm/user.ts';
import { DEFAULT_COMMUNITY, type CommunityVersion, type SnmpVersion } from './vocabulary.ts';
import type { WalkOrder } from './walk.ts';
import { decode } from './wire.ts';

/** Agents that are remembered: four full class C networks. */
export const MAX_AGENTS = 1024;
/** Answers that are read of one agent: each question's, and as many again for networks that double. */
export const MAX_REPLIES = 2 * MAX_REQUESTS;
/** How many unreadable datagrams are told of. */
export const MAX_UNREADABLE = 256;

/** Three rounds, at 0, 1 and 3 seconds, and 2 more to listen. */
export const DEFAULT_ROUNDS: RetrySchedule = doubling(seconds(1), 3, seconds(2));
/**
 * At 0, 0.3, 0.9, 2.1, 3.3 and 4.5 seconds, given up at 5.7: printers that sleep take a second to wake. At 40 % loss
 * each way six attempts leave 7 % unanswered.
 */
export const DEFAULT_PATIENCE: RetrySchedule = doubling(300, 6, 1200);

export interface InquiryOptions extends Partial<Targets> {
  /**
   * Whether an address is one that may be asked. What comes from others is ignored: a forged answer must not
   * make us send to a stranger.
   */
  readonly mayAsk: (address: string) => boolean;
  /** Variables by their whole names. */
  readonly variables: readonly string[];
  /** Tables and subtrees. */
  readonly walks?: readonly WalkOrder[];
  readonly community?: string;
  /** In order of preference. */
  readonly versions?: readonly CommunityVersion[];
  /** Asks in version 3 as this user, and in no other. */
  readonly user?: SecureUser;
  /** When each round of greetings is said, counted from the end of the round before. */
  readonly rounds?: RetrySchedule;
  /** When a question to one agent is repeated. */
  readonly patience?: RetrySchedule;
  /** The first of the request ids, 0 to 2^31 - 1: by chance, so that strangers cannot guess them. */
  readonly firstId: number;
}

export type InquiryEvent =
  /** An agent answered for the first time: as much as it said by then. */
  | { readonly kind: 'found'; readonly agent: Agent }
  /** Everything that it was to be asked is asked. */
  | { readonly kind: 'completed'; readonly agent: Agent }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  | { readonly kind: 'finished'; readonly agents: readonly Agent[] };

export interface InquiryState {
  /** Undefined when the last round is over. */
  readonly round: Round | undefined;
  /** By endpoint, in the order of their first answers. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** Questions so far: the next one's id. */
  readonly asked: number;
  readonly unreadable: number;
  readonly finished: boolean;
}

type Action = DatagramAction<InquiryEvent>;
type Transition = Step<InquiryState, Action>;

/**
 * The machine.
 * @throws UsageError when there is nobody to ask, no version, a community that does not fit the wire, or a
 * schedule without attempts; RangeError when a name is none: our own bug
 */
export function inquiry(options: InquiryOptions): DatagramMachine<InquiryState, InquiryEvent> {
  const client = new Inquiry(options);
  return {
    start: (now) => client.start(now),
    step: (state, input, now) => {
      if (state.finished) return { state, actions: [] };
      return input.kind === 'wake' ? client.wake(state, now) : client.receive(state, input, now);
    },
    wakeAt,
  };
}

function wakeAt(state: InquiryState): Millis | undefined {
  if (state.finished) return undefined;
  let at = state.round?.nextAt ?? Infinity;
  for (const { waiting } of state.agents.values()) {
    if (waiting && waiting.retryAt < at) at = waiting.retryAt;
  }
  return at === Infinity ? undefined : at;
}

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Inquiry {
  private readonly targets: Targets;
  private readonly hosts: ReadonlySet<string>;
  private readonly versions: readonly SnmpVersion[];
  private readonly models: ReadonlyMap<SnmpVersion, MessageModel>;
  private readonly rounds: RetrySchedule;
  private readonly patience: RetrySchedule;

  constructor(private readonly options: InquiryOptions) {
    const { hosts = [], broadcasts = [], versions = ['2c', '1'], user } = options;
    const { community = DEFAULT_COMMUNITY } = options;
    this.targets = { hosts, broadcasts };
    this.hosts = new Set(hosts.map(formatEndpoint));
    const models = user ? [usmModel(user)] : versions.map((one) => communityModel(one, community));
    this.models = new Map(models.map((model) => [model.version, model]));
    this.versions = [...this.models.keys()];
    this.rounds = options.rounds ?? DEFAULT_ROUNDS;
    this.patience = options.patience ?? DEFAULT_PATIENCE;
    if (hosts.length + broadcasts.length === 0) throw new UsageError('there is no address to ask');
    if (models.length === 0) throw new UsageError('there is no version to ask in');
    // One character a byte, and room left for names in a datagram.
    if (community.length > 255 || /[\u0100-\uffff]/.test(community)) {
      throw new UsageError('a community has 255 characters at most, all of ISO 8859-1');
    }
    const walked = options.walks?.flatMap(({ columns }) => columns) ?? [];
    for (const oid of [...options.variables, ...walked]) parseOid(oid);
    if (this.rounds.waits.length === 0 || this.patience.waits.length === 0) {
      throw new UsageError('a schedule needs at least one attempt');
    }
  }

  start(now: Millis): Transition {
    const round = firstRound(this.targets, this.versions, now);
    const asked = this.versions.length;
    return this.wake({ round, agents: new Map(), asked, unreadable: 0, finished: false }, now);
  }

  wake(state: InquiryState, now: Millis): Transition {
    const answered = new Set(state.agents.keys());
    const { round, words } = greet(state.round, this.rounds, now, (number) =>
      wordsOf(this.targets, this.versions, number, answered),
    );
    const actions: Action[] = words.map(({ to, version }) => {
      return { kind: 'send', to, bytes: this.modelOf(version).greeting(this.greetingId(version)) };
    });
    const { manner, asked } = this.manner(state);
    const agents = new Map(state.agents);
    for (const [key, agent] of state.agents) {
      if (agent.waiting === undefined || agent.waiting.retryAt > now) continue;
      agents.set(key, act(bePatient(agent, manner, now), actions));
    }
    return conclude({ ...state, round, agents, asked: asked() }, actions);
  }

  receive(state: InquiryState, { from, bytes }: DatagramReceived, now: Millis): Transition {
    const key = formatEndpoint(from);
    const known = state.agents.get(key);
    if (!this.isWanted(key, from.address, known)) return { state, actions: [] };
    const decoded = decode(bytes);
    if (!decoded.ok) return complain(state, from, decoded.error);
    const received: Received = { message: decoded.message, bytes, fields: decoded.fields };
    const { manner, asked } = this.manner(state);
    const actions: Action[] = [];
    let turn: Turn;
    if (known) {
      const counted = { ...known, replies: known.replies + 1 };
      turn = hear(counted, received, manner, now);
    } else {
      const newcomer = this.newcomer(state, from, received, now);
      if (!newcomer) return { state, actions: [] };
      actions.push({ kind: 'tell', event: { kind: 'found', agent: newcomer } });
      turn = askNext(newcomer, manner, now);
    }
    const agents = new Map(state.agents).set(key, act(turn, actions));
    const round = this.isEverybodyHeard(agents) ? undefined : state.round;
    return conclude({ ...state, round, agents, asked: asked() }, actions);
  }

  /** Then nobody is left to be greeted; who may answer a broadcast is never known. */
  private isEverybodyHeard(agents: ReadonlyMap<string, Agent>): boolean {
    return this.targets.broadcasts.length === 0 && agents.size === this.hosts.size;
  }

  /** Broadcasts are answered by anybody; hosts that were asked by themselves answer for themselves. */
  private isWanted(key: string, address: string, known: Agent | undefined): boolean {
    if (known) return known.replies < MAX_REPLIES && !isDone(known);
    return (
      this.options.mayAsk(address) && (this.targets.broadcasts.length > 0 || this.hosts.has(key))
    );
  }

  /** Who answered a greeting, in the version in which it did; undefined when it answered something else. */
  private newcomer(
    state: InquiryState,
    from: Endpoint,
    received: Received,
    now: Millis,
  ): Agent | undefined {
    if (state.round === undefined || state.agents.size >= MAX_AGENTS) return undefined;
    const { variables, walks = [] } = this.options;
    for (const [version, model] of this.models) {
      const meeting = model.meet(received, this.greetingId(version), now);
      if (meeting) return newAgent(from, version, { variables, walks }, meeting);
    }
    return undefined;
  }

  /** One for each version, and the same in each round: late answers count. */
  private greetingId(version: SnmpVersion): number {
    return this.idOf(this.versions.indexOf(version));
  }

  private idOf(number: number): number {
    return (this.options.firstId + number) % 2 ** 31;
  }

  /** How to ask, and how many questions there were afterwards. */
  private manner(state: InquiryState): { manner: Manner; asked: () => number } {
    let count = state.asked;
    const id = () => this.idOf(count++);
    const { patience } = this;
    const modelOf = (version: SnmpVersion) => this.modelOf(version);
    return { manner: { modelOf, patience, id }, asked: () => count };
  }

  private modelOf(version: SnmpVersion): MessageModel {
    return this.models.get(version)!;
  }
}

/** What a message makes of an agent that is known; most often, of what it owes an answer to. */
function hear(agent: Agent, received: Received, manner: Manner, now: Millis): Turn {
  const { version, waiting, session } = agent;
  const reading = waiting && manner.modelOf(version).read(received, waiting, session, now);
  if (!reading) return { agent };
  const { message } = received;
  const messageId = message.version === '3' ? message.messageId : undefined;
  return takeReading(agent, reading, messageId, manner, now);
}

/** Sends what a turn wants to send, tells when the agent is done, and gives the agent. */
function act({ agent, send }: Turn, actions: Action[]): Agent {
  if (send) actions.push({ kind: 'send', to: agent.from, bytes: send });
  if (isDone(agent)) actions.push({ kind: 'tell', event: { kind: 'completed', agent } });
  return agent;
}

function complain(state: InquiryState, from: Endpoint, error: WireError): Transition {
  const actions: Action[] =
    state.unreadable < MAX_UNREADABLE
      ? [{ kind: 'tell', event: { kind: 'unreadable', from, error } }]
      : [];
  return { state: { ...state, unreadable: state.unreadable + 1 }, actions };
}

/** Ends the inquiry when no round is left and nobody owes an answer. */
function conclude(state: InquiryState, actions: readonly Action[]): Transition {
  const busy = [...state.agents.values()].some((agent) => !isDone(agent));
  if (state.round !== undefined || busy) return { state, actions };
  const agents = [...state.agents.values()];
  return {
    state: { ...state, finished: true },
    actions: [...actions, { kind: 'tell', event: { kind: 'finished', agents } }, { kind: 'done' }],
  };
}
