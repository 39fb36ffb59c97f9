/** What a browser is told, and what it tells: see `client.ts`. */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError, type WireError } from '../../core/errors.ts';
import { doubling, type RetrySchedule } from '../../core/retry.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { nameFault } from '../dns/encode.ts';
import type { ServiceInstance } from './service.ts';
import { DEVICE_SUBTYPES, DEVICE_TYPES, LOCAL } from './vocabulary.ts';

/**
 * How it asks, and whom.
 *
 * - `member`: from port 5353, and it hears everything that is said to the group: answers to others, announcements,
 *   farewells. A record ages.
 * - `one-shot`: from any other port, for when 5353 is not to be had. Each answers to it alone, as plain DNS does
 *   (section 6.7). Records do not age, since the times to live in such answers are cut to ten seconds.
 * - `unicast`: the same, to one host, which is the only one that is heard (section 5.5).
 */
export type BrowsingMode = 'member' | 'one-shot' | 'unicast';

export interface BrowsingOptions {
  readonly mode: BrowsingMode;
  /** The group, or the one host; with the port from which answers come, 5353. */
  readonly to: Endpoint;
  /** Types to look for: `_ipp._tcp`. Default: what printers and scanners offer. */
  readonly types?: readonly string[];
  /** Narrower types: `_universal._sub._ipp._tcp`. Default: those of AirPrint and IPP Everywhere. */
  readonly subtypes?: readonly string[];
  /** Whether to ask which types there are, and then for those as well. Default: no. */
  readonly enumerates?: boolean;
  /** Default: `local`. */
  readonly domain?: string;
  /** When types are asked for, and how long is listened after the last time. Default: at 0, 1 and 3 s, until 5 s. */
  readonly rounds?: RetrySchedule;
  /** When what an answer left out is asked for again. Default: twice, 1 s apart, given up after one more. */
  readonly patience?: RetrySchedule;
  /** Goes on after the last round, asking ever more rarely, and says what goes. For `member`. Default: no. */
  readonly stays?: boolean;
  /**
   * Another program has port 5353 too, as on any machine with a responder of its own: what is sent to this machine
   * alone may reach that one instead, so nobody is asked for that (section 15.1). Default: no.
   */
  readonly shared?: boolean;
  /** The number that answers must repeat, in other modes than `member`: 16 bits, best by chance. Default: 0. */
  readonly id?: number;
  /** The interface that the socket is on, for the records. */
  readonly via?: string;
  /** Whether an address is on this link: what comes from others is not heard (section 11). Default: all are. */
  readonly mayHear?: (address: string) => boolean;
}

export type BrowsingEvent =
  /** Told once, when all is known that will be. */
  | { readonly kind: 'found'; readonly service: ServiceInstance }
  | {
      readonly kind: 'changed';
      readonly service: ServiceInstance;
      readonly before: ServiceInstance;
    }
  /** It said farewell, or was not heard for too long. */
  | { readonly kind: 'gone'; readonly service: ServiceInstance }
  /** A type of services that somebody here offers; only where types are enumerated. */
  | { readonly kind: 'type'; readonly type: string; readonly domain: string }
  | { readonly kind: 'unreadable'; readonly from: Endpoint; readonly error: WireError }
  | {
      readonly kind: 'finished';
      readonly services: readonly ServiceInstance[];
      /** Records for which there was no room: the answer is not whole. */
      readonly dropped: number;
    };

export const DEFAULT_ROUNDS: RetrySchedule = doubling(seconds(1), 3, seconds(2));
/** Answers to a question take 120 ms at most, or 500 where many are known (sections 6 and 7.2). */
export const DEFAULT_PATIENCE: RetrySchedule = doubling(seconds(1), 3, seconds(1));

/** The longest wait between rounds of a browser that stays (section 5.2). */
export const LONGEST_WAIT: Millis = seconds(3600);

/** Options with everything that was left out. */
export type Settings = Required<Omit<BrowsingOptions, 'via'>> & Pick<BrowsingOptions, 'via'>;

export function settingsOf(options: BrowsingOptions): Settings {
  const settings: Settings = {
    types: DEVICE_TYPES,
    subtypes: options.types ? [] : DEVICE_SUBTYPES,
    enumerates: false,
    domain: LOCAL,
    rounds: DEFAULT_ROUNDS,
    patience: DEFAULT_PATIENCE,
    stays: false,
    shared: false,
    id: 0,
    mayHear: () => true,
    ...options,
  };
  const { types, subtypes, domain, rounds, patience, stays, mode, enumerates } = settings;
  const names = [...types, ...subtypes].map((type) => `${type}.${domain}`);
  if (names.length === 0 && !enumerates) throw new UsageError('there is no type to look for');
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) throw new UsageError(`"${name}" is no name: it has ${fault}`);
  }
  if (rounds.waits.length === 0 || patience.waits.length === 0) {
    throw new UsageError('a schedule needs at least one attempt');
  }
  if (stays && mode !== 'member') {
    throw new UsageError('only who hears the whole group can stay: others are told of nothing new');
  }
  return settings;
}
