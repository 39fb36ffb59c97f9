/** Long work in short turns: others of this process, a printer's other clients above all, have theirs between. */
import type { Clock } from '../../platform/platform.ts';
import { LONGEST_WORK } from './limits.ts';

export class Turns {
  private until: number;

  constructor(private readonly clock: Pick<Clock, 'now' | 'wakeAt'>) {
    this.until = clock.now() + LONGEST_WORK;
  }

  /** Whether this turn has been long enough: then `next` is to be awaited. */
  isOver(): boolean {
    return this.clock.now() >= this.until;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.clock.wakeAt(this.clock.now(), resolve);
    });
    this.until = this.clock.now() + LONGEST_WORK;
  }

  /** Goes through all steps of a generator, and gives what it returns. */
  async through<T>(steps: Iterator<unknown, T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (this.isOver()) await this.next();
    }
  }
}
