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
   * @param firsts where each line says when its first is called: this one at `place`
   */
  constructor(
    readonly wait: Millis,
    readonly expired: (timed: T, now: Millis) => void,
    private readonly firsts: Millis[],
    private readonly place: number,
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
    else this.lead(timed);
    this.tail = timed;
  }

  /** @internal */
  leave(timed: T): void {
    if (timed.before) timed.before.after = timed.after;
    else this.lead(timed.after as T | undefined);
    if (timed.after) timed.after.before = timed.before;
    else this.tail = timed.before as T | undefined;
    timed.line = timed.before = timed.after = undefined;
  }

  private lead(timed: T | undefined): void {
    this.head = timed;
    this.firsts[this.place] = timed === undefined ? Infinity : timed.at;
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
  /**
   * By line, when its first is called; Infinity where nobody waits. Every step looks for the least of them: to ask those who
   * wait would be to fetch memory that nothing else has touched for long.
   */
  private readonly firsts: Millis[] = [];

  line<T extends Timed>(wait: Millis, expired: (timed: T, now: Millis) => void): Line<T> {
    const line = new Line(wait, expired, this.firsts, this.lines.length);
    this.lines.push(line as unknown as Line<Timed>);
    this.firsts.push(Infinity);
    return line;
  }

  /** When somebody is called next. */
  get next(): Millis | undefined {
    const next = this.firsts[this.earliest()];
    return next === Infinity ? undefined : next;
  }

  /** Calls everybody whose time has come, in the order of their times, those too that come to wait meanwhile. */
  expire(now: Millis): void {
    for (;;) {
      const place = this.earliest();
      if (!(this.firsts[place]! <= now)) return;
      const line = this.lines[place]!;
      const due = line.first!;
      line.leave(due);
      line.expired(due, now);
    }
  }

  /** The line whose first is called next. */
  private earliest(): number {
    const { firsts } = this;
    let earliest = 0;
    for (let place = 1; place < firsts.length; place++) {
      if (firsts[place]! < firsts[earliest]!) earliest = place;
    }
    return earliest;
  }
}
