/** A job on its way into a spool: written beside the others, on the disk for good, and only then put among them. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isSpoolName, type IncomingJob, type SpoolSink } from '../../spool.ts';
import {
  attempt,
  FILE_MODE,
  filesFolder,
  FOLDER_MODE,
  fs,
  incomingFolder,
  jobFile,
  jobsFolder,
  keptFolder,
  recordFile,
  syncFolder,
  type SpoolPlace,
} from './places.ts';

/** @param ended is told once it is kept or dropped */
export async function beginJob(
  place: SpoolPlace,
  id: number,
  ended: () => void,
): Promise<IncomingJob> {
  const folder = join(incomingFolder(place), String(id));
  const writing = <T>(work: () => Promise<T>) => attempt(place, 'written', work);
  const file = await writing(async () => {
    await fs().mkdir(folder, { mode: FOLDER_MODE });
    return fs().open(jobFile(folder), 'wx', FILE_MODE);
  });
  return new DiskJob(place, id, folder, file, ended);
}

class DiskJob implements IncomingJob {
  private state: 'open' | 'kept' | 'dropped' = 'open';
  private hasFiles = false;

  constructor(
    private readonly place: SpoolPlace,
    readonly id: number,
    private readonly folder: string,
    private readonly file: FileHandle,
    private readonly ended: () => void,
  ) {}

  write(bytes: Uint8Array): Promise<void> {
    return this.writing(() => writeAll(this.file, bytes));
  }

  async create(name: string): Promise<SpoolSink> {
    if (!isSpoolName(name)) throw new Error(`"${name}" is no name for a file in a spool`);
    const files = filesFolder(this.folder);
    const sink = await this.writing(async () => {
      if (!this.hasFiles) await fs().mkdir(files, { mode: FOLDER_MODE, recursive: true });
      this.hasFiles = true;
      return fs().open(join(files, name), 'wx', FILE_MODE);
    });
    return {
      write: (bytes) => this.writing(() => writeAll(sink, bytes)),
      close: () => this.writing(() => sink.close()),
    };
  }

  async keep(facts: unknown): Promise<void> {
    const { place, folder, id } = this;
    await this.writing(async () => {
      await this.file.sync();
      await this.file.close();
      const text = `${JSON.stringify(facts)}\n`;
      await fs().writeFile(recordFile(folder), text, { mode: FILE_MODE, flag: 'wx', flush: true });
      await syncFolder(folder);
      await fs().rename(folder, keptFolder(place, id));
      this.state = 'kept';
      await syncFolder(jobsFolder(place));
    });
    this.ended();
  }

  async drop(): Promise<void> {
    if (this.state !== 'open') return;
    this.state = 'dropped';
    // What cannot be removed now is swept when the spool is opened again.
    await this.file.close().catch(() => {});
    await fs()
      .rm(this.folder, { recursive: true, force: true })
      .catch(() => {});
    this.ended();
  }

  private writing<T>(work: () => Promise<T>): Promise<T> {
    return attempt(this.place, 'written', work);
  }
}

/** The system may take a part of it: then the rest is next. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}
