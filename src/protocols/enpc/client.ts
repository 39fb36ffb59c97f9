/**
 * Finds Epson devices and asks them who and how they are: the client's side of ENPC as a machine
 * without socket or clock.
 *
 * It greets a few targets in rounds (broadcast addresses above all: `discovery`), or very many single hosts one by
 * one (`sweep`); whoever answers is then asked everything that was verified on the wire, of each of its parts one thing
 * after the other. It sends probes and queries and nothing else. It always ends: greetings and attempts are counted,
 * and no host joins after the last greeting's time to answer.
 */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError, type WireError } from '../../core/errors.ts';
import type { Decoded } from '../../core/bytes/reader.ts';
import type {
  DatagramAction,
  DatagramMachine,
  DatagramReceived,
  Step,
} from '../../core/machine.ts';
import { doubling, type RetrySchedule } from '../../core/retry.ts';
import type { Caller, Progress, SweepState } from '../../core/sweep.ts';
import { seconds, type Millis } from '../../core/units.ts';
import type { Answer, AskedName, HostAnswers } from './device.ts';
import { rounds, type Round } from './greeting.ts';
import { answerOf, isOpen, note, speak, type Host, type Interview, type Turn } from './host.ts';
import { passes, type EnpcSweep } from './sweep.ts';
import { devicesOf, MAX_TWINS, namesakes, type KnownDevice } from './telling-apart.ts';
import { SENDABLE_QUERIES, type QueryName } from './vocabulary.ts';
import { decode, type EnpcMessage } from './wire.ts';

/** Hosts that are remembered: four full class C networks, some 15 MB when every answer is the longest. */
export const MAX_HOSTS = 1024;

/** Of one address. Devices answer from port 3289; who answers from thousands of ports must not fill the list. */
export const MAX_HOSTS_PER_ADDRESS = 8;

/** 5 greetings x 3 rounds + 10 queries x 8 attempts = 95, twice over for duplicating networks. */
export const MAX_REPLIES_PER_HOST = 190;

/** One Ethernet frame without the IP and UDP headers; the longest reply known has 238 bytes. */
export const MAX_DATAGRAM = 1472;

/** How many unreadable datagrams are told of: enough to study, too few to be flooded with. */
export const MAX_UNREADABLE = 256;

/**
 * Queries that leave at once, over all hosts, and the pause after them: 1,600 a second. Two hundred devices are asked
 * ten things each in little more than a second, and their answers never come by the hundred at once: a socket's
 * buffer holds some 270.
 */
export const QUERY_BURST = 16;
export const QUERY_PAUSE: Millis = 10;

/** Three rounds, at 0, 0.5 and 1.5 seconds, and 1 more to listen: SANE and ChromeOS listen for 1 in all. */
export const DEFAULT_ROUNDS: RetrySchedule = doubling(500, 3, seconds(1));

/**
 * At 0, 0.2, 0.6, 1.4, 2.2 and 3 seconds, given up at 3.8. Devices on the same network answer within
 * some 10 ms; at 40 % loss each way one attempt in three gets its answer, six leave 7 % unanswered. Whoever has answered
 * something that fast is asked eight times within 1.4 seconds: see `host.ts`.
 */
export const DEFAULT_PATIENCE: RetrySchedule = doubling(200, 6, 800);

/** Whom to believe, and what to ask of each. */
export interface InterviewOptions {
  /**
   * Whether an address is one that may be asked. What comes from others is ignored: a forged answer
   * must not make us send to a stranger.
   */
  readonly mayAsk: (address: string) => boolean;
  /** When a query to one host is repeated. */
  readonly patience?: RetrySchedule;
  /** What to ask of each host, in this order. Default: everything that may be asked. */
  readonly queries?: readonly QueryName[];
}

export interface DiscoveryOptions extends InterviewOptions {
  /** Broadcast addresses, the group (ENPC_GROUP) and single hosts, with the port (ENPC_PORT). At least one. */
  readonly targets: readonly Endpoint[];
  /** When each round of greetings is said, counted from the end of the round before. */
  readonly rounds?: RetrySchedule;
}

export interface SweepOptions extends InterviewOptions, EnpcSweep {}

/**
 * What the machine tells. Devices come as whole records, as far as they are known; a record replaces
 * every earlier one that shares an endpoint with it.
 */
export type DiscoveryEvent =
  | { readonly kind: 'found'; readonly device: KnownDevice }
  | { readonly kind: 'learned'; readonly device: KnownDevice; readonly from: AskedName }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  /** Of sweeps alone, some four times a second and at the end. */
  | ({ readonly kind: 'progress' } & Progress)
  | {
      readonly kind: 'finished';
      readonly devices: readonly KnownDevice[];
      /** What each host said: to be put together with other discoveries' by `devicesOf`. */
      readonly hosts: readonly HostAnswers[];
      /** Datagrams that could not be read; the first MAX_UNREADABLE were told of. */
      readonly unreadable: number;
      /** Answers of hosts that had no room left: then `devices` is not everybody. */
      readonly turnedAway: number;
    };

