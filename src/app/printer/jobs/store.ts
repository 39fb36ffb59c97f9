/** The spool with its bounds: what is acknowledged stays, unless it was said how many jobs are kept. */
import { grouped } from '../../../core/count.ts';
import { UnavailableError } from '../../../core/errors.ts';
import type { IncomingJob, Spool } from '../../../platform/spool.ts';
import { MOST_JOBS } from './bounds.ts';

export interface StoreOptions {
  /** Bytes that all jobs may have together, pages included. */
  readonly limit: number;
  /** Only so many of the newest are kept; absent: all, until there is no room. */
  readonly keep?: number | undefined;
}

export class JobStore {
  /** As it was counted last, and what was added since. */
  private kept = { jobs: 0, bytes: 0 };
  /** Of jobs that come. */
  private readonly coming = { jobs: 0, bytes: 0 };

  private constructor(
    private readonly spool: Spool,
    private readonly options: StoreOptions,
  ) {}

  static async over(spool: Spool, options: StoreOptions): Promise<JobStore> {
    const store = new JobStore(spool, options);
    await store.tidy();
    await store.count();
    return store;
  }

  /**
   * A job that comes into the spool; its bytes count from the moment at which they come.
   * @throws UnavailableError when there is no room for another, or the disk does not let it
   */
  async begin(): Promise<IncomingJob> {
    // Somebody else may have removed some.
    if (this.fault() !== undefined) await this.count();
    this.check();
    const job = await this.spool.begin();
    this.coming.jobs++;
    return new CountedJob(job, {
      grow: (bytes) => {
        this.coming.bytes += bytes;
        this.check();
      },
      left: async (bytes, isKept) => {
        this.coming.jobs--;
        this.coming.bytes -= bytes;
        if (!isKept) return;
        this.kept = { jobs: this.kept.jobs + 1, bytes: this.kept.bytes + bytes };
        await this.tidy();
      },
    });
  }

  close(): Promise<void> {
    return this.spool.close();
  }

  /** Removes what is older than the jobs that are kept. */
  private async tidy(): Promise<void> {
    const { keep } = this.options;
    if (keep === undefined) return;
    const jobs = await this.spool.list();
    const old = jobs.slice(0, Math.max(0, jobs.length - keep));
    for (const { id } of old) await this.spool.remove(id);
    if (old.length > 0) await this.count();
  }

  private async count(): Promise<void> {
    this.kept = { ...(await this.spool.usage()) };
  }

  private check(): void {
    const why = this.fault();
    if (why === undefined) return;
    throw new UnavailableError(
      `the spool is full: ${why}. Remove jobs (portolan printer remove), allow more (--spool-limit) or keep the newest alone (--keep N)`,
    );
  }

  /** What there is too much of. */
  private fault(): string | undefined {
    const { limit } = this.options;
    const { kept, coming } = this;
    if (kept.bytes + coming.bytes > limit) {
      return `its jobs would have more than ${grouped(limit)} bytes, which is its limit`;
    }
    if (kept.jobs + coming.jobs >= MOST_JOBS) {
      return `it has ${grouped(MOST_JOBS)} jobs, which is the most`;
    }
    return undefined;
  }
}

interface Tally {
  /** @throws UnavailableError when that is too much */
  grow(bytes: number): void;
  left(bytes: number, isKept: boolean): Promise<void>;
}

class CountedJob implements IncomingJob {
  private bytes = 0;
  private isOpen = true;

  constructor(
    private readonly job: IncomingJob,
    private readonly tally: Tally,
  ) {}

  get id(): number {
    return this.job.id;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.grow(bytes.length);
    await this.job.write(bytes);
  }

  async create(name: string): ReturnType<IncomingJob['create']> {
    const sink = await this.job.create(name);
    return {
      write: async (bytes) => {
        this.grow(bytes.length);
        await sink.write(bytes);
      },
      close: () => sink.close(),
    };
  }

  async keep(facts: unknown): Promise<void> {
    await this.job.keep(facts);
    await this.leave(true);
  }

  async drop(): Promise<void> {
    await this.job.drop();
    await this.leave(false);
  }

  private grow(bytes: number): void {
    this.bytes += bytes;
    this.tally.grow(bytes);
  }

  private async leave(isKept: boolean): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.tally.left(this.bytes, isKept);
  }
}
