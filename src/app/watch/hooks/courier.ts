/** Tells hooks what happened, one event after the other for each, until they have heard it. */
import type { Millis } from '../../../core/units.ts';
import { cancellation } from '../../../core/signal.ts';
import type { Platform } from '../../../platform/platform.ts';
import { departureKey } from '../../../survey/drift/departures.ts';
import { Trouble } from '../trouble.ts';
import type { Hook, HookEvent, Told } from './hook.ts';
import { HookQueue, type Held } from './queue.ts';
import type { Waiting } from './queue-text.ts';

export interface CourierOptions {
  readonly hooks: readonly Hook[];
  readonly platform: Platform;
  /** How long what is gone may still come back unheard of. */
  readonly hold: Millis;
  /** Tells this watch from others. */
  readonly owner: string;
  /** Something for a person to read. */
  readonly note: (text: string) => void;
}

const FIRST_WAIT: Millis = 1000;
const LONGEST_RETRY: Millis = 300_000;
/** So often an event is refused before it is given up: a receiver may be in the middle of a change. */
const MOST_REFUSALS = 5;
/** How often we say that we are alive, and look for what others left behind. */
const SIGN_OF_LIFE: Millis = 10_000;
/** What is due at the end gets so much time. */
const LAST_CALL: Millis = 5000;

/** Longer than this, people wonder. */
const NOTICEABLE: Millis = 1000;

const HALF_TOLD = 'hooks could not be told everything:';

export class Courier {
  private readonly queue: HookQueue;
  private readonly hooks: Map<string, Hook>;
  private readonly busy = new Map<string, Promise<void>>();
  private readonly failing = new Set<string>();
  private readonly disk: Trouble;
  private readonly stop = cancellation();
  private forgetAlarm: () => void = () => {};
  private saving: Promise<void> = Promise.resolve();
  private lifeSign: Millis;

  constructor(private readonly options: CourierOptions) {
    const { hooks, platform, owner, note } = options;
    const targets = new Set(hooks.filter(({ lasting }) => lasting).map(({ target }) => target));
    const { clock, folders, processes } = platform;
    this.hooks = new Map(hooks.map((hook) => [hook.target, hook]));
    this.queue = new HookQueue({ folder: folders.state, clock, owner, processes, targets });
    this.lifeSign = clock.now() + SIGN_OF_LIFE;
    this.disk = new Trouble(note, {
      bad: (why) => `what the hooks are to be told is kept in memory alone: ${why}`,
      good: 'what the hooks are to be told is kept on disk again',
    });
  }

  /** Takes over what an earlier watch could not tell any more. */
  async begin(): Promise<void> {
    await this.save();
    this.pump();
  }

  /** Accepts events: when this is done they are on the disk, or it was said that they are not. */
  async accept(events: readonly HookEvent[]): Promise<void> {
    if (this.hooks.size === 0 || events.length === 0) return;
    const standing = events.filter((event) => !this.cancelOut(event));
    for (const hook of this.hooks.values()) {
      for (const event of inBounds(standing, hook.most)) this.enqueue(event, hook.target);
    }
    this.trim();
    await this.save();
    this.pump();
  }

  private trim(): void {
    const count = this.queue.trim().length;
    if (count === 0) return;
    this.options.note(
      `too much has waited for the hooks for too long: ${events(count)} will not be told`,
    );
  }

  /** Tells what is due, within some seconds; the rest waits on the disk for the next watch. */
  async end(): Promise<void> {
    const { clock } = this.options.platform;
    this.forgetAlarm();
    for (const { item } of this.queue.items) {
      if (item.tries === 0) this.queue.put({ ...item, due: clock.wallTime() });
    }
    const isLate = clock.wakeAt(clock.now() + LAST_CALL, () => this.stop.cancel());
    const isSlow = clock.wakeAt(clock.now() + NOTICEABLE, () => this.sayWhoIsWaitedFor());
    this.pump();
    while (this.busy.size > 0) {
      await Promise.all(this.busy.values());
      if (!this.stop.signal.aborted) this.pump();
    }
    isLate();
    isSlow();
    this.stop.cancel();
    this.forgetAlarm();
    await this.saving;
    const left = await this.disk.attempt(() => this.queue.leave());
    // Only what is to outlive this watch can be lost with it.
    const lost = left === undefined ? this.queue.lasting().length : 0;
    if (lost > 0)
      this.options.note(`${HALF_TOLD} ${events(lost)} may be lost, since none can be kept`);
    if (left) {
      const [it, waits] = left === 1 ? ['it', 'waits'] : ['them', 'wait'];
      this.options.note(
        `${HALF_TOLD} ${events(left)} ${waits} on the disk, for a day; the next watch with the same hooks tells ${it}`,
      );
    }
  }

