/** Stores of records in memory, by the same rules as on a disk, for a machine whose power can fail. */
import { UnavailableError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';
import type { Clock } from '../platform.ts';
import type { KeptRecord, RecordChange, RecordDoor, RecordStore } from '../records.ts';

/** Stores whose machine can be stopped at any moment. */
export interface SimulatedRecords extends RecordDoor {
  /**
   * The machine stops, as by kill -9 or a power cut: what was committed is there when a store is opened again, what
   * waited is gone, and of what was just being written chance says which. Whoever waits for a store that was open is
   * gone too: nothing that he waits for ever comes.
   */
  crash(): void;
  /** From now on every commit fails for this reason; undefined: no more. */
  refuse(why: string | undefined): void;
}

export interface SimulatedRecordsOptions {
  readonly clock: Pick<Clock, 'now' | 'wakeAt'>;
  /** Whether a write that is cut off was done. */
  readonly random: Random;
  /** How long a write takes; default 2 ms. */
  readonly writing?: Millis;
}

const WRITING = 2;

export function simulatedRecords(options: SimulatedRecordsOptions): SimulatedRecords {
  const disks = new Map<string, Disk>();
  const open = new Map<string, OpenRecords>();
  let refusal: string | undefined;
  const openFile = async (path: string) => {
    if (open.has(path)) {
      throw new UnavailableError(
        `the store "${path}" cannot be used: another process holds it; try again when that is done`,
      );
    }
    const disk = disks.get(path) ?? new Map<string, Kept>();
    disks.set(path, disk);
    const store = new OpenRecords(path, disk, options, {
      refusal: () => refusal,
      closed: () => open.delete(path),
    });
    open.set(path, store);
    return store;
  };
  return {
    open: (folder, name) => openFile(`${folder}/${name}.db`),
    openFile,
    crash() {
      for (const store of open.values()) store.crash();
      open.clear();
    },
    refuse(why) {
      refusal = why;
    },
  };
}

interface Kept {
  readonly kind: string;
  readonly key: string;
  /** JSON. */
  readonly facts: string;
  readonly content?: Uint8Array;
}
type Disk = Map<string, Kept>;

interface Waiting {
  readonly changes: readonly Change[];
  readonly resolve: () => void;
  readonly reject: (problem: unknown) => void;
}

/** What becomes of a place on the disk. */
type Change = (disk: Disk) => void;

const placeOf = (kind: string, key: string) => JSON.stringify([kind, key]);

class OpenRecords implements RecordStore {
  private state: 'open' | 'closed' | 'crashed' = 'open';
  private waiting: Waiting[] = [];
  private atWork: readonly Waiting[] = [];
  private settled: (() => void)[] = [];

  constructor(
    private readonly path: string,
    private readonly disk: Disk,
    private readonly options: SimulatedRecordsOptions,
    private readonly machine: { refusal: () => string | undefined; closed: () => void },
  ) {}

  async list(kind: string): Promise<readonly KeptRecord[]> {
    await this.idle();
    return [...this.disk.values()]
      .filter((kept) => kept.kind === kind)
      .map(({ key, facts }) => ({ kind, key, facts: JSON.parse(facts) as unknown }))
      .toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
  }

  async content(kind: string, key: string): Promise<Uint8Array | undefined> {
    await this.idle();
    return this.disk.get(placeOf(kind, key))?.content?.slice();
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    const made = changes.map(changeOf);
    if (this.state === 'crashed') return NEVER;
    if (this.state === 'closed') throw this.unavailable('it was closed');
    if (made.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ changes: made, resolve, reject });
      this.begin();
    });
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return;
    await this.idle();
    this.state = 'closed';
    this.machine.closed();
  }

  crash(): void {
    this.state = 'crashed';
    if (this.atWork.length > 0 && this.options.random() < 0.5) this.write(this.atWork);
  }

  private begin(): void {
    if (this.atWork.length > 0 || this.waiting.length === 0) return;
    this.atWork = this.waiting;
    this.waiting = [];
    const { clock, writing = WRITING } = this.options;
    clock.wakeAt(clock.now() + writing, () => {
      if (this.state === 'crashed') return;
      this.finish();
      this.begin();
      if (this.atWork.length === 0) for (const settle of this.settled.splice(0)) settle();
    });
  }

  private finish(): void {
    const group = this.atWork;
    this.atWork = [];
    const why = this.machine.refusal();
    if (why !== undefined) for (const { reject } of group) reject(this.unavailable(why));
    else {
      this.write(group);
      for (const { resolve } of group) resolve();
    }
  }

  private write(group: readonly Waiting[]): void {
    for (const { changes } of group) for (const change of changes) change(this.disk);
  }

  /** Until nothing waits to be written: whoever reads sees what was committed before. */
  private async idle(): Promise<void> {
    if (this.state === 'crashed') return NEVER;
    if (this.state === 'closed') throw this.unavailable('it was closed');
    if (this.atWork.length === 0) return;
    await new Promise<void>((resolve) => {
      this.settled.push(resolve);
    });
  }

  private unavailable(why: string): UnavailableError {
    return new UnavailableError(`the store "${this.path}" cannot be used: ${why}`);
  }
}

/** What a process waits for that is gone. */
const NEVER = new Promise<never>(() => {});

function changeOf(change: RecordChange): Change {
  if (change.kind === 'remove') {
    const place = placeOf(change.of.kind, change.of.key);
    return (disk) => disk.delete(place);
  }
  const { kind, key } = change.record;
  const place = placeOf(kind, key);
  const facts = JSON.stringify(change.record.facts) as string | undefined;
  if (facts === undefined) throw new TypeError(`the facts of ${kind} ${key} are nothing JSON has`);
  const given = change.content?.slice();
  return (disk) => {
    const content = given ?? disk.get(place)?.content;
    disk.set(place, { kind, key, facts, ...(content && { content }) });
  };
}
