/**
 * Answers Probe and Resolve as a device would: the responder's side as a machine without socket or clock. It answers
 * only requests, only what was asked of it, and to whoever asked; on request it says that it has come, and that it goes.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { WireError } from '../../core/errors.ts';
import type { DatagramAction, DatagramReceived, Machine, Step } from '../../core/machine.ts';
import type { Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';
import { encodeBye, encodeGetResponse, encodeHello, encodeMatches } from './encode.ts';
import { drawIdentifier } from './identifiers.ts';
import type { WsdMetadata } from './metadata.ts';
import { sameName } from './vocabulary.ts';
import { decode, type WsdMessage, type WsdService } from './wire.ts';

/** WS-Discovery, APP_MAX_DELAY: answers to a multicast Probe are spread over as much. */
export const APP_MAX_DELAY: Millis = 500;
/** Answers that wait to be given; what is asked meanwhile is not answered. */
export const MAX_PENDING = 256;
/** What is said to the group is said again after as much: SOAP-over-UDP, UDP_MAX_DELAY. */
const REPEAT: Millis = 250;

export interface WsdDescription {
  readonly service: WsdService;
  /** Grows whenever the device starts anew: seconds since 1970 will do. */
  readonly instance: number;
  /** Drawn from when the machine is made, and never after. */
  readonly random: Random;
  /** Whether it tells its addresses only when it is asked for them by Resolve, as many do. Default: it does not. */
  readonly shy?: boolean;
  /** Where to say that it has come, and that it goes: the group. Default: it says neither. */
  readonly announces?: Endpoint;
}

/** What a responder may be told beside datagrams. */
export type WsdResponderInput =
  | DatagramReceived
  /** The device goes: it says so, and ends. */
  | { readonly kind: 'leave' };

export type WsdResponderEvent =
  | {
      readonly kind: 'asked';
      readonly from: Endpoint;
      readonly message: WsdMessage;
      readonly answered: boolean;
    }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError };

export interface WsdResponderState {
  /** Messages that were sent, for their numbers. */
  readonly sent: number;
  readonly pending: readonly {
    readonly at: Millis;
    readonly to: Endpoint;
    /** Of the question: repetitions of it are answered once while it waits. */
    readonly id: string;
    readonly bytes: Uint8Array;
  }[];
}

/** Unasked nobody knows who listens: the version that printers and Windows speak. */
const UNASKED = '2005/04';

type Action = DatagramAction<WsdResponderEvent>;
type Transition = Step<WsdResponderState, Action>;

/** The machine; it ends when it is told to leave. */
export function wsdResponder(
  description: WsdDescription,
): Machine<WsdResponderState, WsdResponderInput, Action> {
  const { random, announces } = description;
  const delay = Math.round(random() * APP_MAX_DELAY);
  const stem = drawIdentifier(random).slice(0, -12);
  return {
    start: (now) => {
      const state = { sent: 0, pending: [] };
      return announces === undefined ? { state, actions: [] } : greet(state, announces, now);
    },
    step(state, input, now) {
      if (input.kind === 'wake') return give(state, now);
      return input.kind === 'leave' ? leave(state) : hear(state, input, now);
    },
    wakeAt: ({ pending }) =>
      pending.length === 0 ? undefined : Math.min(...pending.map(({ at }) => at)),
  };

  function headersOf(number: number) {
    const messageId = stem + number.toString(16).padStart(12, '0');
    return { messageId, sequence: { instance: description.instance, number } };
  }

  /** After a while, and once more: WS-Discovery 1.1, section 4.1; SOAP-over-UDP 1.1, section 4. */
  function greet(state: WsdResponderState, to: Endpoint, now: Millis): Transition {
    const number = state.sent + 1;
    const { messageId: id, ...headers } = headersOf(number);
    const bytes = encodeHello({ version: UNASKED, messageId: id, ...headers }, description.service);
    const pending = [delay, delay + REPEAT].map((after) => ({ at: now + after, to, id, bytes }));
    return give({ sent: number, pending: [...state.pending, ...pending] }, now);
  }

  function leave(state: WsdResponderState): Transition {
    const number = state.sent + 1;
    const bytes = encodeBye({ version: UNASKED, ...headersOf(number) }, description.service);
    const bye: readonly Action[] = announces ? [{ kind: 'send', to: announces, bytes }] : [];
    return { state: { sent: number, pending: [] }, actions: [...bye, { kind: 'done' }] };
  }

  function hear(
    state: WsdResponderState,
    { from, bytes }: DatagramReceived,
    now: Millis,
  ): Transition {
    const decoded = decode(bytes);
    if (!decoded.ok) {
      return {
        state,
        actions: [{ kind: 'tell', event: { kind: 'unreadable', from, error: decoded.error } }],
      };
    }
    const { message } = decoded;
    if (message.kind !== 'Probe' && message.kind !== 'Resolve') return { state, actions: [] };
    const answered = message.messageId !== undefined && isMeant(message, description.service);
    const told: Action = { kind: 'tell', event: { kind: 'asked', from, message, answered } };
    const isWaiting = state.pending.some(({ id }) => id === message.messageId);
    if (!answered || isWaiting || state.pending.length === MAX_PENDING) {
      return { state, actions: [told] };
    }
    // Only what is asked of everyone is answered after a while: WS-Discovery 1.1, section 5.3.
    const at = now + (message.kind === 'Probe' ? delay : 0);
    const number = state.sent + 1;
    const isShy = description.shy === true && message.kind === 'Probe';
    const answer = encodeMatches(
      message.kind === 'Probe' ? 'ProbeMatches' : 'ResolveMatches',
      {
        version: message.version ?? '2005/04',
        ...headersOf(number),
        relatesTo: message.messageId!,
      },
      [isShy ? { ...description.service, addresses: [] } : description.service],
    );
    const pending = [...state.pending, { at, to: from, id: message.messageId!, bytes: answer }];
    const { state: next, actions } = give({ sent: number, pending }, now);
    return { state: next, actions: [told, ...actions] };
  }
}

/** Gives the answers whose time has come. */
function give(state: WsdResponderState, now: Millis): Transition {
  const due = state.pending.filter(({ at }) => at <= now);
  if (due.length === 0) return { state, actions: [] };
  return {
    state: { ...state, pending: state.pending.filter(({ at }) => at > now) },
    actions: due.map(({ to, bytes }) => ({ kind: 'send', to, bytes })),
  };
}

/** WS-Discovery 1.1, section 5.2: a device must have all types and all scopes that are looked for. */
function isMeant({ kind, probe, wanted }: WsdMessage, { id, types, scopes }: WsdService): boolean {
  if (kind === 'Resolve') return wanted === id;
  return (
    probe !== undefined &&
    probe.types.every((type) => types.some((own) => sameName(own, type))) &&
    probe.scopes.every((scope) =>
      scopes.some((own) => own === scope || own.startsWith(`${scope}/`)),
    )
  );
}

/**
 * Answers Get over HTTP: bytes of a request in, bytes of an answer out. Undefined for everything that is no Get for
 * this endpoint.
 * @param messageId of the answer
 */
export function answerGet(
  endpoint: string,
  metadata: Omit<WsdMetadata, 'hosted'>,
  messageId: string,
  request: Uint8Array,
): Uint8Array | undefined {
  const decoded = decode(request);
  if (!decoded.ok || decoded.message.kind !== 'Get' || decoded.message.to !== endpoint)
    return undefined;
  const { messageId: relatesTo } = decoded.message;
  if (relatesTo === undefined) return undefined;
  return encodeGetResponse({ version: '2005/04', messageId, relatesTo }, metadata);
}
