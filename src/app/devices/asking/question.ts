/** What all ways of asking one host have in common: whom, how long, and what comes of it. */
import { UnavailableError } from '../../../core/errors.ts';
import type { DatagramAction, DatagramMachine, Step } from '../../../core/machine.ts';
import type { RetrySchedule } from '../../../core/retry.ts';
import { cancellation, type CancelSignal } from '../../../core/signal.ts';
import type { Millis } from '../../../core/units.ts';
import type { Observation, Witness } from '../../../devices/observation.ts';
import type { Heard } from '../../../devices/witnesses/heard.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { BrowsingEvent } from '../../../protocols/dnssd/client.ts';
import type { DiscoveryEvent } from '../../../protocols/enpc/client.ts';
import type { IppOutcome } from '../../../protocols/ipp/client.ts';
import type { InquiryEvent } from '../../../protocols/snmp/client.ts';
import type { WsdDiscoveryEvent } from '../../../protocols/wsd/client.ts';
import { converse } from '../../../platform/run.ts';
import type { UdpOptions } from '../../../platform/udp.ts';

/** The parts of the outside world that asking takes. */
export type AskingPlatform = Pick<Platform, 'clock' | 'udp' | 'web' | 'random' | 'interfaces'>;

/**
 * Whoever puts several hosts together needs their own words, not what is made of each alone: two with one MAC address
 * are told apart only side by side.
 */
export interface Listening {
  enpc(event: DiscoveryEvent): void;
  ipp(outcome: IppOutcome): void;
  snmp(event: InquiryEvent): void;
  dnssd(event: BrowsingEvent): void;
  wsd(event: WsdDiscoveryEvent): void;
}

/** One witness's conversation with one host. */
export interface Question {
  /** An IP address, with its zone where it has one. */
  readonly address: string;
  /** How long to wait for a first answer. */
  readonly wait: Millis;
  readonly platform: AskingPlatform;
  /** Ends it early; what was heard by then counts. */
  readonly signal: CancelSignal;
  /** To be called at the first answer. */
  readonly answered: () => void;
  /** When (the time of day) and where something is heard now. */
  readonly heard: () => Heard;
  /** Is handed every event of the conversation. */
  readonly listening?: Listening | undefined;
}

/**
 * How it ended.
 *
 * - `answered`: it said what it was asked.
 * - `partly`: it answered, and then not everything.
 * - `refused`: it is there, and does not let us ask.
 * - `silent`: no answer.
 * - `left out`: it was not asked.
 */
export type AskingEnd = 'answered' | 'partly' | 'refused' | 'silent' | 'left out';

/** One witness: whether it spoke, and if not, why. */
export interface Asked {
  readonly by: Witness;
  readonly end: AskingEnd;
  /** Where it was asked: `UDP 161`. */
  readonly where: string;
  /** A sentence without its end, for a person; absent for a plain answer and plain silence. */
  readonly why?: string;
  /** The parameter of which another value may bring an answer; absent where none is known to. */
  readonly adjust?: 'community';
}

/** What one witness said. */
export interface Testimony {
  readonly asked: Asked;
  readonly observations: readonly Observation[];
}

/** When a greeting is said: at 0, 0.3 and 0.8 s, and who answers until `wait` is heard. */
export const greetings = (wait: Millis): RetrySchedule => ({
  waits: [300, 500, Math.max(200, wait - 800)],
});

/**
 * Drives a machine until it has ended, the question's signal fires, or `isEnough` of its state; gives the last state,
 * since whoever is cut short has heard something all the same.
 * @throws UnavailableError when this machine has no route to the address
 */
export async function converseUntil<State, Event>(
  machine: DatagramMachine<State, Event>,
  { platform, signal, address, answered }: Question,
  isAnswer: (event: Event) => boolean,
  isEnough: (state: State) => boolean = () => false,
): Promise<State | undefined> {
  const own = cancellation(signal);
  let hasAnswered = false;
  let isLost = false;
  let last: State | undefined;
  const keep = (step: Step<State, DatagramAction<Event>>): typeof step => {
    last = step.state;
    if (isEnough(last)) own.cancel();
    return step;
  };
  await converse<State, Event>(
    {
      start: (now) => keep(machine.start(now)),
      step: (state, input, now) => keep(machine.step(state, input, now)),
      wakeAt: (state) => machine.wakeAt(state),
    },
    platform,
    {
      ...socketFor(address),
      signal: own.signal,
      unsent(why) {
        if (why !== 'no route' || hasAnswered) return;
        isLost = true;
        own.cancel();
      },
      tell: (event) => {
        if (!isAnswer(event)) return;
        hasAnswered = true;
        answered();
      },
    },
  );
  own.cancel();
  if (isLost) throw new UnavailableError(`this machine has no route to it`);
  return last;
}

/** A socket of the address's family. */
const socketFor = (address: string): UdpOptions => (address.includes(':') ? { address: '::' } : {});
