/**
 * What is still to happen in the simulated world, in order: by time, and within one instant in the
 * order in which it was planned. A binary heap, since a loss sweep plans millions of events.
 */
import type { Millis } from '../../core/units.ts';

interface Entry {
  readonly at: Millis;
  readonly sequence: number;
  /** Undefined once it was cancelled or has happened. */
  happen: (() => void) | undefined;
}

/** Below this many cancelled entries it is not worth while to sweep them out. */
const SWEEP_FROM = 64;

/** Virtual time and the events planned in it. */
export class Agenda {
  private heap: Entry[] = [];
  private planned = 0;
  private cancelled = 0;

  /** @param now the instant at which this world begins */
  constructor(private time: Millis) {}

  get now(): Millis {
    return this.time;
  }

  /** When the next event happens; undefined when nothing is left to happen. */
  get next(): Millis | undefined {
    this.dropCancelled();
    return this.heap[0]?.at;
  }

  /**
   * Plans an event for `at`, or for now when `at` has passed; never happens within this call. The
   * result cancels it. An event at Infinity never happens.
   * @throws RangeError when `at` is not a number
   */
  plan(at: Millis, happen: () => void): () => void {
    if (Number.isNaN(at)) throw new RangeError('an event needs a time to happen at');
    if (at === Infinity) return () => {};
    const entry: Entry = { at: Math.max(at, this.time), sequence: this.planned++, happen };
    this.rise(entry);
    return () => this.cancel(entry);
  }

  /** Moves time to the next event and lets it happen; false when there is none. */
  advance(): boolean {
    this.dropCancelled();
    const entry = this.takeFirst();
    if (!entry) return false;
    this.time = entry.at;
    const happen = entry.happen!;
    entry.happen = undefined;
    happen();
    return true;
  }

  /** Moves time to `at`, over nothing: planned events stay planned. Time never runs backwards. */
  rest(at: Millis): void {
    this.time = Math.max(this.time, at);
  }

  private cancel(entry: Entry): void {
    if (!entry.happen) return;
    entry.happen = undefined;
    this.cancelled++;
    // A server that moves its deadline with each datagram would otherwise fill the heap with the dead.
    if (this.cancelled > SWEEP_FROM && 2 * this.cancelled > this.heap.length) this.sweep();
  }

  private sweep(): void {
    // A sorted list is a heap.
    this.heap = this.heap.filter((entry) => entry.happen).toSorted(order);
    this.cancelled = 0;
  }

  private dropCancelled(): void {
    while (this.heap.length > 0 && !this.heap[0]!.happen) {
      this.takeFirst();
      this.cancelled--;
    }
  }

  private rise(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (order(heap[parent]!, entry) <= 0) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  private takeFirst(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length > 0) this.sink(last!);
    return first;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && order(heap[child + 1]!, heap[child]!) < 0) child++;
      if (order(entry, heap[child]!) <= 0) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = entry;
  }
}

function order(a: Entry, b: Entry): number {
  return a.at - b.at || a.sequence - b.sequence;
}
