/** What waits to be told, in memory and on disk: what was accepted survives the process. */
import type { Millis } from '../../../core/units.ts';
import type { Clock, Folder, Processes } from '../../../platform/platform.ts';
import {
  LONGEST_WAIT,
  keyOf,
  orphans,
  overflow,
  readQueue,
  writeQueue,
  type Waiting,
} from './queue-text.ts';

/** In the state folder. */
const FILE = 'watch-queue.ndjson';
/** How long what we hold stays ours without a sign of life, where our process cannot be looked for. */
const CLAIM: Millis = 30_000;
/** Nothing is put off for longer, whatever its time of day says. */
const LONGEST_DELAY: Millis = 3_600_000;

export interface QueueOptions {
  readonly folder: Folder;
  readonly clock: Clock;
  /** Tells this watch from others that share the file. */
  readonly owner: string;
  /** Tell whose owner has ended without a word. */
  readonly processes: Processes;
  /** The hooks whose events are kept on disk. */
  readonly targets: ReadonlySet<string>;
}

/** An item, and when it is due by the clock that nobody sets. */
export interface Held {
  readonly item: Waiting;
  readonly dueAt: Millis;
}

export class HookQueue {
  private readonly held = new Map<string, Held>();
  /** What is done with, and may still stand in the file. */
  private readonly done = new Set<string>();

  constructor(private readonly options: QueueOptions) {}

  /** All that we hold, oldest first. */
  get items(): readonly Held[] {
    return [...this.held.values()];
  }

  /** Takes an item in, or puts another in its place. In memory: {@link save} makes it last. */
  put(item: Waiting): void {
    this.hold(item);
  }

  remove(item: Waiting): void {
    this.held.delete(keyOf(item));
    this.done.add(keyOf(item));
  }

  /** Takes out those for which there is no room, oldest first, or which have waited for too long. */
  trim(): Waiting[] {
    const now = this.options.clock.wallTime();
    const items = this.items.map(({ item }) => item);
    const isStale = ({ since }: Waiting) => now - since > LONGEST_WAIT;
    const surplus = overflow(items.filter((item) => !isStale(item)));
    const gone = [...items.filter(isStale), ...surplus];
    for (const item of gone) this.remove(item);
    return gone;
  }

  /**
   * Makes the file say what memory says, and takes over what nobody owns. Others' items stay.
   * @throws UnavailableError when it cannot be written; memory holds all of it
   */
  async save(): Promise<void> {
    const { folder, clock, owner, targets } = this.options;
    const text = () => folder.text(FILE);
    const isNothing = this.done.size === 0 && this.lasting().length === 0 && !text();
    if (isNothing) return;
    let adopted: Waiting[] = [];
    const done = new Set(this.done);
    const gone = await this.goneOwners(text());
    const process = await this.options.processes.mark();
    await folder.update(FILE, (present) => {
      const now = clock.wallTime();
      const others = readQueue(present).filter((item) => {
        const key = keyOf(item);
        return !this.held.has(key) && !done.has(key) && now - item.since < LONGEST_WAIT;
      });
      adopted = orphans(others, { targets, now, longest: 2 * CLAIM, gone }).map((item) => ({
        ...item,
        owner,
        // Another process may find what one could not.
        due: item.tries > 0 ? now : item.due,
      }));
      const taken = new Set(adopted.map(keyOf));
      const ours = [...adopted, ...this.lasting()].map((item) => ({
        ...item,
        ownedUntil: now + CLAIM,
        process,
      }));
      return writeQueue([...others.filter((item) => !taken.has(keyOf(item))), ...ours]);
    });
    for (const item of adopted) this.hold(item);
    for (const key of done) this.done.delete(key);
  }

  /** Leaves what is left to whoever comes next. @throws UnavailableError when it cannot be written */
  async leave(): Promise<number> {
    const left = this.lasting();
    if (left.length === 0 && this.done.size === 0) return 0;
    await this.options.folder.update(FILE, (present) => {
      const others = readQueue(present).filter(
        (item) => !this.held.has(keyOf(item)) && !this.done.has(keyOf(item)),
      );
      return writeQueue([...others, ...left.map((item) => ({ ...item, ownedUntil: 0 }))]);
    });
    return left.length;
  }

  /** The marks of owners that have ended; they stay so, however the file changes meanwhile. */
  private async goneOwners(text: string | undefined): Promise<ReadonlySet<string>> {
    const marks = new Set(readQueue(text).flatMap(({ process }) => process ?? []));
    const { processes } = this.options;
    const seen = await Promise.all(
      [...marks].map(async (mark) => ((await processes.isGone(mark)) ? mark : undefined)),
    );
    return new Set(seen.filter((mark) => mark !== undefined));
  }

  /** What we hold that outlives this process. */
  lasting(): Waiting[] {
    return this.items
      .map(({ item }) => item)
      .filter(({ target }) => this.options.targets.has(target));
  }

  private hold(item: Waiting): void {
    const { clock } = this.options;
    // A clock that was set meanwhile must not put it off for hours.
    const wait = Math.min(Math.max(item.due - clock.wallTime(), 0), LONGEST_DELAY);
    this.held.set(keyOf(item), { item, dueAt: clock.now() + wait });
  }
}