/** @typeParam Calls where the greetings stand: Round or SweepState */
export interface DiscoveryState<Calls = Round> {
  /** Undefined when everybody was greeted and had time to answer. */
  readonly calls: Calls | undefined;
  /** By endpoint, in the order of their first answers. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** Queries said since `pace.since`. */
  readonly pace: { readonly since: Millis; readonly said: number };
  /** How many unreadable datagrams came in. */
  readonly unreadable: number;
  readonly turnedAway: number;
  readonly finished: boolean;
}

type Action = DatagramAction<DiscoveryEvent>;
type Transition<Calls> = Step<DiscoveryState<Calls>, Action>;

/**
 * Greets a few targets, each with everything that a device may answer to.
 * @throws UsageError when there is no target, or a schedule without attempts
 */
export function discovery(
  options: DiscoveryOptions,
): DatagramMachine<DiscoveryState, DiscoveryEvent> {
  return machineOf(new Client(rounds(options.targets, options.rounds ?? DEFAULT_ROUNDS), options));
}

/**
 * Greets very many single hosts, one datagram each and pass, at a pace. Tells of its progress.
 * @throws UsageError when there is no host, pass or pace, a schedule has no attempts, or `from` is no position
 */
export function sweep(
  options: SweepOptions,
): DatagramMachine<DiscoveryState<SweepState>, DiscoveryEvent> {
  return machineOf(new Client(passes(options), options));
}

function machineOf<Calls>(
  client: Client<Calls>,
): DatagramMachine<DiscoveryState<Calls>, DiscoveryEvent> {
  return {
    start: (now) => client.start(now),
    step: (state, input, now) => {
      if (state.finished) return { state, actions: [] };
      return input.kind === 'wake' ? client.wake(state, now) : client.receive(state, input, now);
    },
    wakeAt: (state) => client.wakeAt(state),
  };
}

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Client<Calls> {
  private readonly interview: Interview;

  constructor(
    private readonly caller: Caller<Calls>,
    private readonly options: InterviewOptions,
  ) {
    const { queries = SENDABLE_QUERIES, patience = DEFAULT_PATIENCE } = options;
    if (patience.waits.length === 0) {
      throw new UsageError('a schedule needs at least one attempt');
    }
    this.interview = { queries, patience };
  }

  start(now: Millis): Transition<Calls> {
    const nothing = { hosts: new Map(), unreadable: 0, turnedAway: 0, finished: false };
    const calls = this.caller.start(now);
    return this.wake({ ...nothing, calls, pace: { since: now, said: 0 } }, now);
  }

  wakeAt({ finished, calls, hosts, pace }: DiscoveryState<Calls>): Millis | undefined {
    if (finished) return undefined;
    let query = Infinity;
    for (const { waiting } of hosts.values()) {
      for (const { dueAt } of waiting) if (dueAt < query) query = dueAt;
    }
    if (pace.said >= QUERY_BURST) query = Math.max(query, pace.since + QUERY_PAUSE);
    const call = calls === undefined ? Infinity : this.caller.nextAt(calls);
    const at = Math.min(query, call);
    return at === Infinity ? undefined : at;
  }

  wake(state: DiscoveryState<Calls>, now: Millis): Transition<Calls> {
    if (state.calls === undefined) return this.ask(state, [], now);
    const answered = (endpoint: Endpoint) => state.hosts.has(formatEndpoint(endpoint));
    const { state: calls, sends, progress } = this.caller.call(state.calls, now, answered);
    const actions: Action[] = sends.map(({ to, bytes }) => ({ kind: 'send', to, bytes }));
    if (progress) actions.push({ kind: 'tell', event: { kind: 'progress', ...progress } });
    return this.ask({ ...state, calls }, actions, now);
  }

  receive(
    state: DiscoveryState<Calls>,
    { from, bytes }: DatagramReceived,
    now: Millis,
  ): Transition<Calls> {
    const key = formatEndpoint(from);
    const known = state.hosts.get(key);
    const unwanted =
      !this.options.mayAsk(from.address) || (known && known.replies >= MAX_REPLIES_PER_HOST);
    if (unwanted) return { state, actions: [] };

    const counted = known ? count(state, key, known) : state;
    const decoded = readShort(bytes);
    if (!decoded.ok) return complain(counted, from, decoded.error);
    // Not replies: our own broadcasts, and other clients'.
    const given = decoded.message.kind === 'reply' ? answerOf(decoded.message) : undefined;
    if (given === undefined || !isOpen(known, given.name)) return { state: counted, actions: [] };
    // A host that comes too late is not taken in: else nothing would end.
    if (!known && state.calls === undefined) return { state, actions: [] };
    if (!known && !hasRoom(state, from)) {
      return { state: { ...state, turnedAway: state.turnedAway + 1 }, actions: [] };
    }
    const host = counted.hosts.get(key) ?? { from, replies: 1, answers: {}, waiting: [] };
    return this.learn(counted, key, host, given.name, given.answer, now);
  }

  private learn(
    state: DiscoveryState<Calls>,
    key: string,
    before: Host,
    name: AskedName,
    answer: Answer,
    now: Millis,
  ): Transition<Calls> {
    const host = note(before, name, answer, this.interview, now);
    const hosts = new Map(state.hosts).set(key, host);
    const records = namesakes(hosts.values(), host);
    const mine = records.find(({ endpoints }) => endpoints.includes(host.from))!;
    const isNew = !state.hosts.has(key) && mine.endpoints.length === 1;
    const actions: Action[] = [
      {
        kind: 'tell',
        event: isNew
          ? { kind: 'found', device: mine }
          : { kind: 'learned', device: mine, from: name },
      },
    ];
    if (records.length > 1 && isNews(records, namesakes(state.hosts.values(), host))) {
      const others = records.filter((record) => record !== mine).slice(0, MAX_TWINS);
      for (const device of others) {
        actions.push({ kind: 'tell', event: { kind: 'learned', device, from: name } });
      }
    }
    return this.ask({ ...state, hosts }, actions, now);
  }

  /** Says the queries that are due, as many as may leave at once; ends when nothing is left to do. */
  private ask(
    state: DiscoveryState<Calls>,
    actions: readonly Action[],
    now: Millis,
  ): Transition<Calls> {
    const isOver = now >= state.pace.since + QUERY_PAUSE;
    const since = isOver ? now : state.pace.since;
    let said = isOver ? 0 : state.pace.said;
    const all = [...actions];
    let changed: Map<string, Host> | undefined;
    for (const [key, host] of overdue(state.hosts, now)) {
      if (said >= QUERY_BURST) break;
      let turn: Turn = { host };
      while (said < QUERY_BURST) {
        const { host: before } = turn;
        turn = speak(before, this.interview, now);
        if (turn.host === before) break;
        if (!turn.send) continue;
        all.push({ kind: 'send', to: host.from, bytes: turn.send });
        said++;
      }
      if (turn.host === host) continue;
      changed ??= new Map(state.hosts);
      changed.set(key, turn.host);
    }
    const pace = { since, said };
    return conclude({ ...state, hosts: changed ?? state.hosts, pace }, all);
  }
}

