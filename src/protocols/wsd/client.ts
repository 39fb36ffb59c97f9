/**
 * Finds devices by WS-Discovery: the client's side as a machine without socket or clock.
 *
 * It says a Probe for printers, one for scanners, one for devices and one for everything to each target, in both versions, and
 * repeats each as SOAP-over-UDP wants; whoever answers without an address is asked for it once more. All chance is
 * drawn before it starts. It always ends.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError, type WireError } from '../../core/errors.ts';
import type {
  DatagramAction,
  DatagramMachine,
  DatagramReceived,
  Step,
} from '../../core/machine.ts';
import type { Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';
import { learn, type WsdDevice } from './device.ts';
import { encodeProbe, encodeResolve } from './encode.ts';
import { drawIdentifier } from './identifiers.ts';
import {
  deviceType,
  PRINTER,
  SCANNER,
  VERSIONS,
  type QName,
  type WsdVersion,
} from './vocabulary.ts';
import { decode, type WsdMessage } from './wire.ts';

/** Devices that are remembered: four full class C networks. */
export const MAX_DEVICES = 1024;
/** Answers of one host that are read: eight Probes, each twice over, and a host may be several devices. */
export const MAX_REPLIES_PER_HOST = 256;
/** The longest answer that is read: matches have some 1,500 bytes, and XML takes its time. */
export const MAX_DATAGRAM = 16_384;
/** How many unreadable datagrams are told of. */
export const MAX_UNREADABLE = 256;

/** SOAP-over-UDP 1.1, appendix I, in milliseconds; the wait before the first repetition is drawn between the first two. */
export const UDP_MIN_DELAY: Millis = 50;
export const UDP_MAX_DELAY: Millis = 250;
export const UDP_UPPER_DELAY: Millis = 500;
/** Repetitions of a multicast message: 1.1 says 1, the draft of 2004 says 4; the last comes after up to 1.25 s. */
export const DEFAULT_REPEATS = 3;
/**
 * How long to listen after the last Probe. Devices wait up to 500 ms before they answer (WS-Discovery, APP_MAX_DELAY)
 * and repeat that within another 500; the standard would have us wait ten seconds for those that are asleep.
 */
export const DEFAULT_LISTEN: Millis = 2000;

/** Datagrams that leave at once, and the pause after them: at most 400 a second, some 250 kB. */
const BURST = 16;
const BURST_PAUSE: Millis = 40;
/** How long an answer to a Resolve is waited for, each time that it is said. */
const RESOLVE_WAITS: readonly Millis[] = [250, 500, 500, 500];

/**
 * What a Probe looks for: devices have all of the types. Every device ought to answer to `everything` and to
 * `devices`; wsdd answers only the second, and cameras often only the first.
 */
export const SEARCHES = {
  printers: () => [PRINTER],
  scanners: () => [SCANNER],
  devices: (version) => [deviceType(version)],
  everything: () => [],
} as const satisfies Record<string, (version: WsdVersion) => readonly QName[]>;
export type SearchName = keyof typeof SEARCHES;

export interface WsdDiscoveryOptions {
  /** The multicast group, or single hosts, with the port (WSD_PORT). At least one. */
  readonly targets: readonly Endpoint[];
  /** Whether an address is one that may be asked. What comes from others is ignored. */
  readonly mayAsk: (address: string) => boolean;
  /** The platform's chance. Drawn from when the machine is made, and never after. */
  readonly random: Random;
  /** Default: all four. */
  readonly searches?: readonly SearchName[];
  /** Default: both. */
  readonly versions?: readonly WsdVersion[];
  /** How often each Probe is repeated. Default {@link DEFAULT_REPEATS}. */
  readonly repeats?: number;
  /** Default {@link DEFAULT_LISTEN}. */
  readonly listen?: Millis;
}

/** What the machine tells. A record replaces every earlier one with the same id. */
export type WsdDiscoveryEvent =
  | { readonly kind: 'found' | 'learned'; readonly device: WsdDevice }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  | { readonly kind: 'finished'; readonly devices: readonly WsdDevice[] };

/** A device that did not say where it is, and when it is asked for that again. */
interface Resolving {
  /** The device's. */
  readonly id: string;
  readonly to: readonly Endpoint[];
  readonly bytes: Uint8Array;
  /** How often it was said. */
  readonly said: number;
  readonly againAt: Millis;
}

