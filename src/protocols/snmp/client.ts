/**
 * Asks SNMP agents what they are and how they are: the client's side as a machine without socket or clock.
 *
 * It greets a few hosts and broadcast addresses in rounds (`inquiry`), or very many single hosts one by one (`sweep`),
 * in versions 2c and 1, or as a user in version 3. Whoever answers is asked for the wanted variables and walked through
 * the wanted columns, one question at a time. It sends get, getnext and getbulk and nothing else (`gate.ts`), and it
 * always ends: rounds, attempts, questions and values are counted.
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
import type { Progress, SweepState } from '../../core/sweep.ts';
import type { Millis } from '../../core/units.ts';
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
import { rounds, type Greeter, type Round, type Targets } from './greeting.ts';
import type { MessageModel, Received } from './message-model.ts';
import { passes, type SnmpSweep } from './sweep.ts';
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

/**
 * Five rounds, at 0, 0.5, 1.5, 2.5 and 3.5 seconds, and 1.5 more to listen. A round is two short datagrams, which a
 * wireless network does not repeat: at 40 % loss each way three would leave 26 % of all agents unheard, five leave 11 %.
 */
export const DEFAULT_ROUNDS: RetrySchedule = { waits: [500, 1000, 1000, 1000, 1500] };
/**
 * At 0, 0.3, 0.9, 2.1, 3.3 and 4.5 seconds, given up at 5.7: printers that sleep take a second to wake. At 40 % loss
 * each way six attempts leave 7 % unanswered.
 */
export const DEFAULT_PATIENCE: RetrySchedule = doubling(300, 6, 1200);

/** Whom to believe, what to ask of each, and how. */
export interface InterviewOptions {
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
  /** When a question to one agent is repeated. */
  readonly patience?: RetrySchedule;
  /** The first of the request ids, 0 to 2^31 - 1: by chance, so that strangers cannot guess them. */
  readonly firstId: number;
}

export interface InquiryOptions extends InterviewOptions, Partial<Targets> {
  /** When each round of greetings is said, counted from the end of the round before. */
  readonly rounds?: RetrySchedule;
}

export interface SweepOptions extends InterviewOptions, SnmpSweep {}

export type InquiryEvent =
  /** An agent answered for the first time: as much as it said by then. */
  | { readonly kind: 'found'; readonly agent: Agent }
  /** Everything that it was to be asked is asked. */
  | { readonly kind: 'completed'; readonly agent: Agent }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  /** Of sweeps alone, some four times a second and at the end. */
  | ({ readonly kind: 'progress' } & Progress)
  | {
      readonly kind: 'finished';
      readonly agents: readonly Agent[];
      /** Answers of agents that had no room left: then `agents` is not everybody. */
      readonly turnedAway: number;
    };

/** @typeParam Calls where the greetings stand: Round or SweepState */
export interface InquiryState<Calls = Round> {
  /** Undefined when everybody was greeted and had time to answer. */
  readonly calls: Calls | undefined;
  /** By endpoint, in the order of their first answers. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** Questions so far: the next one's id. */
  readonly asked: number;
  readonly unreadable: number;
  readonly turnedAway: number;
  readonly finished: boolean;
}

type Action = DatagramAction<InquiryEvent>;
type Transition<Calls> = Step<InquiryState<Calls>, Action>;

/**
 * Greets a few hosts and broadcast addresses in rounds.
 * @throws UsageError when there is nobody to ask, no version, a community that does not fit the wire, or a
 * schedule without attempts; RangeError when a name is none: our own bug
 */
export function inquiry(options: InquiryOptions): DatagramMachine<InquiryState, InquiryEvent> {
  const { hosts = [], broadcasts = [], mayAsk, firstId } = options;
  const { rounds: schedule = DEFAULT_ROUNDS } = options;
  if (hosts.length + broadcasts.length === 0) throw new UsageError('there is no address to ask');
  wantAttempts(schedule);
  const idOf = idsFrom(firstId);
  const models = modelsOf(options);
  return machineOf(rounds({ hosts, broadcasts, models, mayAsk, schedule, idOf }), models, options);
}

