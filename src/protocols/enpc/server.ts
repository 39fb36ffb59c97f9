/**
 * Answers ENPC as an Epson device would: the responder's side as a machine without socket or clock.
 *
 * It answers from where it was asked to where the question came from, one datagram for one datagram,
 * and only to requests: two responders can never talk each other into a loop. Probes and queries get
 * the answers that real devices were recorded with; an unknown query gets result ffff and no payload.
 * Commands, Setup, Initialize and Notify are told of and not answered. Nobody gets more answers than `allowance.ts`
 * grants.
 *
 * A socket that is bound to every address answers from the one that the system's routes choose. To answer from the
 * address that was asked, open one socket for each address.
 */
import { parseIpv4 } from '../../core/addresses.ts';
import { freshAllowance, take, type Allowance } from '../../core/allowance.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError, type WireError } from '../../core/errors.ts';
import type { DatagramAction, DatagramReceived, Machine, Step } from '../../core/machine.ts';
import type { Millis } from '../../core/units.ts';
import { SHARES } from './allowance.ts';
import { answersOf, type EnpcDescription } from './description.ts';
import { FUNCTIONS } from './vocabulary.ts';
import {
  decode,
  encodeProbeReply,
  encodeReply,
  encodeUnsupported,
  probeKindOf,
  type EnpcRequest,
} from './wire.ts';

/** What a responder may be told beside datagrams. */
export type ResponderInput =
  | DatagramReceived
  /**
   * Who is connected to the print port now: an IPv4 address, or null. Must follow the real TCP
   * connection: apps that hear of a holder who is gone never connect again (kitchen).
   */
  | { readonly kind: 'held'; readonly by: string | null };

export type ResponderEvent =
  | {
      readonly kind: 'asked';
      readonly from: Endpoint;
      readonly request: EnpcRequest;
      /** `refused`: answered with result ffff. `limited`: not answered, since this source asks too much. */
      readonly outcome: 'answered' | 'refused' | 'ignored' | 'limited';
    }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError };

export interface ResponderState {
  readonly holder: string | null;
  readonly allowance: Allowance;
}

type Action = DatagramAction<ResponderEvent>;

/**
 * The machine; it never ends by itself.
 * @throws UsageError when the description does not fit the wire (an address that is none, a name too
 * long), or, later, when `held` names no IPv4 address: the record has room for nothing else
 */
export function responder(
  description: EnpcDescription,
): Machine<ResponderState, ResponderInput, Action> {
  const answers = encodeAll(description);
  return {
    start: (now) => ({
      state: { holder: null, allowance: freshAllowance(SHARES, now) },
      actions: [],
    }),
    step(state, input, now) {
      switch (input.kind) {
        case 'wake':
          return { state, actions: [] };
        case 'held':
          if (input.by !== null) parseIpv4(input.by);
          return { state: { ...state, holder: input.by }, actions: [] };
        case 'received':
          return respond(description, answers, state, input, now);
      }
    },
    wakeAt: () => undefined,
  };
}

/** Replies by device type and function. */
type Replies = ReadonlyMap<string, Uint8Array>;

function respond(
  description: EnpcDescription,
  replies: Replies,
  state: ResponderState,
  { from, bytes }: DatagramReceived,
  now: Millis,
): Step<ResponderState, Action> {
  const decoded = decode(bytes);
  if (!decoded.ok) {
    const event = { kind: 'unreadable', from, error: decoded.error } as const;
    return { state, actions: [{ kind: 'tell', event }] };
  }
  const request = decoded.message;
  if (request.kind !== 'request') return { state, actions: [] };
  const told = (outcome: (ResponderEvent & { kind: 'asked' })['outcome']): Action => ({
    kind: 'tell',
    event: { kind: 'asked', from, request, outcome },
  });
  const reply = replyTo(request, description, replies, state);
  if (reply === undefined) return { state, actions: [told('ignored')] };
  const allowance = take(state.allowance, SHARES, from.address, now);
  if (allowance === undefined) return { state, actions: [told('limited')] };
  const isRefused = reply === 'unsupported';
  const answer = isRefused ? encodeUnsupported(request.device, request.function) : reply;
  return {
    state: { ...state, allowance },
    actions: [{ kind: 'send', to: from, bytes: answer }, told(isRefused ? 'refused' : 'answered')],
  };
}

function replyTo(
  request: EnpcRequest,
  description: EnpcDescription,
  replies: Replies,
  { holder }: ResponderState,
): Uint8Array | 'unsupported' | undefined {
  // A POS probe is answered with the network card's record, kind q, function 0: the only answer that
  // Epson's POS client takes (usb2eth). What an inkjet answers to its own probe is 62 bytes that
  // nobody has published: unless told otherwise, nothing is better than something invented.
  const probe = probeKindOf(request);
  if (probe === 'pos') return replies.get(keyOf(0, 0));
  if (probe === 'inkjet' && description.kind === 'inkjet' && description.probeReply === 'zeroes') {
    return encodeProbeReply();
  }
  // Device numbers other than 0 were seen in the inkjet probe alone.
  if (request.packet !== 'Query' || request.deviceNumber !== 0) return undefined;
  const tellsHolder = description.kind === 'receipt' || description.tellsHolder === true;
  if (request.name === 'port holder' && tellsHolder) {
    return encodeReply({ kind: 'port holder', holder });
  }
  return replies.get(keyOf(request.device, request.function)) ?? 'unsupported';
}

function encodeAll(description: EnpcDescription): Replies {
  try {
    return new Map(
      answersOf(description).map((payload) => {
        const { device, code } = FUNCTIONS[payload.kind];
        return [keyOf(device, code), encodeReply(payload)];
      }),
    );
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new UsageError(thrown.message);
    throw thrown;
  }
}

const keyOf = (device: number, code: number): string => `${device}/${code}`;
