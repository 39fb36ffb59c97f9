/** How far the doors that programs use let operations reach. Policy, the same at each of them. */
import { REACHES, type Reach } from '../app/operation.ts';
import { UsageError } from '../core/errors.ts';

/** What is open without being allowed. */
export const OPEN_REACHES: readonly Reach[] = ['nothing', 'this machine'];

/** Whether who may reach so far may reach `reach` too: the network has its hosts in it. */
export const includesReach = (open: Reach, reach: Reach): boolean =>
  REACHES.indexOf(reach) <= REACHES.indexOf(open);

/** A reach as one word of a command line: `one-host`. */
export const reachWord = (reach: Reach) => reach.replaceAll(' ', '-');

/** The words that `--allow` takes. */
export const ALLOWABLE: readonly string[] = REACHES.filter(
  (reach) => !OPEN_REACHES.includes(reach),
).map(reachWord);

/** @throws UsageError for a word that is no reach */
export function readReach(word: string): Reach {
  const reach = REACHES.find((known) => reachWord(known) === word || known === word);
  if (!reach) throw new UsageError(`--allow takes ${ALLOWABLE.join(' or ')}, not "${word}"`);
  return reach;
}
