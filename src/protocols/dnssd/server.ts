/**
 * Answers for a device: the responding side of DNS-SD over multicast DNS as a machine without socket or clock
 * (RFC 6762, sections 6, 7.1, 7.2, 8.3 and 10.1). Chance is handed in.
 *
 * It answers questions and nothing else, so that two responders can never talk each other into a loop; on request it
 * says that it has come, and that it goes.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { WireError } from '../../core/errors.ts';
import type { DatagramAction, DatagramReceived, Machine, Step } from '../../core/machine.ts';
import type { Random } from '../../core/random.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { sameName } from '../dns/name.ts';
import { decode, type DnsMessage, type DnsQuestion, type DnsRecord } from '../dns/wire.ts';
import { dataKey } from './cache.ts';
import { Offer, type DeviceDescription } from './description.ts';
import { packReply } from './reply.ts';
import { MDNS_GROUP, MDNS_PORT } from './vocabulary.ts';

/** Answers that wait for their moment; who asks faster than this is not answered. */
export const MAX_WAITING = 64;
/** How many unreadable datagrams are told of. */
export const MAX_UNREADABLE = 256;
/** Nothing is said to the group twice within it (section 6). */
const PAUSE: Millis = seconds(1);
/** Section 8.3: said twice, this far apart. */
const ANNOUNCEMENTS: readonly Millis[] = [0, seconds(1)];

export interface ResponderOptions {
  /** Where answers for everybody go. Default: the group of IPv4. */
  readonly group?: Endpoint;
  /** For the delays that keep devices from answering all at once; numbers in [0, 1). */
  readonly random: Random;
  /** Whether to say to the group what there is, at the start. Default: no. */
  readonly announces?: boolean;
  /** Whether an address is on this link: others are not answered (section 11). Default: all are. */
  readonly mayAnswer?: (address: string) => boolean;
}

/** What a responder may be told beside datagrams. */
export type ResponderInput =
  | DatagramReceived
  /** The device goes: it says so, and ends. */
  | { readonly kind: 'leave' };

export type ResponderEvent =
  | {
      readonly kind: 'asked';
      readonly from: Endpoint;
      readonly questions: readonly DnsQuestion[];
      readonly outcome: 'answered' | 'ignored';
    }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError };

/** An answer that waits. */
interface Waiting {
  readonly at: Millis;
  readonly to: Endpoint;
  /** Who asked: what it says it knows already is not said. */
  readonly asker: string;
  readonly answers: readonly DnsRecord[];
  /** For who asked as plain DNS does: its number and questions are repeated. */
  readonly plain?: { readonly id: number; readonly questions: readonly DnsQuestion[] };
  /** The asker will say more of what it knows. */
  readonly more: boolean;
}

export interface ResponderState {
  readonly waiting: readonly Waiting[];
  /** When each record was last said to the group. */
  readonly said: ReadonlyMap<DnsRecord, Millis>;
  readonly unreadable: number;
}

type Action = DatagramAction<ResponderEvent>;
type Transition = Step<ResponderState, Action>;

/**
 * The machine; it ends when it is told to leave.
 * @throws UsageError when the description does not fit the wire
 */
