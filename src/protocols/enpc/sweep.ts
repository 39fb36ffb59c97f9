/**
 * How a client makes itself heard by very many single hosts, most of which are not there: one datagram a host, then
 * the next host, at the pace that the caller wants; and again from the beginning, with another greeting, for those
 * that have not answered. It can be taken up where it was left.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { GREETINGS, type Call, type Caller, type Greeting } from './greeting.ts';
import { ENPC_PORT } from './vocabulary.ts';

/** Addresses, made one by one as they are wanted: a /16 is never a list. */
export interface HostList {
  readonly count: number;
  /** The address with this number, 0 to `count` - 1; always the same, or a sweep cannot be taken up again. */
  at(index: number): string;
}

/**
 * One greeting a pass, the best supported first. `Q 00/0000` asks for the network card: four sources show receipt
 * printers answering it. `Q 02/0000` asks for the IEEE 1284 id: an XP-432 answered it in a capture, and so does a
 * TM-m30III. Who lacks a function was seen to say so (result ffff, TM-T88V), which finds him as well. The inkjet
 * probe is what EpsonNet, SANE and Epson's scan software find theirs by. The first is said once more at the end, for
 * networks that lose datagrams.
 */
export const DEFAULT_PASSES: readonly Greeting[] = [
  'network card',
  'printer identity',
  'inkjet probe',
  'network card',
];

/** Between two passes, so that who answered the one is spared the other; and after the last. */
export const PASS_PAUSE: Millis = 500;
export const LAST_PAUSE: Millis = seconds(1);

/** The most that leaves in one millisecond: what a system's queue of an interface takes without loss. */
export const SWEEP_BURST = 256;

/** Hosts that are looked at in one millisecond, absent ones among them. */
const LOOKED_AT = 2048;

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
  /** Default: DEFAULT_PASSES. */
  readonly passes?: readonly Greeting[];
  /** The position that an earlier sweep of the same list and passes had reached. Default: 0. */
  readonly from?: number;
  /** Default: ENPC_PORT. */
  readonly port?: number;
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
export function sweepDuration(count: number, perSecond: number, passes = DEFAULT_PASSES): Millis {
  const said = (seconds(1) * count * passes.length) / perSecond;
  return said + PASS_PAUSE * (passes.length - 1) + LAST_PAUSE;
}

/** @throws UsageError when there is no host, no pass, no pace, or no such position */
export function passes(plan: SweepPlan): Caller<SweepState> {
  const said = plan.passes ?? DEFAULT_PASSES;
  const total = plan.hosts.count * said.length;
  const from = plan.from ?? 0;
  if (total === 0) throw new UsageError('there is no address to ask');
  if (!(plan.perSecond > 0)) throw new UsageError('a sweep needs a pace above 0 a second');
  if (!(Number.isInteger(from) && from >= 0 && from <= total)) {
    throw new UsageError(`${from} is no position in a sweep of ${total} steps`);
  }
  const sweep = new Sweep(plan, said, total);
  return {
    start: (now) => ({ position: from, sent: 0, credit: 1, at: now, nextAt: now, reportAt: now }),
    call: (state, now, answered) => sweep.call(state, now, answered),
    nextAt: ({ nextAt }) => nextAt,
  };
}

class Sweep {
  private readonly port: number;

  constructor(
    private readonly plan: SweepPlan,
    private readonly greetings: readonly Greeting[],
    private readonly total: number,
  ) {
    this.port = plan.port ?? ENPC_PORT;
  }

  call(
    state: SweepState,
    now: Millis,
    answered: (endpoint: Endpoint) => boolean,
  ): Call<SweepState> {
    if (state.nextAt > now) return { state, sends: [] };
    if (state.position === this.total) return { state: undefined, sends: [] };
    const { count } = this.plan.hosts;
    const end = (Math.floor(state.position / count) + 1) * count;
    const bytes = GREETINGS[this.greetings[end / count - 1]!];
    const credit = this.credit(state, now);
    const last = Math.min(end, state.position + LOOKED_AT);
    const sends = [];
    let [until, left] = [state.position, credit];
    for (; until < last && left >= 1; until++) {
      const to = { address: this.plan.hosts.at(until % count), port: this.port };
      if (this.plan.isAbsent?.(to.address)) continue;
      left -= 1;
      if (this.plan.mayAsk(to.address) && !answered(to)) sends.push({ to, bytes });
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
    const most = Math.min(SWEEP_BURST, Math.max(1, (perSecond * MADE_UP) / seconds(1)));
    // Infinity times no time at all is no number.
    const earned = now === at ? 0 : ((now - at) * perSecond) / seconds(1);
    return Math.min(most, credit + earned);
  }

  private pause(position: number, end: number, credit: number): Millis {
    if (position === this.total) return LAST_PAUSE;
    if (position === end) return PASS_PAUSE;
    return Math.max(TICK, ((1 - credit) * seconds(1)) / this.plan.perSecond);
  }
}
