/**
 * Deadlines of very many operations. Each timer of ESRO has one length for all, so those that wait for it stand in a line
 * in the order in which they will be called: joining, leaving and asking who is next take the same time however many wait.
 */
import type { Millis } from '../../core/units.ts';

/** What can wait, in one line at a time. */
export class Timed {
  /** When it is called; means something while it waits. */
  at: Millis = 0;
  /** @internal */
  line: Line<never> | undefined;
  /** @internal */
  before: Timed | undefined;
  /** @internal */
  after: Timed | undefined;
}

/** Those that wait for the same timer. */
export class Line<T extends Timed> {
  private head: T | undefined;
  private tail: T | undefined;

  /**
   * @param wait the timer's length
   * @param expired is called when one's time has come; it has left the line by then, and `timed.at` says when it was due
   */
  constructor(
    readonly wait: Millis,
    readonly expired: (timed: T, now: Millis) => void,
  ) {}

  /** Who is called next: also who has waited longest. */
  get first(): T | undefined {
    return this.head;
  }

  /** Lets it wait from `from` on, in this line and no other. */
  start(timed: T, from: Millis): void {
    stop(timed);
    // A line stays in order even if a clock should not.
    timed.at = Math.max(from + this.wait, this.tail?.at ?? 0);
    timed.line = this as unknown as Line<never>;
    timed.before = this.tail;
    if (this.tail) this.tail.after = timed;
    else this.head = timed;
    this.tail = timed;
  }

  /** @internal */
  leave(timed: T): void {
    if (timed.before) timed.before.after = timed.after;
    else this.head = timed.after as T | undefined;
    if (timed.after) timed.after.before = timed.before;
    else this.tail = timed.before as T | undefined;
    timed.line = timed.before = timed.after = undefined;
  }
}

/** It waits for nothing any more. */
export function stop(timed: Timed): void {
  timed.line?.leave(timed as never);
}

/** It waits once more for what it waits for, from `from` on. */
export function restart(timed: Timed, from: Millis): void {
  timed.line?.start(timed as never, from);
}

/** All lines of one machine. */
export class Deadlines {
  private readonly lines: Line<Timed>[] = [];

  line<T extends Timed>(wait: Millis, expired: (timed: T, now: Millis) => void): Line<T> {
    const line = new Line(wait, expired);
    this.lines.push(line as unknown as Line<Timed>);
    return line;
  }

  /** When somebody is called next. */
  get next(): Millis | undefined {
    return this.earliest()?.first?.at;
  }

  /** Calls everybody whose time has come, in the order of their times, those too that come to wait meanwhile. */
  expire(now: Millis): void {
    for (let line = this.earliest(); line !== undefined; line = this.earliest()) {
      const due = line.first!;
      if (due.at > now) return;
      line.leave(due);
      line.expired(due, now);
    }
  }

  private earliest(): Line<Timed> | undefined {
    let earliest: Line<Timed> | undefined;
    let at = Infinity;
    for (const line of this.lines) {
      const { first } = line;
      if (first === undefined || first.at >= at) continue;
      at = first.at;
      earliest = line;
    }
    return earliest;
  }
}