/**
 * Greets very many single hosts, one datagram each and pass, at a pace. Tells of its progress.
 * @throws UsageError when there is no host, pass or pace, `from` is no position, or as `inquiry` does
 */
export function sweep(
  options: SweepOptions,
): DatagramMachine<InquiryState<SweepState>, InquiryEvent> {
  const models = modelsOf(options);
  return machineOf(passes(options, models, options.firstId), models, options);
}

/** One for each version to ask in. */
function modelsOf({ versions = ['2c', '1'], user, ...options }: InterviewOptions): MessageModel[] {
  const { community = DEFAULT_COMMUNITY } = options;
  // One character a byte, and room left for names in a datagram.
  if (community.length > 255 || /[\u0100-\uffff]/.test(community)) {
    throw new UsageError('a community has 255 characters at most, all of ISO 8859-1');
  }
  const models = user ? [usmModel(user)] : versions.map((one) => communityModel(one, community));
  if (models.length === 0) throw new UsageError('there is no version to ask in');
  return models;
}

function machineOf<Calls>(
  greeter: Greeter<Calls>,
  models: readonly MessageModel[],
  options: InterviewOptions,
): DatagramMachine<InquiryState<Calls>, InquiryEvent> {
  const client = new Inquiry(greeter, models, options);
  return {
    start: (now) => client.start(now),
    step: (state, input, now) => {
      if (state.finished) return { state, actions: [] };
      return input.kind === 'wake' ? client.wake(state, now) : client.receive(state, input, now);
    },
    wakeAt: (state) => client.wakeAt(state),
  };
}

function wantAttempts({ waits }: RetrySchedule): void {
  if (waits.length === 0) throw new UsageError('a schedule needs at least one attempt');
}

