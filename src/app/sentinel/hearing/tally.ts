/**
 * Who came how often, and what of it is kept one by one. Pure: it is told the time. What it remembers is bounded,
 * whoever comes from wherever: addresses of datagrams can be made up.
 */
import type { Millis } from '../../../core/units.ts';
import type { Counted } from '../../../survey/knock.ts';
import { Bucket } from './bucket.ts';
import { sourceOf } from './source.ts';

/** How much is kept one by one. */
export interface Rates {
  /** Knocks of one source a minute that are kept. */
  readonly perSource: number;
  /** The same of all together. */
  readonly inAll: number;
}

/** One source came to many ports in short time. */
export interface Sweep {
  readonly kind: 'sweep';
  /** When it was noticed: milliseconds since 1970-01-01T00:00Z. */
  readonly time: number;
  readonly source: string;
  /** The ports so far, by number. */
  readonly ports: readonly number[];
}

/** Some hundred bytes each. */
const MOST_SOURCES = 4096;
/** Sources that get a line of their own when what was not kept is told; the others share one. */
const TOLD_APART = 8;
/** A program that tries two ports wants a service; three in a minute are a search. */
const SWEEP_PORTS = 3;
const SWEEP_TIME: Millis = 60_000;

interface Known {
  readonly bucket: Bucket;
  /** When it last came to each port. */
  readonly ports: Map<number, Millis>;
  /** Until when its sweep is no news. */
  quietUntil: Millis;
}

interface Count {
  count: number;
  readonly first: number;
  last: number;
  readonly ports: Set<number>;
}

/** What is to be done with a knock. */
export interface Taken {
  readonly kept: boolean;
  readonly sweep?: Sweep;
}

/** Counts what comes, by source; its memory is bounded whatever comes. */
export class Tally {
  private readonly sources = new Map<string, Known>();
  private readonly all: Bucket;
  private readonly counts = new Map<string, Count>();
  /** Of those that the table has no room for. */
  private others: Count | undefined;

  constructor(
    private readonly rates: Rates,
    now: Millis,
  ) {
    this.all = new Bucket(rates.inAll, now);
  }

  /**
   * @param now of the monotonic clock
   * @param time of day, milliseconds since 1970-01-01T00:00Z
   */
  take(address: string, port: number, now: Millis, time: number): Taken {
    const source = sourceOf(address);
    const known = this.known(source, now);
    // In this order: one who comes too often must not use up what is left for the others.
    const kept = known.bucket.take(now) && this.all.take(now);
    if (!kept) this.count(source, port, time);
    const sweep = this.sweep(source, known, port, now, time);
    return { kept, ...(sweep && { sweep }) };
  }

  /** What was not kept since this was last asked: the busiest sources apart, the others as one. */
  counted(): Counted[] {
    const counts = [...this.counts].toSorted(([, a], [, b]) => b.count - a.count);
    const apart = counts.slice(0, TOLD_APART).map(([source, count]) => told(count, source));
    const rest = counts.slice(TOLD_APART).map(([, count]) => count);
    const together = [...rest, ...(this.others ? [this.others] : [])].reduce<Count | undefined>(
      (sum, one) => (sum ? add(sum, one) : one),
      undefined,
    );
    this.counts.clear();
    this.others = undefined;
    return [...apart, ...(together ? [told(together)] : [])];
  }

  /** The entry of a source, which is now the one that came last; makes room by forgetting the first. */
  private known(source: string, now: Millis): Known {
    const known = this.sources.get(source) ?? {
      bucket: new Bucket(this.rates.perSource, now),
      ports: new Map<number, Millis>(),
      quietUntil: -Infinity,
    };
    this.sources.delete(source);
    if (this.sources.size >= MOST_SOURCES) {
      const [oldest] = this.sources.keys();
      this.sources.delete(oldest!);
    }
    this.sources.set(source, known);
    return known;
  }

  private count(source: string, port: number, time: number): void {
    const isFull = this.counts.size >= MOST_SOURCES && !this.counts.has(source);
    const count = isFull ? this.others : this.counts.get(source);
    if (count) {
      count.count += 1;
      count.last = time;
      count.ports.add(port);
      return;
    }
    const begun = { count: 1, first: time, last: time, ports: new Set([port]) };
    if (isFull) this.others = begun;
    else this.counts.set(source, begun);
  }

  private sweep(
    source: string,
    known: Known,
    port: number,
    now: Millis,
    time: number,
  ): Sweep | undefined {
    known.ports.set(port, now);
    if (known.ports.size < SWEEP_PORTS) return undefined;
    for (const [tried, at] of known.ports) {
      if (now - at > SWEEP_TIME) known.ports.delete(tried);
    }
    if (known.ports.size < SWEEP_PORTS) return undefined;
    const isNews = now > known.quietUntil;
    // Told once, however long it goes on.
    known.quietUntil = now + SWEEP_TIME;
    if (!isNews) return undefined;
    return { kind: 'sweep', time, source, ports: byNumber(known.ports.keys()) };
  }
}

const byNumber = (ports: Iterable<number>) => [...ports].toSorted((a, b) => a - b);

const told = ({ count, first, last, ports }: Count, source?: string): Counted => ({
  kind: 'counted',
  time: first,
  until: last,
  ...(source !== undefined && { source }),
  count,
  ports: byNumber(ports),
});

const add = (a: Count, b: Count): Count => ({
  count: a.count + b.count,
  first: Math.min(a.first, b.first),
  last: Math.max(a.last, b.last),
  ports: new Set([...a.ports, ...b.ports]),
});
