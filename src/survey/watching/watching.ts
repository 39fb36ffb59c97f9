/**
 * When to look at a machine that is followed, and when to believe what was seen. A glance is cheap and is
 * taken all the time; a whole look is dear and is taken when a glance shows a change, and now and then for what
 * no glance shows. A door that is gone may be a restart, so it gets time to come back. No clock in here.
 */
import type { Millis } from '../../core/units.ts';
import type { Drift } from '../drift/drift.ts';
import { glanceChange, type GlanceChange } from './glance-change.ts';
import { missedTime, type Instant, type Missed } from './missed-time.ts';
import { Patience, beliefOf, isUnfinished } from './patience.ts';
import type { Glimpse, PortSpan } from '../listener.ts';

/** How often to look, and how long to doubt. */
export interface WatchingOptions {
  /** From one glance to the next. */
  readonly interval: Millis;
  /** How long a door must be gone, or a program another one, to be believed. */
  readonly settle: Millis;
  /**
   * What differs at the first look: it is believed `at once`, or gets time to come back as after a sleep
   * (`calmly`), since the machine may have just been started.
   */
  readonly first: 'at once' | 'calmly';
}

/** What the world answers. */
export type WatchingInput =
  | { readonly kind: 'wake' }
  | { readonly kind: 'glanced'; readonly seen: readonly Glimpse[]; readonly took: Millis }
  | {
      readonly kind: 'looked';
      /** All that differs from what is known: what was reported counts as known. */
      readonly drifts: readonly Drift[];
      readonly ephemeral: PortSpan;
      readonly took: Millis;
    }
  | { readonly kind: 'failed'; readonly why: string };

/** What is to be done. Of `glance` and `look` one is asked for at a time, and must be answered. */
export type WatchingAction =
  | { readonly kind: 'glance' }
  | { readonly kind: 'look' }
  /** These are believed: they count as known from now on. `first`: they were there before we were. */
  | { readonly kind: 'report'; readonly drifts: readonly Drift[]; readonly first: boolean }
  | { readonly kind: 'missed'; readonly missed: Missed }
  /** Nothing can be seen; said once. */
  | { readonly kind: 'blind'; readonly why: string }
  /** It can be seen again. */
  | { readonly kind: 'sighted' };

/** While something is in doubt, glances come closer together: a restart must not fall between two of them. */
const DOUBTFUL_INTERVAL: Millis = 100;
/** As much of a core as they may take then. */
const DOUBTFUL_SHARE = 12;
/** As much of a core as glances may take: one part in so many. */
const GLANCE_SHARE = 150;
const LONGEST_INTERVAL: Millis = 2000;
/** The quickest of so many tells what one costs: a slow one was held up by others. */
const TIMED = 5;
/** The same for whole looks while the machine changes all the time. */
const LOOK_SHARE = 12;
const SHORTEST_REST: Millis = 250;
const LONGEST_REST: Millis = 2000;
/** What no glance shows (a program that became another one, a container's doors) is found so often. */
export const WHOLE_LOOK_EVERY: Millis = 45_000;
/** Clients come and go in the ports that the system hands out: so many looks for their sake at once, … */
const DYNAMIC_LOOKS = 2;
/** … and one more each so often. */
const DYNAMIC_LOOK_EVERY: Millis = 30_000;
/** After a sleep, networks and services need a moment to come back. */
const CALM: Millis = 5000;
const LONGEST_RETRY: Millis = 30_000;

/** Follows one machine: `step` takes what happened, and gives what is to be done. */
export class Watching {
  private asked: 'glance' | 'look' | undefined;
  private glimpses: readonly Glimpse[] | undefined;
  private glancedAt: Millis | undefined;
  private interval: Millis;
  private nextGlance: Millis;
  private nextLook: Millis;
  private wholeLook: Millis;
  /** The last glance before a change that was not yet looked at. */
  private changedSince: Millis | undefined;
  private isDynamicChange = false;
  private dynamicLooks = DYNAMIC_LOOKS;
  private dynamicLooksAt: Millis;
  private ephemeral: PortSpan = { from: 1, to: 0 };
  private hasLooked = false;
  private failures = 0;
  /** What failed; undefined while all is well. */
  private blindFor: 'glance' | 'look' | undefined;
  private readonly glanceCosts: Millis[] = [];
  private readonly lookCosts: Millis[] = [];
  private calmUntil: Millis;
  private hasSlept = false;
  private readonly patience: Patience;
  private last: Instant;
  private expected: Millis | undefined;

