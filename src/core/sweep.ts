/**
 * How a client of any protocol makes itself heard by very many single hosts, most of which are not there: one datagram
 * a host, then the next host, at the pace that the caller wants; and again from the beginning, with another greeting,
 * for those that have not answered. It can be taken up where it was left.
 */
import type { Endpoint } from './endpoint.ts';
import { UsageError } from './errors.ts';
import { seconds, type Millis } from './units.ts';

/** What a caller wants to be sent, and told. */
export interface Call<State> {
  /** Undefined when everybody was called, and had time to answer. */
  readonly state: State | undefined;
  readonly sends: readonly { readonly to: Endpoint; readonly bytes: Uint8Array }[];
  readonly progress?: Progress;
}

/** How far a sweep is. */
export interface Progress {
  /** How many of `total` steps are done; hand it back as `from` to go on after them. */
  readonly position: number;
  /** Hosts times passes. */
  readonly total: number;
  /** Greetings that were sent: fewer than steps, since who answered is not greeted again. */
  readonly sent: number;
}

/** Says greetings, when they are due. Plain data in, plain data out, as with any machine. */
export interface Caller<State> {
  start(now: Millis): State;
  /** What is due at `now`. @param answered whether somebody at this endpoint has answered already */
  call(state: State, now: Millis, answered: (endpoint: Endpoint) => boolean): Call<State>;
  /** When something is due next. */
  nextAt(state: State): Millis;
}

/** Addresses, made one by one as they are wanted: a /16 is never a list. */
export interface HostList {
  readonly count: number;
  /** The address with this number, 0 to `count` - 1; always the same, or a sweep cannot be taken up again. */
  at(index: number): string;
}

/** Between two passes, so that who answered the one is spared the other; and after the last. */
export const PASS_PAUSE: Millis = 500;
export const LAST_PAUSE: Millis = seconds(1);

/** The most that leaves in one millisecond: what a system's queue of an interface takes without loss. */
export const SWEEP_BURST = 256;

/** Hosts that are looked at in one millisecond, absent ones among them. */
const LOOKED_AT = 2048;

/** What is due in this time leaves at once at the most: timers are late by some milliseconds, on a busy machine by more. */
const BURST_TIME: Millis = 16;

/** What was not sent in time is made up for, as far as this goes back; later, the sweep is late. */
const MADE_UP: Millis = 250;

/** The shortest sleep: clocks of common systems know no shorter one. */
const TICK: Millis = 1;

/** Between two reports. */
const REPORT_PAUSE: Millis = 250;

export interface SweepPlan {
  readonly hosts: HostList;
  /** Whether an address may be asked; of the list, the others are passed over. */
  readonly mayAsk: (address: string) => boolean;
  /** Whether an address is known to have nobody behind it: passed over, and at no cost of time. Default: none is. */
  readonly isAbsent?: (address: string) => boolean;
  /** Datagrams a second; Infinity: as fast as they can be handed over. Queries to who answers come on top. */
  readonly perSecond: number;
  /** What is said to a host, in one pass after the other. */
  readonly passes: readonly ((to: Endpoint) => Uint8Array)[];
  /** The position that an earlier sweep of the same list and passes had reached. Default: 0. */
  readonly from?: number;
  readonly port: number;
}

/** Where a sweep stands. */
export interface SweepState {
  /** Passes and hosts before the next greeting, as one number. */
  readonly position: number;
  readonly sent: number;
  /** Datagrams that may leave at `at`: not always a whole number. */
  readonly credit: number;
  readonly at: Millis;
  readonly nextAt: Millis;
  readonly reportAt: Millis;
}

/**
 * How long a sweep takes when nobody answers, in milliseconds; queries to the last who answered come on top.
 * @param count hosts
 * @param perSecond datagrams a second
 */
export function sweepDuration(count: number, perSecond: number, passes: number): Millis {
  return (seconds(1) * count * passes) / perSecond + PASS_PAUSE * (passes - 1) + LAST_PAUSE;
}

/** @throws UsageError when there is no host, no pass, no pace, or no such position */
export function passesOver(plan: SweepPlan): Caller<SweepState> {
  const total = plan.hosts.count * plan.passes.length;
  const from = plan.from ?? 0;
  if (total === 0) throw new UsageError('there is no address to ask');
  if (!(plan.perSecond > 0)) throw new UsageError('a sweep needs a pace above 0 a second');
  if (!(Number.isInteger(from) && from >= 0 && from <= total)) {
    throw new UsageError(`${from} is no position in a sweep of ${total} steps`);
  }
  const sweep = new Sweep(plan, total);
  return {
    start: (now) => ({ position: from, sent: 0, credit: 1, at: now, nextAt: now, reportAt: now }),
    call: (state, now, answered) => sweep.call(state, now, answered),
    nextAt: ({ nextAt }) => nextAt,
  };
}

class Sweep {
  /** The most that leaves at once. */
  private readonly burst: number;
  /** The most that is made up for. */
  private readonly most: number;

  constructor(
    private readonly plan: SweepPlan,
    private readonly total: number,
  ) {
    const within = (time: Millis) => Math.max(1, Math.ceil((plan.perSecond * time) / seconds(1)));
    this.burst = Math.min(SWEEP_BURST, within(BURST_TIME));
    this.most = Math.min(SWEEP_BURST * (MADE_UP / TICK), within(MADE_UP));
  }

  call(
    state: SweepState,
    now: Millis,
    answered: (endpoint: Endpoint) => boolean,
  ): Call<SweepState> {
    if (state.nextAt > now) return { state, sends: [] };
    if (state.position === this.total) return { state: undefined, sends: [] };
    const { port, passes, hosts, mayAsk, isAbsent } = this.plan;
    const { count } = hosts;
    const end = (Math.floor(state.position / count) + 1) * count;
    const bytesFor = passes[end / count - 1]!;
    const credit = this.credit(state, now);
    const last = Math.min(end, state.position + LOOKED_AT);
    const sends = [];
    let until = state.position;
    let allowed = Math.min(this.burst, Math.floor(credit));
    let left = credit;
    for (; until < last && allowed > 0; until++) {
      const to = { address: hosts.at(until % count), port };
      if (isAbsent?.(to.address)) continue;
      allowed -= 1;
      left -= 1;
      if (mayAsk(to.address) && !answered(to)) sends.push({ to, bytes: bytesFor(to) });
    }
    const nextAt = now + this.pause(until, end, left);
    const next = {
      position: until,
      sent: state.sent + sends.length,
      // A pause between two passes is no time that was lost.
      ...(until === end ? { credit: 1, at: nextAt } : { credit: left, at: now }),
      nextAt,
      reportAt: state.reportAt,
    };
    const progress = { position: next.position, total: this.total, sent: next.sent };
    const isDue = now >= state.reportAt || until === this.total;
    if (!isDue) return { state: next, sends };
    return { state: { ...next, reportAt: now + REPORT_PAUSE }, sends, progress };
  }

  /** What may leave now, with what was not sent in time. */
  private credit({ credit, at }: SweepState, now: Millis): number {
    const { perSecond } = this.plan;
    // Infinity times no time at all is no number.
    const earned = now === at ? 0 : ((now - at) * perSecond) / seconds(1);
    return Math.min(this.most, credit + earned);
  }

  private pause(position: number, end: number, credit: number): Millis {
    if (position === this.total) return LAST_PAUSE;
    if (position === end) return PASS_PAUSE;
    return Math.max(TICK, ((1 - credit) * seconds(1)) / this.plan.perSecond);
  }
}
