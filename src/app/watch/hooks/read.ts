/** Which hooks a watch has, of what it was told. */
import { UsageError } from '../../../core/errors.ts';
import type { Millis } from '../../../core/units.ts';
import type { Context, Input } from '../../operation.ts';
import { readSeconds } from '../../live.ts';
import { readList } from '../../parameters.ts';
import { wordsOf, type WatchRow } from '../row.ts';
import { ROW_WORDS } from '../until.ts';
import { command } from './command.ts';
import type { Hook } from './hook.ts';
import { notification } from './notification.ts';
import { webhook } from './webhook.ts';

export interface Hooks {
  readonly hooks: readonly Hook[];
  readonly hold: Millis;
  /** Whether they are to be told of it. */
  wants(row: WatchRow): boolean;
}

/** @throws UsageError for an address, a header or a word that is none */
export function readHooks(
  input: Input,
  { platform }: Pick<Context, 'platform'>,
  note: (text: string) => void,
): Hooks {
  const { web, clock, programs, host } = platform;
  const address = input['webhook'] as string | undefined;
  const header = input['webhook-header'] as string | undefined;
  const program = input['exec'] as string | undefined;
  const words = (input['arg'] as readonly string[] | undefined) ?? [];
  if (program === undefined && words.length > 0) {
    throw new UsageError('--arg is an argument of the program of --exec, which is missing');
  }
  const on = readWords(readList('hook-on', input['hook-on'] as string));
  return {
    hooks: [
      ...(input['notify'] === true ? [notification(programs, host.system)] : []),
      ...(address === undefined
        ? []
        : [webhook({ address, ...(header !== undefined && { header }), web, clock })]),
      ...(program === undefined
        ? []
        : [command({ program, words, programs, hear: (text) => note(`${program}: ${text}`) })]),
    ],
    hold: readSeconds(input, 'hold', 0, 3600),
    wants: (row) => [...wordsOf(row)].some((word) => on.has(word)),
  };
}

function readWords(words: readonly string[]): ReadonlySet<string> {
  const wrong = words.find((word) => !ROW_WORDS.includes(word));
  if (wrong === undefined) return new Set(words);
  throw new UsageError(`hook-on does not know "${wrong}"; it knows ${ROW_WORDS.join(', ')}`);
}