export interface WsdDiscoveryState {
  /** Counts from 0; equal to the number of rounds when it only listens. */
  readonly round: number;
  /** How many of the round's datagrams have been said. */
  readonly said: number;
  readonly nextAt: Millis;
  /** By id, in the order of their first answers. */
  readonly devices: ReadonlyMap<string, WsdDevice>;
  readonly resolving: readonly Resolving[];
  /** Our messages that may be answered. */
  readonly asked: ReadonlySet<string>;
  /** Answers of each address. */
  readonly replies: ReadonlyMap<string, number>;
  readonly unreadable: number;
  readonly finished: boolean;
}

type Action = DatagramAction<WsdDiscoveryEvent>;
type Transition = Step<WsdDiscoveryState, Action>;

/**
 * The machine.
 * @throws UsageError when there is nobody to ask or nothing to look for
 */
export function wsdDiscovery(
  options: WsdDiscoveryOptions,
): DatagramMachine<WsdDiscoveryState, WsdDiscoveryEvent> {
  const client = new Discovery(options);
  return {
    start: (now) => client.start(now),
    step: (state, input, now) => {
      if (state.finished) return { state, actions: [] };
      return input.kind === 'wake' ? client.wake(state, now) : client.receive(state, input, now);
    },
    wakeAt: ({ finished, nextAt, resolving }) =>
      finished ? undefined : Math.min(nextAt, ...resolving.map(({ againAt }) => againAt)),
  };
}

/** The transitions. Holds what never changes; what does is handed from step to step as state. */
class Discovery {
  private readonly probes: readonly { readonly id: string; readonly bytes: Uint8Array }[];
  /** How long to wait after each round. */
  private readonly waits: readonly Millis[];
  /** Identifiers of Resolves are made of it and a number. */
  private readonly stem: string;

  constructor(private readonly options: WsdDiscoveryOptions) {
    const { targets, random, versions = VERSIONS, repeats = DEFAULT_REPEATS } = options;
    const searches = options.searches ?? (Object.keys(SEARCHES) as SearchName[]);
    if (targets.length === 0) throw new UsageError('there is no address to ask');
    if (versions.length === 0 || searches.length === 0) {
      throw new UsageError('there is nothing to look for');
    }
    this.probes = searches.flatMap((search) =>
      versions.map((version) => {
        const messageId = drawIdentifier(random);
        return {
          id: messageId,
          bytes: encodeProbe({ version, messageId, types: SEARCHES[search](version) }),
        };
      }),
    );
    this.waits = waitsOf(repeats, options.listen ?? DEFAULT_LISTEN, random);
    this.stem = drawIdentifier(random).slice(0, -12);
  }

  start(now: Millis): Transition {
    const state: WsdDiscoveryState = {
      round: 0,
      said: 0,
      nextAt: now,
      devices: new Map(),
      resolving: [],
      asked: new Set(this.probes.map(({ id }) => id)),
      replies: new Map(),
      unreadable: 0,
      finished: false,
    };
    return this.wake(state, now);
  }

  wake(state: WsdDiscoveryState, now: Millis): Transition {
    const { resolving, actions } = resolveAgain(state, now);
    const rest = { ...state, resolving };
    if (rest.nextAt > now) return { state: rest, actions };
    if (rest.round === this.waits.length) return finish(rest, actions);
    return this.say(rest, actions, now);
  }

  /** The next burst of a round: every target hears one Probe before any hears the next. */
  private say(state: WsdDiscoveryState, actions: Action[], now: Millis): Transition {
    const { targets } = this.options;
    const all = this.probes.length * targets.length;
    const until = Math.min(state.said + BURST, all);
    for (let i = state.said; i < until; i++) {
      const { bytes } = this.probes[Math.floor(i / targets.length)]!;
      actions.push({ kind: 'send', to: targets[i % targets.length]!, bytes });
    }
    if (until < all)
      return { state: { ...state, said: until, nextAt: now + BURST_PAUSE }, actions };
    const nextAt = now + this.waits[state.round]!;
    return { state: { ...state, round: state.round + 1, said: 0, nextAt }, actions };
  }

  receive(state: WsdDiscoveryState, { from, bytes }: DatagramReceived, now: Millis): Transition {
    const { address } = from;
    const count = (state.replies.get(address) ?? 0) + 1;
    const isNew = count === 1 && state.replies.size >= MAX_DEVICES;
    if (!this.options.mayAsk(address) || count > MAX_REPLIES_PER_HOST || isNew) {
      return { state, actions: [] };
    }
    const counted = { ...state, replies: new Map(state.replies).set(address, count) };
    if (bytes.length > MAX_DATAGRAM) return complain(counted, from, TOO_LONG);
    const decoded = decode(bytes);
    if (!decoded.ok) return complain(counted, from, decoded.error);
    return this.take(counted, decoded.message, from, now);
  }

