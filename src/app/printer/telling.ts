/** Who asked what: the first different words of each source by each protocol, and then how many more there were. */
import { groupBy } from '../../core/group.ts';
import { BoundedTelling, sumOf, type TellingBounds, type Untold } from '../bounded-telling.ts';
import type { AskedEvent, AskedMoreEvent, PrinterProtocol } from './event.ts';

/** Of one source by one protocol: as many as ENPC's queries. A discovery of one device takes about a window. */
export const TOLD_OF_ONE = 10;
/** Of all together. */
export const TOLD_OF_ALL = 60;

const BOUNDS: TellingBounds = { ofOne: TOLD_OF_ONE, ofAll: TOLD_OF_ALL };

interface Asker {
  readonly by: PrinterProtocol;
  readonly source: string;
}

export class Telling {
  private readonly telling = new BoundedTelling<Asker>(BOUNDS);

  /** @returns whether it is told; else it is counted, and told by {@link more} */
  take({ by, from: { address: source }, time, message, outcome }: AskedEvent): boolean {
    const words = `${outcome} ${message}`;
    return this.telling.take({ source: { by, source }, key: `${by} ${source}`, words, time });
  }

  /** What was not told since this was last asked; the next window begins. */
  more(): AskedMoreEvent[] {
    const { apart, together } = this.telling.more();
    return [
      ...apart.map(({ source, ...one }): AskedMoreEvent => {
        return { event: 'counted', ...source, ...one };
      }),
      ...(together.length > 0 ? [others(together)] : []),
    ];
  }
}

function others(several: readonly Untold<Asker>[]): AskedMoreEvent {
  const [only, ...more] = groupBy(several, ({ source }) => source.by).keys();
  return {
    event: 'counted',
    ...(more.length === 0 && only !== undefined && { by: only }),
    ...sumOf(several),
  };
}
