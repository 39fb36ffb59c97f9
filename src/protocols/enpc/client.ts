/**
 * Finds Epson devices and asks them who and how they are: the client's side of ENPC as a machine
 * without socket or clock.
 *
 * It greets every target (broadcast or single address) in a few rounds; whoever answers is then asked,
 * one query after the other, everything that was verified on the wire. It sends probes and queries and
 * nothing else. It always ends: rounds and attempts are counted, and no host joins after the last round.
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
import { seconds, type Millis } from '../../core/units.ts';
import {
  deviceOf,
  devicesOf,
  sameDevice,
  type Answer,
  type AskedName,
  type EnpcDevice,
} from './device.ts';
import { greet, type Round } from './greeting.ts';
import { answerOf, isOpen, note, repeat, type Host, type Interview } from './host.ts';
import { SENDABLE_QUERIES, type QueryName } from './vocabulary.ts';
import { decode, type EnpcMessage } from './wire.ts';

/** Hosts that are remembered: four full class C networks, some 15 MB when every answer is the longest. */
export const MAX_HOSTS = 1024;

/** 4 greetings x 3 rounds + 10 queries x 6 attempts = 72, twice over for duplicating networks. */
export const MAX_REPLIES_PER_HOST = 144;

/** One Ethernet frame without the IP and UDP headers; the longest reply known has 238 bytes. */
export const MAX_DATAGRAM = 1472;

/** How many unreadable datagrams are told of: enough to study, too few to be flooded with. */
export const MAX_UNREADABLE = 256;

/** Three rounds, at 0, 1 and 3 seconds, and 2 more to listen. Epson's own apps repeat every 3. */
export const DEFAULT_ROUNDS: RetrySchedule = doubling(seconds(1), 3, seconds(2));

/**
 * At 0, 0.2, 0.6, 1.4, 2.2 and 3 seconds, given up at 3.8. Devices on the same network answer within
 * some 10 ms; at 40 % loss each way one attempt in three gets its answer, six leave 7 % unanswered.
 */
export const DEFAULT_PATIENCE: RetrySchedule = doubling(200, 6, 800);

export interface DiscoveryOptions {
  /** Broadcast addresses and single hosts, with the port (ENPC_PORT). At least one. */
  readonly targets: readonly Endpoint[];
  /**
   * Whether an address is one that may be asked. What comes from others is ignored: a forged answer
   * must not make us send to a stranger.
   */
  readonly mayAsk: (address: string) => boolean;
  /** When each round of greetings is said, counted from the end of the round before. */
  readonly rounds?: RetrySchedule;
  /** When a query to one host is repeated. */
  readonly patience?: RetrySchedule;
  /** What to ask of each host, in this order. Default: everything that may be asked. */
  readonly queries?: readonly QueryName[];
}

/**
 * What the machine tells. Devices come as whole records, as far as they are known; a record replaces
 * every earlier one that shares an endpoint with it.
 */
export type DiscoveryEvent =
  | { readonly kind: 'found'; readonly device: EnpcDevice }
  | { readonly kind: 'learned'; readonly device: EnpcDevice; readonly from: AskedName }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  | { readonly kind: 'finished'; readonly devices: readonly EnpcDevice[] };

export interface DiscoveryState {
  /** Undefined when the last round is over. */
  readonly round: Round | undefined;
  /** By endpoint, in the order of their first answers. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** How many unreadable datagrams came in. */
  readonly unreadable: number;
  readonly finished: boolean;
}

type Action = DatagramAction<DiscoveryEvent>;
type Transition = Step<DiscoveryState, Action>;

/**
 * The machine.
 * @throws UsageError when there is no target, or a schedule without attempts
 */
export function discovery(
  options: DiscoveryOptions,
): DatagramMachine<DiscoveryState, DiscoveryEvent> {
  const client = new Discovery(options);
  return {
    start: (now) => client.start(now),
    step: (state, input, now) => {
      if (state.finished) return { state, actions: [] };
      return input.kind === 'wake' ? client.wake(state, now) : client.receive(state, input, now);
    },
    wakeAt,
  };
}

