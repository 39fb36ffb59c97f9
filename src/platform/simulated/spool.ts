/** Spools in memory, by the same rules as on a disk, for a machine whose power can fail and whose disk can fill. */
import { joinBytes } from '../../core/bytes/join.ts';
import { UnavailableError } from '../../core/errors.ts';
import {
  bySpoolName,
  isSpoolName,
  type IncomingJob,
  type Spool,
  type SpoolDoor,
  type SpooledJob,
  type SpoolShelf,
} from '../spool.ts';

/** Spools whose machine can be stopped at any moment. */
export interface SimulatedSpools extends SpoolDoor {
  /** The machine stops, as by kill -9: what was kept is there when a spool is opened again, all else is gone. */
  crash(): void;
  /** From now on whatever is written fails for this reason; undefined: no more. */
  refuse(why: string | undefined): void;
}

/** A job on the disk. */
interface Kept {
  readonly facts: string;
  readonly content: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Disk {
  readonly jobs: Map<number, Kept>;
  last: number;
}

/** What all spools of a machine share. */
interface Machine {
  why: string | undefined;
}

export function simulatedSpool(): SimulatedSpools {
  const disks = new Map<string, Disk>();
  const open = new Map<string, OpenSpool>();
  const machine: Machine = { why: undefined };
  const diskOf = (folder: string): Disk => {
    const disk = disks.get(folder) ?? { jobs: new Map<number, Kept>(), last: 0 };
    disks.set(folder, disk);
    return disk;
  };
  return {
    async open(folder) {
      if (open.has(folder)) {
        throw new UnavailableError(
          `the spool "${folder}" is in use by another process: one printer at a time has it`,
        );
      }
      const spool = new OpenSpool(folder, diskOf(folder), machine, () => open.delete(folder));
      open.set(folder, spool);
      return spool;
    },
    look: async (folder) => new Shelf(folder, diskOf(folder), machine),
    crash() {
      for (const spool of open.values()) spool.isOver = true;
      open.clear();
    },
    refuse(why) {
      machine.why = why;
    },
  };
}

class Shelf implements SpoolShelf {
  constructor(
    protected readonly folder: string,
    protected readonly disk: Disk,
    protected readonly machine: Machine,
  ) {}

  async list(): Promise<readonly SpooledJob[]> {
    const ids = [...this.disk.jobs.keys()].toSorted((a, b) => a - b);
    return ids.map((id) => jobOf(id, this.disk.jobs.get(id)!));
  }

  async find(id: number): Promise<SpooledJob | undefined> {
    const kept = this.disk.jobs.get(id);
    return kept && jobOf(id, kept);
  }

  async *content(id: number): AsyncIterable<Uint8Array> {
    const kept = this.disk.jobs.get(id);
    if (kept && kept.content.length > 0) yield kept.content.slice();
  }

  async file(id: number, name: string): Promise<Uint8Array | undefined> {
    return this.disk.jobs.get(id)?.files.get(name)?.slice();
  }

  async remove(id: number): Promise<boolean> {
    this.check();
    return this.disk.jobs.delete(id);
  }

  protected check(): void {
    const { why } = this.machine;
    if (why === undefined) return;
    throw new UnavailableError(`the spool "${this.folder}" cannot be written: ${why}`);
  }
}

function jobOf(id: number, { facts, content, files }: Kept): SpooledJob {
  const sizes = [...files].map(([name, { length }]) => ({ name, bytes: length }));
  const bytes = content.length;
  return { id, facts: JSON.parse(facts) as unknown, bytes, files: sizes.toSorted(bySpoolName) };
}

class OpenSpool extends Shelf implements Spool {
  isOver = false;

  constructor(
    folder: string,
    disk: Disk,
    machine: Machine,
    private readonly closed: () => void,
  ) {
    super(folder, disk, machine);
  }

  async begin(): Promise<IncomingJob> {
    this.check();
    const id = ++this.disk.last;
    const pieces: Uint8Array[] = [];
    const files = new Map<string, Uint8Array>();
    let isDropped = false;
    return {
      id,
      write: async (bytes) => {
        this.check();
        pieces.push(bytes.slice());
      },
      create: async (name) => {
        this.check();
        if (!isSpoolName(name) || files.has(name)) throw new Error(`"${name}" is no new name`);
        files.set(name, new Uint8Array(0));
        return {
          write: async (bytes) => {
            this.check();
            files.set(name, joinBytes([files.get(name)!, bytes]));
          },
          close: async () => {},
        };
      },
      keep: async (facts) => {
        this.check();
        if (isDropped) throw new UnavailableError('the job was dropped');
        const content = joinBytes(pieces);
        this.disk.jobs.set(id, { facts: JSON.stringify(facts), content, files });
      },
      drop: async () => {
        isDropped = true;
      },
    };
  }

  async usage(): Promise<{ readonly jobs: number; readonly bytes: number }> {
    const jobs = await this.list();
    const sizes = jobs.flatMap(({ bytes, files }) => [bytes, ...files.map((one) => one.bytes)]);
    return { jobs: jobs.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  async close(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.closed();
  }

  protected override check(): void {
    super.check();
    if (this.isOver) throw new UnavailableError(`the spool "${this.folder}" was closed`);
  }
}