export function responder(
  description: DeviceDescription,
  options: ResponderOptions,
): Machine<ResponderState, ResponderInput, Action> {
  const server = new Responder(new Offer(description), options);
  return {
    start: (now) => server.start(now),
    step(state, input, now) {
      if (input.kind === 'wake') return server.say(state, now, []);
      return input.kind === 'leave' ? server.leave(state) : server.receive(state, input, now);
    },
    wakeAt: ({ waiting }) =>
      waiting.length === 0 ? undefined : Math.min(...waiting.map(({ at }) => at)),
  };
}

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Responder {
  private readonly group: Endpoint;

  constructor(
    private readonly offer: Offer,
    private readonly options: ResponderOptions,
  ) {
    this.group = options.group ?? MDNS_GROUP;
  }

  start(now: Millis): Transition {
    const common = { to: this.group, asker: '', answers: this.offer.records, more: false };
    const times = this.options.announces ? ANNOUNCEMENTS : [];
    const waiting = times.map((after) => ({ ...common, at: now + after }));
    return this.say({ waiting, said: new Map(), unreadable: 0 }, now, []);
  }

  receive(state: ResponderState, { from, bytes }: DatagramReceived, now: Millis): Transition {
    if (this.options.mayAnswer?.(from.address) === false) return { state, actions: [] };
    const decoded = decode(bytes);
    if (!decoded.ok) return complain(state, from, decoded.error);
    const { message } = decoded;
    if (message.response || message.opcode !== 0) return { state, actions: [] };
    const known = hearKnown(state, from.address, message, () => this.patience(now));
    // Section 7.2: what has no questions only adds to what the asker knows.
    if (message.questions.length === 0) return this.say(known, now, []);
    const own = this.answersTo(message, from, now);
    const room = known.waiting.length + own.length <= MAX_WAITING;
    const outcome = own.length > 0 && room ? 'answered' : 'ignored';
    const told: Action = {
      kind: 'tell',
      event: { kind: 'asked', from, questions: message.questions, outcome },
    };
    const waiting = room ? [...known.waiting, ...own] : known.waiting;
    return this.say({ ...known, waiting }, now, [told]);
  }

  /** Sends what is due. */
  say(state: ResponderState, now: Millis, told: readonly Action[]): Transition {
    const said = new Map(state.said);
    const actions = state.waiting
      .filter(({ at }) => at <= now)
      .flatMap((one) => this.sends(one, said, now));
    const waiting = state.waiting.filter(({ at }) => at > now);
    return { state: { ...state, waiting, said }, actions: [...told, ...actions] };
  }

  /** Section 10.1: everything that was said holds no longer. */
  leave(state: ResponderState): Transition {
    const answers = this.offer.records.map((record) => ({ ...record, ttl: 0 }));
    const sends = packReply({ answers, additionals: [] }).map((bytes): Action => ({
      kind: 'send',
      to: this.group,
      bytes,
    }));
    return { state: { ...state, waiting: [] }, actions: [...sends, { kind: 'done' }] };
  }

  /** One answer for the group, and one for who asked that it alone be answered. */
  private answersTo(message: DnsMessage, from: Endpoint, now: Millis): Waiting[] {
    const { id, questions, truncated } = message;
    const isPlain = from.port !== MDNS_PORT;
    const forAsker = questions.filter(({ unicast }) => isPlain || unicast);
    const forAll = questions.filter(({ unicast }) => !isPlain && !unicast);
    const answersFor = (own: readonly DnsQuestion[]) => [
      ...new Set(own.flatMap((question) => this.offer.answers(question))),
    ];
    const waitingFor = (to: Endpoint, own: readonly DnsQuestion[]): Waiting[] => {
      const answers = answersFor(own).filter((record) => !isKnown(record, message.answers));
      if (answers.length === 0) return [];
      // Section 6: whoever is the only one to answer may do so at once.
      const isShared = answers.some(({ flush }) => !flush);
      const wait = truncated ? this.patience(0) : isShared ? 20 + 100 * this.options.random() : 0;
      const plain = isPlain ? { id, questions } : undefined;
      return [
        {
          at: now + wait,
          to,
          asker: from.address,
          answers,
          more: truncated,
          ...(plain && { plain }),
        },
      ];
    };
    return [...waitingFor(from, forAsker), ...waitingFor(this.group, forAll)];
  }

  /** Section 7.2: so long one waits for what else the asker knows. */
  private patience(now: Millis): Millis {
    return now + 400 + 100 * this.options.random();
  }

  private sends(
    { to, answers, plain }: Waiting,
    said: Map<DnsRecord, Millis>,
    now: Millis,
  ): Action[] {
    const isForAll = to === this.group;
    const isFresh = (record: DnsRecord) =>
      !isForAll || now - (said.get(record) ?? -Infinity) >= PAUSE;
    const due = answers.filter(isFresh);
    if (due.length === 0) return [];
    const additionals = this.offer.additionals(due).filter(isFresh);
    if (isForAll) for (const record of [...due, ...additionals]) said.set(record, now);
    return packReply({ answers: due, additionals, ...(plain && { plain }) }).map(
      (bytes): Action => ({ kind: 'send', to, bytes }),
    );
  }
}

/** Takes what an asker knows from what waits to be said to it. */
function hearKnown(
  state: ResponderState,
  asker: string,
  { answers, truncated, questions }: DnsMessage,
  later: () => Millis,
): ResponderState {
  const goesOn = questions.length === 0;
  if (!goesOn || !state.waiting.some((one) => one.more && one.asker === asker)) return state;
  const waiting = state.waiting.map((one) => {
    if (!one.more || one.asker !== asker) return one;
    const left = one.answers.filter((record) => !isKnown(record, answers));
    return { ...one, answers: left, at: truncated ? later() : one.at };
  });
  return { ...state, waiting };
}

/** Section 7.1: the asker knows it, and will for at least half of the time that it holds. */
const isKnown = (record: DnsRecord, known: readonly DnsRecord[]): boolean =>
  known.some(
    (one) =>
      one.type === record.type &&
      2 * one.ttl >= record.ttl &&
      sameName(one.name, record.name) &&
      dataKey(one.data) === dataKey(record.data),
  );

function complain(state: ResponderState, from: Endpoint, error: WireError): Transition {
  const unreadable = state.unreadable + 1;
  const actions: Action[] =
    unreadable > MAX_UNREADABLE
      ? []
      : [{ kind: 'tell', event: { kind: 'unreadable', from, error } }];
  return { state: { ...state, unreadable }, actions };
}
