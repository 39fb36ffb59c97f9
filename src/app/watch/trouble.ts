/** Something that fails again and again is said once, and once more when it works again. */
import { isExpected } from '../../core/errors.ts';

export class Trouble {
  private why: string | undefined;

  /** @param words what is said when it begins to fail, and when it works again */
  constructor(
    private readonly note: (text: string) => void,
    private readonly words: {
      readonly bad: (why: string) => string;
      readonly good: string;
    },
  ) {}

  get isBad(): boolean {
    return this.why !== undefined;
  }

  /** What the work gives; undefined when it failed for a reason that is not ours. Our own bugs pass through. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await work();
      if (this.why !== undefined) this.note(this.words.good);
      this.why = undefined;
      return value;
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      if (this.why === undefined) this.note(this.words.bad(problem.message));
      this.why = problem.message;
      return undefined;
    }
  }
}
