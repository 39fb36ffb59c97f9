/**
 * Where a printer keeps its jobs: each in a folder of its own, its bytes, what is known of it, and files that are made of it. A
 * job is there whole or not at all, whatever happens meanwhile. What the facts and the files mean is the printer's business.
 */
import type { User } from './privileges.ts';

export interface SpoolDoor {
  /**
   * Opens a spool for one process alone; it and its folder are made if need be. What an owner left behind who is gone, and
   * had not kept, is removed.
   * @throws UnavailableError when another process has it, the disk is full or read-only, or this user may not
   */
  open(folder: string, options?: SpoolOptions): Promise<Spool>;
  /**
   * Looks into one, be it open or not. Where there is none it has no jobs.
   * @throws UnavailableError when it may not be read
   */
  look(folder: string): Promise<SpoolShelf>;
}

export interface SpoolOptions {
  /** Whom the spool is to belong to, when that is not who opens it: who that is can write in it once we are he. */
  readonly owner?: User;
}

/** A job that was kept. */
export interface SpooledJob {
  /** From 1, in the order in which they began; none of one that was kept is given twice. */
  readonly id: number;
  /** What was kept with it: JSON. Undefined when that was damaged. */
  readonly facts: unknown;
  /** Of the job itself. */
  readonly bytes: number;
  /** The files that were made of it, by name in the order of their numbers: `page-2.png` before `page-10.png`. */
  readonly files: readonly SpooledFile[];
}

export interface SpooledFile {
  readonly name: string;
  readonly bytes: number;
}

/** The jobs that were kept. Every method throws UnavailableError when the disk does not let it. */
export interface SpoolShelf {
  /** In the order of their numbers. Files that are there without a job are none. */
  list(): Promise<readonly SpooledJob[]>;
  find(id: number): Promise<SpooledJob | undefined>;
  /** A job's bytes, piece by piece; none when there is no such job. */
  content(id: number): AsyncIterable<Uint8Array>;
  /** A file that was made of it; undefined when there is none of that name. */
  file(id: number, name: string): Promise<Uint8Array | undefined>;
  /** Removes a job with all that is beside it, at once or not at all. @returns whether it was there */
  remove(id: number): Promise<boolean>;
}

/** A spool that is ours. */
export interface Spool extends SpoolShelf {
  /** Makes room for a job. @throws UnavailableError when the disk does not let it */
  begin(): Promise<IncomingJob>;
  /** What all jobs take that were kept, counted anew. */
  usage(): Promise<{ readonly jobs: number; readonly bytes: number }>;
  /** Gives the spool to whoever wants it. Jobs that are not kept by then are lost. May be called twice. */
  close(): Promise<void>;
}

/**
 * A job that comes. Nobody sees it before it is kept. One call of `write` at a time. Once one fails there is nothing left
 * but to drop it.
 */
export interface IncomingJob {
  readonly id: number;
  /** Adds bytes to the job. They may be used anew once it resolves. @throws UnavailableError */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Makes a file beside it, to be closed before the job is kept.
   * @param name letters, digits, `-`, `_` and `.`, beginning with a letter
   * @throws UnavailableError when the disk does not let it; Error for a name that is none, or was given before
   */
  create(name: string): Promise<SpoolSink>;
  /**
   * Keeps it. When this resolves the job and its facts are on the disk, whatever happens afterwards. What was made of it can
   * be made again, and is only as safe as any file.
   * @param facts JSON
   * @throws UnavailableError; then nothing is kept
   */
  keep(facts: unknown): Promise<void>;
  /** Forgets it. Never throws for what the disk does not let; nothing happens when it was kept. */
  drop(): Promise<void>;
}

/** A file that grows beside a job. */
export interface SpoolSink {
  /** Adds bytes at the end. @throws UnavailableError */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What files beside a job may be called. */
export const isSpoolName = (name: string): boolean => /^[a-z][\w.-]{0,60}$/i.test(name);

/** `page-2.png` before `page-10.png`. */
export const bySpoolName = (a: SpooledFile, b: SpooledFile): number => {
  const number = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  return number(a.name) - number(b.name) || Number(a.name > b.name) - Number(a.name < b.name);
};
