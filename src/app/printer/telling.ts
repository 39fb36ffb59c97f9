/**
 * Who asked what, told as it happens and never as a flood: the first different words of each source by each protocol,
 * and then how many more there were. Pure: it is told the time. What it remembers is bounded.
 */
import { groupBy } from '../../core/group.ts';
import { seconds, type Millis } from '../../core/units.ts';
import type { Witness } from '../../devices/observation.ts';
import type { AskedEvent, AskedMoreEvent } from './event.ts';

/** For so long the first words count: a discovery of one device takes about as long. */
export const WINDOW: Millis = seconds(5);
/** Of one source by one protocol in that time: as many as ENPC's queries. */
export const TOLD_OF_ONE = 10;
/** Of all together. */
export const TOLD_OF_ALL = 60;
/** Sources that get a line of their own when the rest is told; the others share one. */
const TOLD_APART = 8;
/** Sources that are told apart meanwhile. */
const MOST_SOURCES = 256;

interface Rest {
  readonly by: Witness;
  readonly source: string;
  count: number;
  readonly time: string;
  until: string;
}

const OTHERS = 'others';

export class Telling {
  private told = 0;
  private readonly toldOf = new Map<string, Set<string>>();
  private readonly rest = new Map<string, Rest>();

  /** @returns whether it is told; else it is counted, and told by {@link more} */
  take({ by, from: { address: source }, time, message, outcome }: AskedEvent): boolean {
    const key = `${by} ${source}`;
    const said = this.toldOf.get(key) ?? new Set();
    const words = `${outcome} ${message}`;
    if (!said.has(words) && said.size < TOLD_OF_ONE && this.told < TOLD_OF_ALL) {
      this.told += 1;
      this.toldOf.set(key, said.add(words));
      return true;
    }
    const place = this.rest.size < MOST_SOURCES || this.rest.has(key) ? key : OTHERS;
    const known = this.rest.get(place) ?? { by, source, count: 0, time, until: time };
    known.count += 1;
    known.until = time;
    this.rest.set(place, known);
    return false;
  }

  /** What was not told since this was last asked; the next window begins. */
  more(): AskedMoreEvent[] {
    const all = [...this.rest].toSorted(([, a], [, b]) => b.count - a.count);
    const named = all.filter(([key]) => key !== OTHERS).map(([, one]) => one);
    const others = all.filter(([key]) => key === OTHERS).map(([, one]) => one);
    const together = [...named.slice(TOLD_APART), ...others];
    this.told = 0;
    this.toldOf.clear();
    this.rest.clear();
    return [
      ...named.slice(0, TOLD_APART).map((one): AskedMoreEvent => ({ event: 'counted', ...one })),
      ...(together.length > 0 ? [sumOf(together)] : []),
    ];
  }
}

function sumOf(several: readonly Rest[]): AskedMoreEvent {
  const times = several.flatMap(({ time, until }) => [time, until]).toSorted();
  const [only, ...more] = groupBy(several, ({ by }) => by).keys();
  return {
    event: 'counted',
    time: times[0]!,
    until: times.at(-1)!,
    ...(more.length === 0 && only !== undefined && { by: only }),
    count: several.reduce((sum, { count }) => sum + count, 0),
  };
}
