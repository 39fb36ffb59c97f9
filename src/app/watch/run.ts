/** One watch, from its input to its result. Loaded when somebody watches. */
import type { Millis } from '../../core/units.ts';
import type { Drift, DriftKind } from '../../survey/drift/drift.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import { refuseListing } from '../baseline/other-machine.ts';
import { whichBaseline } from '../baseline/parameters.ts';
import { shelfOf } from '../baseline/shelf.ts';
import { bounded, readSeconds, type Bounded } from '../live.ts';
import type { Context, Input } from '../operation.ts';
import { readList } from '../parameters.ts';
import { readWanted } from '../survey/wanted.ts';
import { follow, type Follower } from './follow.ts';
import { Courier } from './hooks/courier.ts';
import { eventOf } from './hooks/event.ts';
import { readHooks, type Hooks } from './hooks/read.ts';
import { Known } from './known.ts';
import { Memory } from './memory.ts';
import type { WatchResult, WatchState } from './result.ts';
import { rowOf, wordsOf, type WatchRow } from './row.ts';
import { readUntil } from './until.ts';

/** From one glance to the next. */
const INTERVAL = 400;

export async function runWatch(input: Input, outer: Context): Promise<WatchResult> {
  const bounds = bounded(input, outer);
  try {
    return await new Watch(input, bounds, outer).run();
  } finally {
    bounds.close();
  }
}

class Watch {
  private readonly context: Context;
  private readonly startedAt: string;
  private readonly begun: Millis;
  private readonly until;
  private readonly only;
  private readonly hooks: Hooks;
  private readonly memory: Memory;
  private readonly settle: number;
  private readonly everywhere: boolean;
  private readonly found = new Set<string>();
  private readonly kinds: Partial<Record<DriftKind, number>> = {};
  private met: string | undefined;
  private waiting = 0;

  constructor(
    private readonly input: Input,
    private readonly bounds: Bounded,
    private readonly outer: Context,
  ) {
    this.context = bounds.context;
    const { platform, atlas } = this.context;
    this.startedAt = this.time();
    this.begun = platform.clock.now();
    this.everywhere = input['everywhere'] === true;
    this.settle = readSeconds(input, 'settle', 0, 600);
    this.until = readUntil(input['until'] as string | undefined, atlas);
    const only = input['only'] as string | undefined;
    const what = only === undefined ? [] : readList('only', only);
    this.only = readWanted({ what }, atlas);
    this.hooks = readHooks(input, this.context, this.note);
    this.memory = new Memory(platform.stores.history, this.note);
  }

  async run(): Promise<WatchResult> {
    // A slip in a hook's name must not show on the day when it is needed.
    for (const hook of this.hooks.hooks) await hook.check?.();
    const { name, snapshot } = await this.baseline();
    const { last, departures } = await this.memory.before();
    const known = new Known(
      snapshot ?? (this.input['fresh'] === true ? undefined : last),
      departures,
      this.everywhere,
    );
    const { hooks, platform, hold } = { ...this.context, ...this.hooks };
    const courier = new Courier({ hooks, platform, hold, owner: this.newId(), note: this.note });
    await courier.begin();
    const isAgainstLast = snapshot === undefined && known.snapshot !== undefined;
    const first = isAgainstLast ? 'calmly' : 'at once';
    const options = { interval: INTERVAL, settle: this.settle, first } as const;
    let ended: { endedAt: string; seconds: number };
    try {
      const follower: Follower = {
        seen: () => this.show(known, name),
        caughtUp: () => this.lookFor(known),
        changed: (drifts, _, first) => this.changed(drifts, known, first, courier),
        note: this.note,
      };
      this.waiting = await follow(this.context, known, options, follower, this.oneMore);
    } finally {
      // The hooks may still need some seconds: nobody watches in those.
      const took = this.context.platform.clock.now() - this.begun;
      ended = { endedAt: this.time(), seconds: Math.round(took / 100) / 10 };
      await courier.end();
      if (known.look) await this.memory.keep([], known.snapshot);
    }
    return { ...this.result(known, name), ...ended };
  }

