/** Several commits in one write, since what takes time is waiting for the disk and not what is written. */

interface Waiting<T> {
  readonly what: T;
  readonly resolve: () => void;
  readonly reject: (problem: unknown) => void;
}

/**
 * Whoever comes while the disk is waited for, or in one turn of the event loop, goes into the next write. All writes
 * are in the order in which they were added.
 */
export class GroupCommit<T> {
  private waiting: Waiting<T>[] = [];

  /** @param write writes all or nothing, for good; throws when it cannot */
  constructor(private readonly write: (group: readonly T[]) => void) {}

  /** Resolves when it is written; rejects with what `write` threw for it. */
  add(what: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ what, resolve, reject });
      // After all that has arrived meanwhile was read.
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Writes at once what waits. Never rejects: who added it is told. */
  async done(): Promise<void> {
    this.flush();
  }

  private flush(): void {
    const group = this.waiting;
    this.waiting = [];
    if (group.length === 0) return;
    try {
      this.write(group.map(({ what }) => what));
    } catch (problem) {
      if (group.length === 1) group[0]!.reject(problem);
      // One that cannot be written must not keep the others from it.
      else for (const each of group) this.alone(each);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  private alone({ what, resolve, reject }: Waiting<T>): void {
    try {
      this.write([what]);
      resolve();
    } catch (problem) {
      reject(problem);
    }
  }
}
