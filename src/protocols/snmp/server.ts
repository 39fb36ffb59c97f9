/**
 * Answers SNMP as a device's agent would, from a table of objects that nobody can write: the server's side as a
 * machine without socket or clock.
 *
 * One datagram for one datagram, from where it was asked to where the question came from, and only to requests:
 * two agents never talk each other into a loop. A wrong community gets no answer (RFC 1157, section 4.1).
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { WireError } from '../../core/errors.ts';
import type { DatagramAction, DatagramReceived, Machine } from '../../core/machine.ts';
import { answerTo, fitted, sorted, type Answer } from './answering.ts';
import type { Variable } from './pdu.ts';
import { encodeResponse } from './response.ts';
import type { SnmpValue } from './values.ts';
import { DEFAULT_COMMUNITY, MAX_DATAGRAM, type CommunityVersion } from './vocabulary.ts';
import { decode, type CommunityMessage } from './wire.ts';

export interface AgentDescription {
  /** Everything that it tells, by whole name. */
  readonly objects: Readonly<Record<string, SnmpValue>>;
  readonly communities?: readonly string[];
  readonly versions?: readonly CommunityVersion[];
  /** Bytes that a datagram may have. */
  readonly longest?: number;
}

/** What an agent may be told beside datagrams. */
export type AgentInput =
  | DatagramReceived
  /** Objects that have other values now, or are new. */
  | { readonly kind: 'changed'; readonly objects: Readonly<Record<string, SnmpValue>> };

export type AgentEvent =
  | {
      readonly kind: 'asked';
      readonly from: Endpoint;
      readonly message: CommunityMessage;
      /** `refused`: answered with an error. `ignored`: not answered at all. */
      readonly outcome: 'answered' | 'refused' | 'ignored';
    }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError };

export interface AgentState {
  /** In the order of their names. */
  readonly objects: readonly Variable[];
}

type Action = DatagramAction<AgentEvent>;

/**
 * The machine; it never ends by itself.
 * @throws UsageError when an object's name is none, or its value does not fit the wire
 */
export function agent(description: AgentDescription): Machine<AgentState, AgentInput, Action> {
  const { communities = [DEFAULT_COMMUNITY], versions = ['1', '2c'] } = description;
  const { longest = MAX_DATAGRAM } = description;
  const initial = sorted(description.objects);
  return {
    start: () => ({ state: { objects: initial }, actions: [] }),
    step(state, input) {
      switch (input.kind) {
        case 'wake':
          return { state, actions: [] };
        case 'changed': {
          const before = Object.fromEntries(state.objects.map(({ oid, value }) => [oid, value]));
          return { state: { objects: sorted({ ...before, ...input.objects }) }, actions: [] };
        }
        case 'received':
          return { state, actions: respond(state.objects, input) };
      }
    },
    wakeAt: () => undefined,
  };

  function respond(objects: readonly Variable[], { from, bytes }: DatagramReceived): Action[] {
    const decoded = decode(bytes);
    if (!decoded.ok) {
      return [{ kind: 'tell', event: { kind: 'unreadable', from, error: decoded.error } }];
    }
    const { message } = decoded;
    if (message.version === '3') return [];
    const isWelcome = communities.includes(message.community) && versions.includes(message.version);
    const answer = isWelcome ? answerTo(message.version, message.pdu, objects) : undefined;
    const outcome = !answer ? 'ignored' : answer.errorStatus === 0 ? 'answered' : 'refused';
    const told: Action = { kind: 'tell', event: { kind: 'asked', from, message, outcome } };
    if (!answer) return [told];
    const { version, community, pdu } = message;
    const envelope = { version, community, requestId: pdu.kind === 'trap v1' ? 0 : pdu.requestId };
    const encode = (said: Answer) => encodeResponse({ ...envelope, ...said });
    const reply = fitted(version, pdu, answer, longest, encode);
    return [{ kind: 'send', to: from, bytes: reply }, told];
  }
}