  private readonly note = (text: string) => this.context.emit({ kind: 'note', text });

  /** When the time is up there is some for a last look; whoever ends it wants it to end. */
  private oneMore = () =>
    this.bounds.endedBy() === 'time' ? { ...this.context, signal: this.outer.signal } : undefined;

  private time = () => new Date(this.context.platform.clock.wallTime()).toISOString();

  private newId(): string {
    const { clock, random } = this.context.platform;
    return `${clock.wallTime().toString(36)}-${Math.floor(random() * 36 ** 8).toString(36)}`;
  }

  /** @throws NotFoundError or UsageError when the one that was named cannot be had */
  private async baseline(): Promise<{ name?: string; snapshot?: Snapshot }> {
    const { baseline: name, file } = this.input as { baseline?: string; file?: string };
    if (name === undefined && file === undefined) return {};
    const which = whichBaseline({ name, file });
    const { platform } = this.context;
    const { snapshot } = await shelfOf(which, platform).load();
    refuseListing(snapshot, which, platform.host);
    return { name: which.kind === 'name' ? which.name : which.path, snapshot };
  }

  private async show(known: Known, baseline: string | undefined): Promise<void> {
    const { survey } = known.look!;
    await this.memory.show(known.snapshot);
    const state: WatchState = { survey, baseline, startedAt: this.startedAt };
    this.context.emit({ kind: 'state', state });
  }

  /** What is waited for may be there from the first, and needs no row. */
  private lookFor(known: Known): void {
    const { survey } = known.look!;
    const elsewhere = survey.elsewhere
      .filter(({ container }) => this.everywhere || container !== undefined)
      .flatMap(({ listeners }) => listeners);
    const met = this.until.metAmong([...survey.listeners, ...elsewhere]);
    if (met !== undefined) this.enough(met);
  }

  /** Kept and accepted first, told then: whoever reads a row can rely on both. */
  private async changed(
    drifts: readonly Drift[],
    known: Known,
    already: boolean,
    courier: Courier,
  ): Promise<void> {
    const wall = this.context.platform.clock.wallTime();
    const told = drifts.map((drift) => ({
      drift,
      row: rowOf(drift, { id: this.newId(), wall, already }, (entry, when) =>
        known.find(entry, when),
      ),
    }));
    const rows = told.map(({ row }) => row).filter((row) => this.isWanted(row));
    const { name } = this.context.platform.host;
    await courier.accept(
      rows.filter((row) => this.hooks.wants(row)).map((row) => eventOf(row, name)),
    );
    const at = new Date(wall).toISOString();
    await this.memory.keep(
      drifts.filter(({ kind }) => kind !== 'unverified').map((drift) => ({ at, drift })),
      known.snapshot,
    );
    for (const row of rows) this.tell(row);
  }

  private isWanted({ listener, before, kind }: WatchRow): boolean {
    if (this.only.words.length === 0 || kind === 'unverified') return true;
    return [listener, before].some((one) => one !== undefined && this.only.includes(one));
  }

  private tell(row: WatchRow): void {
    this.context.emit({ kind: 'row', row });
    for (const word of wordsOf(row)) this.found.add(word);
    this.kinds[row.kind] = (this.kinds[row.kind] ?? 0) + 1;
    const met = this.until.metBy(row);
    if (met !== undefined) this.enough(met);
  }

  private enough(met: string): void {
    this.met ??= met;
    this.bounds.enough();
  }

  private result(
    known: Known,
    baseline: string | undefined,
  ): Omit<WatchResult, 'endedAt' | 'seconds'> {
    const until = this.input['until'] as string | undefined;
    const endedBy = this.bounds.endedBy() ?? 'signal';
    const waited = until !== undefined && this.met === undefined && endedBy !== 'signal';
    return {
      startedAt: this.startedAt,
      endedBy,
      baseline,
      met: this.met,
      kinds: this.kinds,
      found: [...this.found],
      waiting: this.waiting,
      missing: waited ? [`"${until}" did not come`] : [],
      partial: known.look !== undefined && !known.look.survey.coverage.complete,
    };
  }
}
