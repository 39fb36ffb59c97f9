/**
 * Tells the centre where we are and what to hold back (deliveryControl; RFC 2524, section 3.2.2). An empty one asks for what
 * it has, as the reference implementation does; that a centre answers it with protocolViolation, as its own does, is of no matter.
 */
import { seconds, type Millis } from '../../../core/units.ts';
import type { Counters } from './counters.ts';
import type { Desk, Ending } from './desk.ts';
import { POLL_EVERY, type Limits, type Refusal } from './events.ts';
import { updated } from './limits.ts';

const FIRST_PAUSE = seconds(2);
const LAST_PAUSE = seconds(60);

export class Registration {
  private nextAt: Millis | undefined;
  private isAsking = false;
  private attempts = 0;
  /** What the centre is told next; absent: nothing new. */
  private untold: Limits | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly counters: Counters,
  ) {}

  begin(): void {
    const { forgetLimits } = this.desk.options;
    // A centre that lost its own memory, or that we left in another state, hears all of it.
    this.untold = forgetLimits ? { restrict: 'remove' } : this.counters.limits;
    if (forgetLimits) this.desk.keep([this.counters.change()]);
    this.nextAt = this.desk.now;
    this.work();
  }

  limit(limits: Limits): void {
    const { counters } = this;
    counters.limits = updated(counters.limits, limits);
    this.desk.keep([counters.change()], () => {
      this.untold = updated(undefined, limits) === undefined ? limits : counters.limits;
      this.nextAt = this.desk.now;
      this.work();
    });
  }

  work(): void {
    if (this.isAsking || this.nextAt === undefined || this.nextAt > this.desk.now) return;
    this.isAsking = true;
    const { untold } = this;
    this.untold = undefined;
    const { security } = this.desk.options;
    const argument = { restrict: 'update' as const, ...untold, ...(security && { security }) };
    this.desk.invoke({ operation: 'deliveryControl', argument }, (ending) =>
      this.answered(ending, untold),
    );
  }

  wakeAt(): Millis | undefined {
    return this.isAsking ? undefined : this.nextAt;
  }

  private answered(ending: Ending<'deliveryControl'>, told: Limits | undefined): void {
    this.isAsking = false;
    const { now } = this.desk;
    const why = refusalIn(ending, told);
    if (why === undefined) {
      this.attempts = 0;
      // What was set meanwhile goes at once.
      this.nextAt = this.untold ? now : now + (this.desk.options.pollEvery ?? POLL_EVERY);
      const waiting = ending.kind === 'result' ? { waiting: ending.result } : {};
      this.desk.tell({ kind: 'registered', ...waiting });
    } else {
      this.untold ??= told;
      this.nextAt = now + Math.min(FIRST_PAUSE * 2 ** Math.min(this.attempts, 10), LAST_PAUSE);
      this.attempts += 1;
      this.desk.tell({ kind: 'unregistered', why });
    }
    this.work();
  }
}

function refusalIn(
  ending: Ending<'deliveryControl'>,
  told: Limits | undefined,
): Refusal | 'silence' | undefined {
  if (ending.kind === 'silence') return 'silence';
  if (ending.kind === 'result') return undefined;
  return ending.why === 'protocolViolation' && told === undefined ? undefined : ending.why;
}
