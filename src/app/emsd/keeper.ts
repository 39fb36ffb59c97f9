/**
 * Puts on the disk what a machine wants kept, in the order in which it wants it, and says when it is there. What comes while
 * a write is going on shares the next one: with many users a disk's sync is paid for by all of them.
 */
import { isExpected } from '../../core/errors.ts';
import { seconds, type Millis } from '../../core/units.ts';
import type { Clock } from '../../platform/platform.ts';
import type { RecordChange, RecordStore } from '../../platform/records.ts';

/** Something to be kept; `kept` is called when it is there. */
export interface Wish {
  readonly changes: readonly RecordChange[];
  readonly kept: () => void;
  /** Where nothing depends on it: is called instead when it cannot be kept, and it is over. */
  readonly refused?: () => void;
}

export interface KeeperOptions {
  /** Is told a sentence when the disk begins to refuse. */
  note(sentence: string): void;
  /** Is handed our own bug. */
  fail(bug: unknown): void;
}

/** Before what must be kept, and could not be, is tried again. */
const PAUSE: Millis = seconds(5);
/** Changes in one write: more make it long, and who waits for the first of them waits for all. */
const MOST_AT_ONCE = 2000;

export class Keeper {
  private wishes: Wish[] = [];
  private isBusy = false;
  private isRefusing = false;
  private forgetAlarm: (() => void) | undefined;

  constructor(
    private readonly store: RecordStore,
    private readonly clock: Pick<Clock, 'now' | 'wakeAt'>,
    private readonly options: KeeperOptions,
  ) {}

  /** Wishes that are not yet granted. */
  get waiting(): number {
    return this.wishes.length;
  }

  add(wish: Wish): void {
    if (this.isRefusing && wish.refused) return wish.refused();
    this.wishes.push(wish);
    this.work();
  }

  /** Tries no more. What is being written may or may not be there. */
  close(): void {
    this.forgetAlarm?.();
    this.wishes = [];
    this.isBusy = true;
  }

  private work(): void {
    if (this.isBusy || this.wishes.length === 0) return;
    this.isBusy = true;
    this.write().then(
      () => {},
      (bug) => this.options.fail(bug),
    );
  }

  private async write(): Promise<void> {
    let count = 0;
    let changes = 0;
    while (count < this.wishes.length && changes < MOST_AT_ONCE) {
      changes += this.wishes[count]!.changes.length;
      count += 1;
    }
    const batch = this.wishes.slice(0, count);
    try {
      await this.store.commit(batch.flatMap((wish) => wish.changes));
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      return this.refuse(problem.message);
    }
    if (this.wishes.length === 0) return;
    this.wishes.splice(0, count);
    this.isBusy = false;
    this.isRefusing = false;
    for (const { kept } of batch) kept();
    this.work();
  }

  /** What can be refused is; the rest waits, and all that comes after it. */
  private refuse(why: string): void {
    if (!this.isRefusing) this.options.note(`nothing can be kept: ${why}`);
    this.isRefusing = true;
    const refused = this.wishes.flatMap((wish) => wish.refused ?? []);
    this.wishes = this.wishes.filter((wish) => wish.refused === undefined);
    this.forgetAlarm = this.clock.wakeAt(this.clock.now() + PAUSE, () => {
      this.isBusy = false;
      // Without anything that must be kept, whoever comes next finds out whether the disk has room again.
      if (this.wishes.length === 0) this.isRefusing = false;
      this.work();
    });
    for (const tell of refused) tell();
  }
}
