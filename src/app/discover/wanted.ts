/** What a discovery is asked for: whom to ask, by which protocols, how patiently. */
import { UsageError } from '../../core/errors.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { WITNESSES, type Witness } from '../../devices/observation.ts';
import { readSeconds } from '../live.ts';
import type { Input } from '../operation.ts';
import { readList } from '../parameters.ts';
import { quoted } from '../../verdict/commands/shell.ts';
import { DEFAULT_WAIT } from '../devices/ask-host.ts';
import { areFew, MOST_FEW, type WantedHosts } from './named.ts';

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
/** Three rounds of calls, and time for the slowest answers. */
const EVERYBODYS_WAIT: Millis = seconds(2.5);

/**
 * @param hosts those that are named by the words, found
 * @param fromEnvironment what of the input was no word: the environment will say it again
 * @throws UsageError when options make no sense, or contradict each other
 */
export function readWanted(
  input: Input,
  hosts: WantedHosts | undefined,
  fromEnvironment: ReadonlySet<string> = new Set(),
): Wanted {
  const from = (input['from'] as number | undefined) ?? 0;
  if (from > 0 && hosts === undefined) {
    throw new UsageError('--from goes on with a sweep: name the addresses that it was asked for');
  }
  if (from > 0 && hosts && areFew(hosts)) {
    throw new UsageError(
      `--from goes on with a sweep, and up to ${MOST_FEW} hosts are asked at once: leave it out`,
    );
  }
  const isFew = hosts !== undefined && areFew(hosts);
  const wait = readWait(input, isFew ? DEFAULT_WAIT : EVERYBODYS_WAIT);
  return {
    command: commandOf(hosts?.places ?? [], wait, wordsOf(input, fromEnvironment)),
    hosts,
    by: readWitnesses(input['only'] as string | undefined),
    wait,
    group: input['multicast'] === true,
    rate: input['rate'] as number,
    from,
  };
}

const readWait = (input: Input, usual: Millis): Millis =>
  input['wait'] === undefined ? usual : readSeconds(input, 'wait', SHORTEST_WAIT, LONGEST_WAIT);

const wordsOf = (input: Input, fromEnvironment: ReadonlySet<string>): Input =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !fromEnvironment.has(name)));

function commandOf(words: readonly string[], wait: Millis, input: Input): string {
  const { only, rate, community, snmp, user, auth, priv } = input;
  const values = { only, wait: wait / seconds(1), rate, community, snmp, user, auth, priv };
  const named = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${quoted(`${value as string | number}`)}`],
  );
  const flags = input['allow-public'] === true ? ['--allow-public'] : [];
  return ['portolan discover', ...words, ...named, ...flags].join(' ');
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

/**
 * Of what is said in a round of two short datagrams, which is SNMP's: five rounds, since a wireless network does not repeat
 * what is said to everybody. At 0, a tenth, three, five and seven tenths of the wait.
 */
export const manyRoundsWithin = (wait: Millis) => ({
  waits: [1, 2, 2, 2, 3].map((tenths) => (tenths * wait) / 10),
});

/** Rounds for DNS-SD, whose questions are a second apart at least (RFC 6762, section 5.2). */
export const slowRoundsWithin = (wait: Millis) => ({
  waits: wait < seconds(2) ? [wait] : [seconds(1), wait - seconds(1)],
});