  constructor(
    private readonly options: WatchingOptions,
    start: Instant,
  ) {
    const { now } = start;
    this.last = start;
    this.interval = options.interval;
    this.nextGlance = now;
    this.nextLook = now;
    this.wholeLook = now;
    this.dynamicLooksAt = now;
    this.calmUntil = options.first === 'at once' ? now : now + CALM;
    this.patience = new Patience(options.settle);
  }

  /** When it wants to be woken, if nothing is answered before. */
  get wakeAt(): Millis {
    return this.asked ? Infinity : Math.min(this.glanceDue(), this.lookDue());
  }

  step(input: WatchingInput, instant: Instant): WatchingAction[] {
    const { now } = instant;
    const actions: WatchingAction[] = this.notice(instant);
    switch (input.kind) {
      case 'glanced':
        actions.push(...this.sighted('glance'));
        this.glanced(input.seen, input.took, now);
        actions.push(...this.report(now, 'stays'));
        break;
      case 'looked':
        actions.push(...this.sighted('look'), ...this.looked(input, now));
        break;
      case 'failed':
        actions.push(...this.failed(input.why, now));
        break;
      case 'wake':
    }
    actions.push(...this.ask(now));
    this.expected = this.wakeAt;
    return actions;
  }

  /** Changes that were seen and are not believed. */
  get waiting(): number {
    return this.patience.size;
  }

  /** Whether one look more may tell something. */
  get isInDoubt(): boolean {
    return this.waiting > 0 || this.changedSince !== undefined;
  }

  /**
   * Nobody looks any more: to be asked after a last look. What has differed for long enough is believed now, however
   * short that was after the first look: the next watch may be as short, and would never tell. Only after a sleep
   * it may be that services are still coming back.
   */
  end({ now }: Instant): WatchingAction[] {
    if (this.hasSlept && now < this.calmUntil) return [];
    return this.believe((_, since) => now >= since + this.options.settle);
  }

  /** Time that was missed: what went meanwhile gets time to come back, and all is looked at anew. */
  private notice(instant: Instant): WatchingAction[] {
    const missed = missedTime(this.last, instant, this.expected);
    this.last = instant;
    if (!missed) return [];
    if (missed.kind !== 'set back') {
      this.calmUntil = instant.now + CALM;
      this.hasSlept = true;
      this.wholeLook = instant.now;
      // The look tells all that has changed; what is compared from here on comes after it.
      this.glimpses = undefined;
      this.changedSince = undefined;
    }
    return [{ kind: 'missed', missed }];
  }

  private glanced(seen: readonly Glimpse[], took: Millis, now: Millis): void {
    this.asked = undefined;
    const change = glanceChange(this.glimpses, seen, this.ephemeral);
    this.glimpses = seen;
    this.note(change, now);
    this.glancedAt = now;
    const share = GLANCE_SHARE * cheapest(this.glanceCosts, took);
    this.interval = Math.min(LONGEST_INTERVAL, Math.max(this.options.interval, share));
    this.nextGlance = now + this.interval;
  }

  private note(change: GlanceChange, now: Millis): void {
    // What is there again was not gone all the time.
    for (const { transport, port } of change.added) this.patience.renew(transport, port, now);
    if (change.kind === 'none') return;
    if (this.changedSince === undefined) {
      this.changedSince = this.glancedAt ?? now;
      this.isDynamicChange = change.kind === 'dynamic';
    } else if (change.kind === 'lasting') {
      this.isDynamicChange = false;
    }
  }

  private looked(
    { drifts, ephemeral, took }: Extract<WatchingInput, { kind: 'looked' }>,
    now: Millis,
  ): WatchingAction[] {
    const first = !this.hasLooked;
    const oldest = now - 2 * this.interval;
    this.asked = undefined;
    this.hasLooked = true;
    this.ephemeral = ephemeral;
    // The first one also warms up, and says nothing of what others will cost.
    const share = first ? 0 : LOOK_SHARE * cheapest(this.lookCosts, took);
    this.nextLook = now + Math.min(LONGEST_REST, Math.max(SHORTEST_REST, share));
    this.wholeLook = now + WHOLE_LOOK_EVERY;
    const since = Math.max(this.changedSince ?? now, oldest);
    // What the last glance still showed went after it.
    const seenLast = (drift: Drift) => this.wasGlanced(drift) && this.glancedAt;
    this.patience.saw(drifts, (drift) => Math.max(since, seenLast(drift) || 0), first);
    this.changedSince = undefined;
    return this.report(now, 'looked at again', first);
  }

  private wasGlanced({ kind, before }: Drift): boolean {
    if (kind !== 'gone' && kind !== 'moved') return false;
    const doors = new Set(before.map(({ transport, port }) => `${transport} ${port}`));
    return this.glimpses?.some(({ transport, port }) => doors.has(`${transport} ${port}`)) === true;
  }