const idsFrom =
  (first: number) =>
  (number: number): number =>
    (first + number) % 2 ** 31;

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Inquiry<Calls> {
  private readonly models: ReadonlyMap<SnmpVersion, MessageModel>;
  private readonly idOf: (number: number) => number;
  private readonly patience: RetrySchedule;

  constructor(
    private readonly greeter: Greeter<Calls>,
    models: readonly MessageModel[],
    private readonly options: InterviewOptions,
  ) {
    this.models = new Map(models.map((model) => [model.version, model]));
    this.idOf = idsFrom(options.firstId);
    this.patience = options.patience ?? DEFAULT_PATIENCE;
    wantAttempts(this.patience);
    const walked = options.walks?.flatMap(({ columns }) => columns) ?? [];
    for (const oid of [...options.variables, ...walked]) parseOid(oid);
  }

  start(now: Millis): Transition<Calls> {
    const nothing = { agents: new Map(), unreadable: 0, turnedAway: 0, finished: false };
    const calls = this.greeter.start(now);
    return this.wake({ ...nothing, calls, asked: this.greeter.ids }, now);
  }

  wakeAt({ finished, calls, agents }: InquiryState<Calls>): Millis | undefined {
    if (finished) return undefined;
    let at = calls === undefined ? Infinity : this.greeter.nextAt(calls);
    for (const { waiting } of agents.values()) {
      if (waiting && waiting.retryAt < at) at = waiting.retryAt;
    }
    return at === Infinity ? undefined : at;
  }

  wake(state: InquiryState<Calls>, now: Millis): Transition<Calls> {
    const actions: Action[] = [];
    const calls = this.call(state, now, actions);
    const { manner, asked } = this.manner(state);
    let agents: Map<string, Agent> | undefined;
    for (const [key, agent] of state.agents) {
      if (agent.waiting === undefined || agent.waiting.retryAt > now) continue;
      agents ??= new Map(state.agents);
      agents.set(key, act(bePatient(agent, manner, now), actions));
    }
    return conclude({ ...state, calls, agents: agents ?? state.agents, asked: asked() }, actions);
  }

  /** Says the greetings that are due. */
  private call(
    { calls, agents }: InquiryState<Calls>,
    now: Millis,
    actions: Action[],
  ): Calls | undefined {
    if (calls === undefined) return undefined;
    const answered = (endpoint: Endpoint) => agents.has(formatEndpoint(endpoint));
    const { state, sends, progress } = this.greeter.call(calls, now, answered);
    for (const { to, bytes } of sends) actions.push({ kind: 'send', to, bytes });
    if (progress) actions.push({ kind: 'tell', event: { kind: 'progress', ...progress } });
    return state;
  }

  receive(
    state: InquiryState<Calls>,
    { from, bytes }: DatagramReceived,
    now: Millis,
  ): Transition<Calls> {
    const key = formatEndpoint(from);
    const known = state.agents.get(key);
    const isWanted = known
      ? known.replies < MAX_REPLIES && !isDone(known)
      : this.greeter.mayAnswer(from);
    if (!isWanted) return { state, actions: [] };
    const decoded = decode(bytes);
    if (!decoded.ok) return complain(state, from, decoded.error);
    const received: Received = { message: decoded.message, bytes, fields: decoded.fields };
    if (!known) return this.meet(state, from, received, now);
    const { manner, asked } = this.manner(state);
    const counted = { ...known, replies: known.replies + 1 };
    const actions: Action[] = [];
    const agent = act(hear(counted, received, manner, now), actions);
    return this.goOn({ ...state, asked: asked() }, key, agent, actions);
  }

  /** Somebody who was not heard before; nobody, when it is no answer to a greeting. */
  private meet(
    state: InquiryState<Calls>,
    from: Endpoint,
    received: Received,
    now: Millis,
  ): Transition<Calls> {
    const newcomer = this.newcomer(from, received, now);
    if (!newcomer || state.calls === undefined) return { state, actions: [] };
    if (state.agents.size >= MAX_AGENTS) {
      return { state: { ...state, turnedAway: state.turnedAway + 1 }, actions: [] };
    }
    const { manner, asked } = this.manner(state);
    const actions: Action[] = [{ kind: 'tell', event: { kind: 'found', agent: newcomer } }];
    const agent = act(askNext(newcomer, manner, now), actions);
    return this.goOn({ ...state, asked: asked() }, formatEndpoint(from), agent, actions);
  }

  /** Who answered a greeting, in the version in which it did; undefined when it answered something else. */
  private newcomer(from: Endpoint, received: Received, now: Millis): Agent | undefined {
    const { variables, walks = [] } = this.options;
    for (const [version, model] of this.models) {
      const meeting = model.meet(received, this.greeter.idFor(from, version), now);
      if (meeting) return newAgent(from, version, { variables, walks }, meeting);
    }
    return undefined;
  }

  private goOn(
    state: InquiryState<Calls>,
    key: string,
    agent: Agent,
    actions: readonly Action[],
  ): Transition<Calls> {
    const agents = new Map(state.agents).set(key, agent);
    const calls = this.greeter.isEverybodyHeard(agents.size) ? undefined : state.calls;
    return conclude({ ...state, calls, agents }, actions);
  }

  /** How to ask, and how many questions there were afterwards. */
  private manner(state: InquiryState<Calls>): { manner: Manner; asked: () => number } {
    let count = state.asked;
    const id = () => this.idOf(count++);
    const { patience } = this;
    const modelOf = (version: SnmpVersion) => this.models.get(version)!;
    return { manner: { modelOf, patience, id }, asked: () => count };
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

function complain<Calls>(
  state: InquiryState<Calls>,
  from: Endpoint,
  error: WireError,
): Transition<Calls> {
  const actions: Action[] =
    state.unreadable < MAX_UNREADABLE
      ? [{ kind: 'tell', event: { kind: 'unreadable', from, error } }]
      : [];
  return { state: { ...state, unreadable: state.unreadable + 1 }, actions };
}

/** Ends the inquiry when nobody is left to be greeted, and nobody owes an answer. */
function conclude<Calls>(
  state: InquiryState<Calls>,
  actions: readonly Action[],
): Transition<Calls> {
  if (state.calls !== undefined) return { state, actions };
  const agents = [...state.agents.values()];
  if (agents.some((agent) => !isDone(agent))) return { state, actions };
  const { turnedAway } = state;
  const event = { kind: 'finished', agents, turnedAway } as const;
  return {
    state: { ...state, finished: true },
    actions: [...actions, { kind: 'tell', event }, { kind: 'done' }],
  };
}