function readShort(bytes: Uint8Array): Decoded<EnpcMessage> {
  if (bytes.length <= MAX_DATAGRAM) return decode(bytes);
  const message = `a datagram of ${bytes.length} bytes, more than one Ethernet frame holds`;
  const error = { kind: 'length', field: 'datagram', offset: MAX_DATAGRAM, message } as const;
  return { ok: false, error, fields: [] };
}

function hasRoom({ hosts }: DiscoveryState<unknown>, { address }: Endpoint): boolean {
  if (hosts.size >= MAX_HOSTS) return false;
  let sameAddress = 0;
  for (const { from } of hosts.values()) if (from.address === address) sameAddress++;
  return sameAddress < MAX_HOSTS_PER_ADDRESS;
}

/** The hosts that are to be asked something, who waits longest first: no one's repeats keep another from his turn. */
function overdue(hosts: ReadonlyMap<string, Host>, now: Millis): readonly [string, Host][] {
  const since = (host: Host): Millis => Math.min(...host.waiting.map(({ dueAt }) => dueAt));
  const due = Array.from(hosts).filter(([, host]) => since(host) <= now);
  return due.toSorted(([, one], [, other]) => since(one) - since(other));
}

/** Whether these records stand for other hosts than those did. */
function isNews(records: readonly KnownDevice[], before: readonly KnownDevice[]): boolean {
  const outline = (devices: readonly KnownDevice[]) =>
    devices.map(({ endpoints }) => endpoints.map(formatEndpoint).join(' ')).join('\n');
  return outline(records) !== outline(before);
}

function count<Calls>(
  state: DiscoveryState<Calls>,
  key: string,
  host: Host,
): DiscoveryState<Calls> {
  const hosts = new Map(state.hosts).set(key, { ...host, replies: host.replies + 1 });
  return { ...state, hosts };
}

function complain<Calls>(
  state: DiscoveryState<Calls>,
  from: Endpoint,
  error: WireError,
): Transition<Calls> {
  const actions: Action[] =
    state.unreadable < MAX_UNREADABLE
      ? [{ kind: 'tell', event: { kind: 'unreadable', from, error } }]
      : [];
  return { state: { ...state, unreadable: state.unreadable + 1 }, actions };
}

/** Ends the discovery when everybody was greeted and no host owes an answer. */
function conclude<Calls>(
  state: DiscoveryState<Calls>,
  actions: readonly Action[],
): Transition<Calls> {
  const busy = [...state.hosts.values()].some((host) => host.waiting.length > 0);
  if (state.calls !== undefined || busy) return { state, actions };
  const hosts = Array.from(state.hosts.values(), ({ from, answers }) => ({ from, answers }));
  const { unreadable, turnedAway } = state;
  const devices = devicesOf(hosts);
  return {
    state: { ...state, finished: true },
    actions: [
      ...actions,
      { kind: 'tell', event: { kind: 'finished', devices, hosts, unreadable, turnedAway } },
      { kind: 'done' },
    ],
  };
}