function wakeAt(state: DiscoveryState): Millis | undefined {
  if (state.finished) return undefined;
  let at = state.round?.nextAt ?? Infinity;
  for (const { waiting } of state.hosts.values()) {
    if (waiting && waiting.retryAt < at) at = waiting.retryAt;
  }
  return at === Infinity ? undefined : at;
}

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Discovery {
  private readonly rounds: RetrySchedule;
  private readonly interview: Interview;

  constructor(private readonly options: DiscoveryOptions) {
    const { targets, rounds = DEFAULT_ROUNDS, patience = DEFAULT_PATIENCE } = options;
    if (targets.length === 0) throw new UsageError('there is no address to ask');
    if (rounds.waits.length === 0 || patience.waits.length === 0) {
      throw new UsageError('a schedule needs at least one attempt');
    }
    this.rounds = rounds;
    this.interview = { queries: options.queries ?? SENDABLE_QUERIES, patience };
  }

  start(now: Millis): Transition {
    const round = { number: 0, said: 0, nextAt: now };
    return this.wake({ round, hosts: new Map(), unreadable: 0, finished: false }, now);
  }

  wake(state: DiscoveryState, now: Millis): Transition {
    const { round, sends } = greet(state.round, this.options.targets, this.rounds, now);
    const actions: Action[] = [];
    for (const { to, bytes } of sends) actions.push({ kind: 'send', to, bytes });
    const hosts = new Map(state.hosts);
    for (const [key, host] of state.hosts) {
      const turn = repeat(host, this.interview, now);
      hosts.set(key, turn.host);
      if (turn.send) actions.push({ kind: 'send', to: host.from, bytes: turn.send });
    }
    return conclude({ ...state, round, hosts }, actions);
  }

  receive(state: DiscoveryState, { from, bytes }: DatagramReceived, now: Millis): Transition {
    const key = formatEndpoint(from);
    const known = state.hosts.get(key);
    const unwanted =
      !this.options.mayAsk(from.address) || (known && known.replies >= MAX_REPLIES_PER_HOST);
    if (unwanted) return { state, actions: [] };

    const counted = known && count(state, key, known);
    const decoded = readShort(bytes);
    if (!decoded.ok) return complain(counted ?? state, from, decoded.error);
    // Not replies: our own broadcasts, and other clients'.
    const given = decoded.message.kind === 'reply' ? answerOf(decoded.message) : undefined;
    const host = counted?.hosts.get(key) ?? newcomer(state, from);
    if (given === undefined || host === undefined || !isOpen(known, given.name)) {
      return { state: counted ?? state, actions: [] };
    }
    return this.learn(state, key, host, given.name, given.answer, now);
  }

  private learn(
    state: DiscoveryState,
    key: string,
    host: Host,
    name: AskedName,
    answer: Answer,
    now: Millis,
  ): Transition {
    const turn = note(host, name, answer, this.interview, now);
    const hosts = new Map(state.hosts).set(key, turn.host);
    const same = sameDevice(hosts.values(), turn.host);
    const device = deviceOf(same);
    const isNew = !state.hosts.has(key) && same.length === 1;
    const actions: Action[] = [
      {
        kind: 'tell',
        event: isNew ? { kind: 'found', device } : { kind: 'learned', device, from: name },
      },
    ];
    if (turn.send) actions.push({ kind: 'send', to: host.from, bytes: turn.send });
    return conclude({ ...state, hosts }, actions);
  }
}

function readShort(bytes: Uint8Array): Decoded<EnpcMessage> {
  if (bytes.length <= MAX_DATAGRAM) return decode(bytes);
  const message = `a datagram of ${bytes.length} bytes, more than one Ethernet frame holds`;
  const error = { kind: 'length', field: 'datagram', offset: MAX_DATAGRAM, message } as const;
  return { ok: false, error, fields: [] };
}

/** A host that was not heard before, if there is room and it is not too late: else nothing would end. */
function newcomer(state: DiscoveryState, from: Endpoint): Host | undefined {
  if (state.round === undefined || state.hosts.size >= MAX_HOSTS) return undefined;
  return { from, replies: 1, answers: {} };
}

function count(state: DiscoveryState, key: string, host: Host): DiscoveryState {
  const hosts = new Map(state.hosts).set(key, { ...host, replies: host.replies + 1 });
  return { ...state, hosts };
}

function complain(state: DiscoveryState, from: Endpoint, error: WireError): Transition {
  const actions: Action[] =
    state.unreadable < MAX_UNREADABLE
      ? [{ kind: 'tell', event: { kind: 'unreadable', from, error } }]
      : [];
  return { state: { ...state, unreadable: state.unreadable + 1 }, actions };
}

/** Ends the discovery when no round is left and no host owes an answer. */
function conclude(state: DiscoveryState, actions: readonly Action[]): Transition {
  const busy = [...state.hosts.values()].some((host) => host.waiting !== undefined);
  if (state.round !== undefined || busy) return { state, actions };
  const devices = devicesOf(state.hosts.values());
  return {
    state: { ...state, finished: true },
    actions: [...actions, { kind: 'tell', event: { kind: 'finished', devices } }, { kind: 'done' }],
  };
}
