/** What a discovery is asked for: whom to ask, by which protocols, how patiently. */
import { checkOwn, type OwnNetworks } from '../../core/own-networks.ts';
import { UsageError } from '../../core/errors.ts';
import { permutation, sweepTargets } from '../../core/sweep-order.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { WITNESSES, type Witness } from '../../devices/observation.ts';
import type { HostList } from '../../protocols/enpc/sweep.ts';
import { readSeconds } from '../live.ts';
import type { Input } from '../operation.ts';
import { readList } from '../parameters.ts';

/** Single hosts, instead of everybody on this machine's links. */
export interface WantedHosts extends HostList {
  readonly family: 'ipv4' | 'ipv6';
  /** As they were named. */
  readonly words: readonly string[];
}

export interface Wanted {
  /** The words of a command that asks for the same, without `--from`. */
  readonly command: string;
  /** Undefined: everybody on this machine's links. */
  readonly hosts: WantedHosts | undefined;
  readonly by: ReadonlySet<Witness>;
  /** How long first answers are waited for. */
  readonly wait: Millis;
  /** Whether ENPC's multicast group is called too. */
  readonly group: boolean;
  /** Packets a second, of each protocol, to hosts that are asked one by one. */
  readonly rate: number;
  /** The step that an earlier sweep had reached. */
  readonly from: number;
}

/** A shorter wait is over before a device has answered, a longer one helps nobody. */
const SHORTEST_WAIT = 0.5;
const LONGEST_WAIT = 60;

/** The same in each run, so that a sweep can be taken up again: which one is no matter. */
const ORDER = 3289;

/**
 * @param own which networks are the user's
 * @throws UsageError when an address is none, or somebody else's, or options contradict each other
 */
export function readWanted(input: Input, own: OwnNetworks): Wanted {
  const words = (input['hosts'] as readonly string[] | undefined) ?? [];
  const from = (input['from'] as number | undefined) ?? 0;
  if (from > 0 && words.length === 0) {
    throw new UsageError('--from goes on with a sweep: name the addresses that it was asked for');
  }
  return {
    command: commandOf(words, input),
    hosts: words.length === 0 ? undefined : readHosts(words, own),
    by: readWitnesses(input['only'] as string | undefined),
    wait: readSeconds(input, 'wait', SHORTEST_WAIT, LONGEST_WAIT),
    group: input['multicast'] === true,
    rate: input['rate'] as number,
    from,
  };
}

function commandOf(words: readonly string[], input: Input): string {
  const named = ['only', 'wait', 'rate'].flatMap((name) =>
    input[name] === undefined ? [] : [`--${name} ${input[name] as string | number}`],
  );
  const flags = input['allow-public'] === true ? ['--allow-public'] : [];
  return ['portolan discover', ...words, ...named, ...flags].join(' ');
}

function readHosts(words: readonly string[], own: OwnNetworks): WantedHosts {
  const named = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
  const name = named.find((word) => !/^[\da-f:.]+(?:%[\w.-]+)?(?:[-/][\da-f:.]+)?$/i.test(word));
  if (name !== undefined) {
    throw new UsageError(
      `"${name}" is no address: devices are asked by number, as 192.168.1.20 or 192.168.1.0/24`,
    );
  }
  const targets = sweepTargets(named);
  for (const range of targets.ranges) checkOwn(range, own);
  const families = new Set(targets.ranges.map(({ family }) => family));
  const [family] = families;
  if (family === undefined || families.size > 1) {
    throw new UsageError('addresses of IPv4 and of IPv6 are asked apart: name one kind');
  }
  const { count } = targets;
  // Scattered, so that no subnet gets everything at once.
  const place = permutation(count, ORDER);
  return { count, at: (index) => targets.at(place(index)), family, words: named };
}

/** IPP is asked where DNS-SD says that it is spoken, so it takes both. */
function readWitnesses(only: string | undefined): ReadonlySet<Witness> {
  if (only === undefined) return new Set(WITNESSES);
  const words = readList('only', only.toLowerCase());
  const wrong = words.find((word) => !WITNESSES.some((witness) => witness === word));
  if (wrong !== undefined) {
    throw new UsageError(`--only does not know "${wrong}"; it knows ${WITNESSES.join(', ')}`);
  }
  const named = WITNESSES.filter((witness) => words.includes(witness));
  return new Set(named.includes('ipp') ? [...named, 'dnssd' as const] : named);
}

/**
 * Three rounds of questions, and time for the answers to the last: at 0, a fifth and three fifths of the wait.
 */
export const roundsWithin = (wait: Millis) => ({
  waits: [wait / 5, (2 * wait) / 5, (2 * wait) / 5],
});

/** The same for DNS-SD, whose questions are a second apart at least (RFC 6762, section 5.2). */
export const slowRoundsWithin = (wait: Millis) => ({
  waits: wait < seconds(2) ? [wait] : [seconds(1), wait - seconds(1)],
});