  /** Whoever ended the watch should not have to guess why it is still there. */
  private sayWhoIsWaitedFor(): void {
    const names = [...this.busy.keys()].flatMap((target) => this.hooks.get(target)?.name ?? []);
    if (names.length === 0) return;
    const rest = (LAST_CALL - NOTICEABLE) / 1000;
    this.options.note(`waiting for ${names.join(' and ')}, ${rest} s more at most`);
  }

  /** A door that is back before anybody was told that it had gone: nothing happened. */
  private cancelOut(event: HookEvent): boolean {
    const { entry } = event;
    if (entry === undefined || (event.kind !== 'reopened' && event.kind !== 'new')) return false;
    const key = departureKey(entry);
    const gone = this.queue.items.filter(
      ({ item, dueAt }) =>
        item.event.kind === 'gone' &&
        item.tries === 0 &&
        item.event.entry !== undefined &&
        departureKey(item.event.entry) === key &&
        dueAt > this.options.platform.clock.now(),
    );
    for (const { item } of gone) this.queue.remove(item);
    return gone.length > 0;
  }

  private enqueue(event: HookEvent, target: string): void {
    const { platform, hold, owner } = this.options;
    const now = platform.clock.wallTime();
    const due = now + (event.kind === 'gone' ? hold : 0);
    this.queue.put({ event, target, since: now, due, tries: 0, owner, ownedUntil: 0 });
  }

  /** One after the other: each says all that there is to say. */
  private save(): Promise<void> {
    this.saving = this.saving.then(async () => {
      await this.disk.attempt(() => this.queue.save());
    });
    return this.saving;
  }

  /** Starts whatever is due, and sets the alarm for what is not. */
  private pump(): void {
    if (this.stop.signal.aborted) return;
    const { clock } = this.options.platform;
    const now = clock.now();
    if (now >= this.lifeSign) {
      this.lifeSign = now + SIGN_OF_LIFE;
      this.trim();
      void this.save().then(() => this.pump());
    }
    for (const target of this.hooks.keys()) {
      if (this.busy.has(target)) continue;
      const next = this.nextFor(target);
      if (next === undefined || next.dueAt > now) continue;
      const work = this.tell(this.hooks.get(target)!, next.item).finally(() => {
        this.busy.delete(target);
        this.pump();
      });
      this.busy.set(target, work);
    }
    this.setAlarm();
  }

  /** In the order of the events; one that was put off holds up those behind it. */
  private nextFor(target: string): Held | undefined {
    const own = this.queue.items.filter(({ item }) => item.target === target);
    const failed = own.find(({ item }) => item.tries > 0);
    return failed ?? own.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }

  private setAlarm(): void {
    this.forgetAlarm();
    const idle = [...this.hooks.keys()].filter((target) => !this.busy.has(target));
    const times = idle.flatMap((target) => this.nextFor(target)?.dueAt ?? []);
    const { clock } = this.options.platform;
    this.forgetAlarm = clock.wakeAt(Math.min(this.lifeSign, ...times), () => this.pump());
  }

  private async tell(hook: Hook, item: Waiting): Promise<void> {
    const told = await hook.tell(item.event, this.stop.signal);
    const outcome = told.kind === 'refused' && item.tries + 1 < MOST_REFUSALS ? 'later' : told.kind;
    switch (outcome) {
      case 'told':
        this.queue.remove(item);
        if (this.failing.delete(hook.target)) this.options.note(`${hook.name} answers again`);
        break;
      case 'later':
        if (this.stop.signal.aborted) return;
        this.putOff(hook, item, told);
        break;
      case 'refused':
        this.queue.remove(item);
        this.options.note(`${hook.name} does not take an event, which is given up: ${whyOf(told)}`);
        break;
      case 'nobody':
        this.hooks.delete(hook.target);
        for (const { item: other } of this.queue.items) {
          if (other.target === hook.target) this.queue.remove(other);
        }
        this.options.note(`${hook.name} cannot be told of anything: ${whyOf(told)}`);
    }
    await this.save();
  }

  private putOff(hook: Hook, item: Waiting, told: Told): void {
    const { clock, random } = this.options.platform;
    const doubled = Math.min(LONGEST_RETRY, FIRST_WAIT * 2 ** item.tries);
    // By chance, lest many machines come back at the same moment.
    const wait = Math.max(
      doubled * (0.5 + random() / 2),
      told.kind === 'later' ? (told.after ?? 0) : 0,
    );
    this.queue.put({ ...item, tries: item.tries + 1, due: clock.wallTime() + wait });
    if (this.failing.has(hook.target)) return;
    this.failing.add(hook.target);
    this.options.note(`${hook.name} could not be told, and will be: ${whyOf(told)}`);
  }
}

/** The worst come first; the last one stands for all that are too many. */
function inBounds(events: readonly HookEvent[], most = Infinity): readonly HookEvent[] {
  if (events.length <= most) return events;
  const last = events[most - 1]!;
  return [...events.slice(0, most - 1), { ...last, more: events.length - most }];
}

const events = (count: number) => (count === 1 ? '1 event' : `${count} events`);

const whyOf = (told: Told) => ('why' in told ? told.why : '');
