/** What a watch waits for: the word of a change, or something that listens. */
import type { Atlas } from '../../atlas/atlas.ts';
import { DRIFT_KINDS } from '../../survey/drift/drift.ts';
import { SEVERITIES, VERDICT_WORDS, type JudgedListener } from '../../verdict/verdict.ts';
import { readList } from '../parameters.ts';
import { readWanted } from '../survey/wanted.ts';
import { wordsOf, type WatchRow } from './row.ts';

/** The words that a row may have. */
export const ROW_WORDS: readonly string[] = [
  ...DRIFT_KINDS,
  ...VERDICT_WORDS,
  ...SEVERITIES.filter((severity) => severity !== 'none'),
];

export interface Until {
  /** The word that a row meets. */
  metBy(row: WatchRow): string | undefined;
  /** The word that something meets which listens. */
  metAmong(listeners: readonly JudgedListener[]): string | undefined;
}

/**
 * @param text words with commas between: of {@link ROW_WORDS}, or what a survey can be asked for
 * @throws UsageError for numbers that are no ports, and when there is no word
 */
export function readUntil(text: string | undefined, atlas: Pick<Atlas, 'named'>): Until {
  const words = text === undefined ? [] : readList('until', text);
  const kinds = words.filter((word) => ROW_WORDS.includes(word));
  const what = words.filter((word) => !kinds.includes(word));
  const wanted = readWanted({ what }, atlas);
  return {
    metBy(row) {
      const own = wordsOf(row);
      return kinds.find((word) => own.has(word));
    },
    metAmong: (listeners) =>
      what.find((word) =>
        listeners.some((one) => one.state !== 'bound' && wanted.isMeant(word, one)),
      ),
  };
}
