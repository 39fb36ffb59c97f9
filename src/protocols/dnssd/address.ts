/**
 * Finds the address of one host by its name, by multicast DNS: a one-shot question (RFC 6762, section 5.1), as a
 * machine without socket or clock. For systems whose own resolver does not know multicast DNS.
 *
 * It asks for IPv4 alone. One machine is for one socket, on one interface; it always ends.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import type { DatagramAction, DatagramMachine, Step } from '../../core/machine.ts';
import { doubling, type RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import { encodeQuery, nameFault } from '../dns/encode.ts';
import { CLASSES, TYPES } from '../dns/vocabulary.ts';
import { decode, type DnsMessage } from '../dns/wire.ts';
import { MDNS_GROUP } from './vocabulary.ts';

/** At 0, 0.3 and 0.9 s, given up at 2.1: answers of one host are not put off (section 6). */
export const LOOKUP_ROUNDS: RetrySchedule = doubling(300, 3);

export interface AddressQuestion {
  /** `EPSON000001.local`; upper and lower case are one (section 16). */
  readonly name: string;
  /** The number that answers repeat (section 6.7): 16 bits, by chance. */
  readonly id: number;
  /** Whether an address is on this link: what comes from others is not heard (section 11). */
  readonly mayHear: (address: string) => boolean;
  readonly rounds?: RetrySchedule;
}

/** Told once at most: silence tells nothing. */
export interface AddressFound {
  readonly kind: 'found';
  readonly addresses: readonly string[];
  readonly from: Endpoint;
}

export interface AddressState {
  readonly round: number;
  readonly nextAt: Millis;
  readonly finished: boolean;
}

type Transition = Step<AddressState, DatagramAction<AddressFound>>;

/**
 * The machine.
 * @throws UsageError when the name is none, or there is no round
 */
export function addressLookup({
  name,
  id,
  mayHear,
  rounds = LOOKUP_ROUNDS,
}: AddressQuestion): DatagramMachine<AddressState, AddressFound> {
  const fault = nameFault(name);
  if (fault !== undefined) throw new UsageError(`"${name}" is no name: it has ${fault}`);
  if (rounds.waits.length === 0) throw new UsageError('a schedule needs at least one attempt');
  const bytes = encodeQuery(id, name, TYPES.A, CLASSES.IN);
  const ask = (round: number, now: Millis): Transition => {
    const wait = rounds.waits[round];
    const state = { round, nextAt: now + (wait ?? 0), finished: wait === undefined };
    const send = { kind: 'send', to: MDNS_GROUP, bytes } as const;
    return { state, actions: wait === undefined ? [{ kind: 'done' }] : [send] };
  };
  return {
    start: (now) => ask(0, now),
    step(state, input, now) {
      if (state.finished) return { state, actions: [] };
      if (input.kind === 'wake') {
        return now < state.nextAt ? { state, actions: [] } : ask(state.round + 1, now);
      }
      const { from } = input;
      const decoded = mayHear(from.address) ? decode(input.bytes) : undefined;
      const addresses = decoded?.ok ? addressesIn(decoded.message, name, id) : [];
      if (addresses.length === 0) return { state, actions: [] };
      return {
        state: { ...state, finished: true },
        actions: [{ kind: 'tell', event: { kind: 'found', addresses, from } }, { kind: 'done' }],
      };
    },
    wakeAt: ({ finished, nextAt }) => (finished ? undefined : nextAt),
  };
}

const fold = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function addressesIn(message: DnsMessage, name: string, id: number): string[] {
  if (!message.response || message.id !== id) return [];
  return message.answers.flatMap(({ name: own, data }) =>
    data.kind === 'A' && fold(own) === fold(name) ? [data.address] : [],
  );
}