  private sighted(by: 'glance' | 'look'): WatchingAction[] {
    if (this.blindFor !== by) return [];
    this.failures = 0;
    this.blindFor = undefined;
    return [{ kind: 'sighted' }];
  }

  private failed(why: string, now: Millis): WatchingAction[] {
    const what = this.asked ?? 'look';
    this.asked = undefined;
    this.failures += 1;
    const retry =
      now + Math.min(LONGEST_RETRY, this.options.interval * 2 ** Math.min(this.failures, 10));
    if (what === 'glance') this.nextGlance = retry;
    else this.nextLook = this.wholeLook = retry;
    if (this.blindFor) return [];
    this.blindFor = what;
    return [{ kind: 'blind', why }];
  }

  /**
   * What is believed by now; nothing while a change waits to be looked at, since that may tell otherwise.
   * @param by what has just been done for it
   */
  private report(now: Millis, by: 'stays' | 'looked at again', first = false): WatchingAction[] {
    if (this.changedSince !== undefined) return [];
    const isCalm = now >= this.calmUntil;
    const atOnce = first && this.options.first === 'at once';
    return this.believe((drift, since) => {
      const belief = beliefOf(drift);
      if (belief === 'seen' || atOnce) return true;
      const isEnough = belief === 'stays' || by === 'looked at again';
      return isEnough && isCalm && now >= since + this.options.settle;
    });
  }

  private believe(isBelieved: (drift: Drift, since: Millis) => boolean): WatchingAction[] {
    const taken = this.patience.take(isBelieved);
    return [true, false].flatMap((first) => {
      const drifts = taken.filter(({ already }) => already === first).map(({ drift }) => drift);
      return drifts.length > 0 ? [{ kind: 'report', drifts, first } as const] : [];
    });
  }

  private ask(now: Millis): WatchingAction[] {
    if (this.asked) return [];
    // A look is worth the more when a glance came before it: whatever changes later shows.
    const isBlind = this.glimpses === undefined && this.blindFor === undefined;
    if (!isBlind && now >= this.lookDue()) {
      if (this.waitsForDynamic()) this.dynamicLooks -= 1;
      this.asked = 'look';
      return [{ kind: 'look' }];
    }
    if (now < this.glanceDue()) return [];
    this.asked = 'glance';
    return [{ kind: 'glance' }];
  }

  private glanceDue(): Millis {
    if (this.waiting === 0 || this.blindFor === 'glance') return this.nextGlance;
    const settled = this.patience.deadline((drift) => beliefOf(drift) === 'stays');
    const believed = this.changedSince === undefined ? settled : Infinity;
    const cost = DOUBTFUL_SHARE * Math.min(...this.glanceCosts);
    const soon = (this.glancedAt ?? 0) + Math.max(DOUBTFUL_INTERVAL, cost);
    return Math.min(this.nextGlance, soon, Math.max(believed, this.calmUntil));
  }

  private lookDue(): Millis {
    const settled = this.patience.deadline((drift) => beliefOf(drift) === 'looked at again');
    const again = this.patience.has(isUnfinished) ? this.nextLook : Infinity;
    const confirmed = Math.max(settled, this.calmUntil, this.nextLook);
    const due = Math.min(this.wholeLook, again, confirmed);
    if (this.changedSince === undefined) return due;
    return Math.min(due, this.waitsForDynamic() ? this.nextDynamicLook() : this.nextLook);
  }

  /** While something else is in doubt, every change matters. */
  private waitsForDynamic(): boolean {
    return this.changedSince !== undefined && this.isDynamicChange && this.waiting === 0;
  }

  /** A bucket that fills by itself. */
  private nextDynamicLook(): Millis {
    const { now } = this.last;
    const gained = Math.floor((now - this.dynamicLooksAt) / DYNAMIC_LOOK_EVERY);
    if (gained > 0) {
      this.dynamicLooks = Math.min(DYNAMIC_LOOKS, this.dynamicLooks + gained);
      this.dynamicLooksAt += gained * DYNAMIC_LOOK_EVERY;
    }
    const next = this.dynamicLooks > 0 ? now : this.dynamicLooksAt + DYNAMIC_LOOK_EVERY;
    return Math.max(this.nextLook, next);
  }
}

/** Adds a cost to the latest ones, and gives the least of them. */
function cheapest(costs: Millis[], took: Millis): Millis {
  costs.unshift(took);
  costs.length = Math.min(costs.length, TIMED);
  return Math.min(...costs);
}