  /** Takes what answers one of our messages; Probes of others, and answers to others, tell us nothing. */
  private take(
    state: WsdDiscoveryState,
    message: WsdMessage,
    from: Endpoint,
    now: Millis,
  ): Transition {
    const { kind, relatesTo, services } = message;
    const isAnswer = kind === 'ProbeMatches' || kind === 'ResolveMatches';
    if (!isAnswer || relatesTo === undefined || !state.asked.has(relatesTo)) {
      return { state, actions: [] };
    }
    const actions: Action[] = [];
    const devices = new Map(state.devices);
    let next: WsdDiscoveryState = { ...state, devices };
    for (const service of services) {
      const known = devices.get(service.id);
      if (known === undefined && devices.size === MAX_DEVICES) continue;
      const device = learn(known, service, from);
      if (device === known) continue;
      devices.set(service.id, device);
      actions.push({ kind: 'tell', event: { kind: known ? 'learned' : 'found', device } });
      if (known === undefined && device.addresses.length === 0) {
        next = this.resolve(next, device.id, message.version ?? '2005/04', from, now, actions);
      }
    }
    return { state: next, actions };
  }

  /**
   * A device may keep its addresses to itself until it is asked for them: WS-Discovery 1.1, section 5.3. That is
   * asked into the group, as section 6.2 has it: some hear nothing else. Where no group was asked, the host is.
   */
  private resolve(
    state: WsdDiscoveryState,
    endpoint: string,
    version: WsdVersion,
    from: Endpoint,
    now: Millis,
    actions: Action[],
  ): WsdDiscoveryState {
    const messageId = this.stem + state.asked.size.toString(16).padStart(12, '0');
    const bytes = encodeResolve({ version, messageId, endpoint });
    const groups = this.options.targets.filter(({ address }) => MULTICAST.test(address));
    const asked = groups.length > 0 ? groups : [from];
    for (const to of asked) actions.push({ kind: 'send', to, bytes });
    const again = { id: endpoint, to: asked, bytes, said: 1, againAt: now + RESOLVE_WAITS[0]! };
    return {
      ...state,
      asked: new Set(state.asked).add(messageId),
      resolving: [...state.resolving, again],
    };
  }
}

/** Says again what is due; devices that have told their address meanwhile are left alone. */
function resolveAgain(
  { resolving, devices }: WsdDiscoveryState,
  now: Millis,
): { resolving: readonly Resolving[]; actions: Action[] } {
  const actions: Action[] = [];
  const open = resolving.flatMap((one) => {
    if (one.againAt > now) return [one];
    const wait = RESOLVE_WAITS[one.said];
    const isKnown = (devices.get(one.id)?.addresses.length ?? 0) > 0;
    if (wait === undefined || isKnown) return [];
    for (const to of one.to) actions.push({ kind: 'send', to, bytes: one.bytes });
    return [{ ...one, said: one.said + 1, againAt: now + wait }];
  });
  return { resolving: open, actions };
}

/** 224.0.0.0/4 and ff00::/8. */
const MULTICAST = /^(?:(?:22[4-9]|23\d)\.|ff[0-9a-f]{2}:)/i;

/** SOAP-over-UDP 1.1, appendix I: drawn once, doubled until the upper delay; then what it listens. */
function waitsOf(repeats: number, listen: Millis, random: Random): Millis[] {
  const waits: Millis[] = [];
  let wait = UDP_MIN_DELAY + Math.round(random() * (UDP_MAX_DELAY - UDP_MIN_DELAY));
  for (let i = 0; i < repeats; i++, wait = Math.min(2 * wait, UDP_UPPER_DELAY)) waits.push(wait);
  return [...waits, listen];
}

const TOO_LONG: WireError = {
  kind: 'length',
  field: 'XML',
  offset: MAX_DATAGRAM,
  message: `more than ${MAX_DATAGRAM} bytes: no answer is so long`,
};

function complain(state: WsdDiscoveryState, from: Endpoint, error: WireError): Transition {
  if (state.unreadable === MAX_UNREADABLE) return { state, actions: [] };
  const event = { kind: 'unreadable', from, error } as const;
  return {
    state: { ...state, unreadable: state.unreadable + 1 },
    actions: [{ kind: 'tell', event }],
  };
}

function finish(state: WsdDiscoveryState, actions: readonly Action[]): Transition {
  const devices = [...state.devices.values()];
  return {
    state: { ...state, finished: true },
    actions: [...actions, { kind: 'tell', event: { kind: 'finished', devices } }, { kind: 'done' }],
  };
}
