/**
 * Told as it happens and never as a flood: of each source the first things in a while, and then how many more there were.
 * Pure: it is told the time. What it remembers is bounded.
 */
import { seconds, type Millis } from '../core/units.ts';

/** For so long the first things count; then what was not told is counted, and it begins anew. */
export const WINDOW: Millis = seconds(5);

export interface TellingBounds {
  /** Things of one source that are told in a window. */
  readonly ofOne: number;
  /** Of all together. */
  readonly ofAll: number;
}

/** Sources that get a line of their own when the rest is told; the others share one. */
const TOLD_APART = 8;
/** Sources that are told apart meanwhile. */
const MOST_SOURCES = 256;

/** Something that comes: when, and of whom. */
export interface Thing<Source> {
  readonly source: Source;
  /** What tells sources apart. */
  readonly key: string;
  /** Told once in a window; absent: it is like no other. */
  readonly words?: string;
  readonly time: string;
}

/** How often something came that was not told. */
export interface Untold<Source> {
  readonly source: Source;
  count: number;
  /** Of the first and the last of them. */
  readonly time: string;
  until: string;
}

export interface Rest<Source> {
  /** Who came most often, the most frequent first. */
  readonly apart: readonly Untold<Source>[];
  /** All others, of whom only the sum is to be told. */
  readonly together: readonly Untold<Source>[];
}

const OTHERS = 'others';

export class BoundedTelling<Source> {
  private told = 0;
  private readonly toldOf = new Map<string, { count: number; readonly words: Set<string> }>();
  private readonly rest = new Map<string, Untold<Source>>();

  constructor(private readonly bounds: TellingBounds) {}

  /** @returns whether it is told; else it is counted, and told by {@link more} */
  take({ source, key, words, time }: Thing<Source>): boolean {
    const said = this.toldOf.get(key) ?? { count: 0, words: new Set() };
    const isNew = words === undefined || !said.words.has(words);
    if (isNew && said.count < this.bounds.ofOne && this.told < this.bounds.ofAll) {
      this.told += 1;
      said.count += 1;
      if (words !== undefined) said.words.add(words);
      this.toldOf.set(key, said);
      return true;
    }
    const place = this.rest.size < MOST_SOURCES || this.rest.has(key) ? key : OTHERS;
    const known = this.rest.get(place) ?? { source, count: 0, time, until: time };
    known.count += 1;
    known.until = time;
    this.rest.set(place, known);
    return false;
  }

  /** What was not told since this was last asked; the next window begins. */
  more(): Rest<Source> {
    const all = [...this.rest].toSorted(([, a], [, b]) => b.count - a.count);
    const named = all.filter(([key]) => key !== OTHERS).map(([, one]) => one);
    const others = all.filter(([key]) => key === OTHERS).map(([, one]) => one);
    this.told = 0;
    this.toldOf.clear();
    this.rest.clear();
    return {
      apart: named.slice(0, TOLD_APART),
      together: [...named.slice(TOLD_APART), ...others],
    };
  }
}

/** Of all of them together, of which there is one at least. */
export function sumOf(
  several: readonly Untold<unknown>[],
): Pick<Untold<unknown>, 'time' | 'until' | 'count'> {
  const times = several.flatMap(({ time, until }) => [time, until]).toSorted();
  return {
    time: times[0]!,
    until: times.at(-1)!,
    count: several.reduce((sum, { count }) => sum + count, 0),
  };
}
