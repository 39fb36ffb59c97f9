/**
 * A lock between processes: a file beside the one that is changed. Whoever makes it holds it, until he
 * removes it again; one that was left behind is broken.
 */
import { UnavailableError } from '../../core/errors.ts';
import { nodeProcesses } from './processes.ts';

/** How long a change of a small file may take at the very most; whoever holds a lock longer is gone. */
const STALE = 10_000;
/** How long a lock is waited for. */
const PATIENCE = 5_000;
/** The longest pause between two looks; each is by chance, lest those who wait look together. */
const PAUSE = 40;

/** A lock that is held. */
export interface Lock {
  /** Whether it is still this holder's: nobody broke it meanwhile. */
  isHeld(): Promise<boolean>;
  /** Gives it back; one that somebody else holds by now stays his. */
  release(): Promise<void>;
}

/** What stands in a lock. */
interface Holder {
  readonly pid: number;
  /** A process number means something on its own machine alone. */
  readonly host: string;
  /** When it was taken: milliseconds since 1970-01-01T00:00Z. */
  readonly since: number;
  /** The mark of that process: its number alone is given again. */
  readonly process?: string | undefined;
}

const processes = nodeProcesses();

/** Loaded when something is written: reading alone, as most commands do, does without. */
const fs = () => process.getBuiltinModule('node:fs/promises');
const hostName = () => process.getBuiltinModule('node:os').hostname();
const pause = (time: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, time);
  });

/**
 * Waits until it has the lock.
 * @param path the lock's own file; its folder is there
 * @throws UnavailableError when another process keeps it for five seconds
 */
export async function takeLock(path: string): Promise<Lock> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const lock = await tryLock(path);
    if (lock) return lock;
    await breakStale(path);
    if (performance.now() > deadline) throw await busy(path);
    await pause(Math.ceil(Math.random() * PAUSE));
  }
}

async function tryLock(path: string): Promise<Lock | undefined> {
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const mark = await processes.mark();
  const holder: Holder = {
    pid: process.pid,
    host: hostName(),
    since: Date.now(),
    process: mark,
  };
  const text = `${JSON.stringify({ ...holder, mark: randomBytes(6).toString('hex') })}\n`;
  let file;
  try {
    file = await fs().open(path, 'wx', 0o600);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw problem;
  }
  try {
    await file.writeFile(text);
  } catch (problem) {
    await fs().rm(path, { force: true });
    throw problem;
  } finally {
    await file.close();
  }
  const isHeld = async () => (await look(path))?.text === text;
  return {
    isHeld,
    async release() {
      if (await isHeld()) await fs().rm(path, { force: true });
    },
  };
}

/** A lock as it stands there; undefined when it is gone. */
async function look(path: string): Promise<{ text: string; changed: number } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([fs().readFile(path, 'utf8'), fs().stat(path)]);
    return { text, changed: mtimeMs };
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw problem;
  }
}

/**
 * Removes a lock that nobody holds any more. Two may see that at the same time, and the slower one must not
 * remove what the faster one has made since: who breaks a lock first makes a file named by that very lock.
 */
async function breakStale(path: string): Promise<void> {
  const seen = await look(path);
  if (!seen || !(await isStale(seen))) return;
  const right = `${path}.${Math.trunc(seen.changed)}`;
  try {
    await (await fs().open(right, 'wx', 0o600)).close();
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw problem;
    // Whoever made it and ended before he removed it must not keep others out for good.
    const made = await look(right);
    if (made && Date.now() - made.changed > STALE) await fs().rm(right, { force: true });
    return;
  }
  try {
    const now = await look(path);
    if (now?.text === seen.text && now.changed === seen.changed)
      await fs().rm(path, { force: true });
  } finally {
    await fs().rm(right, { force: true });
  }
}

async function isStale({ text, changed }: { text: string; changed: number }): Promise<boolean> {
  const holder = holderOf(text);
  // Between making a lock and writing into it there is nothing in it: then its own time counts.
  if (Date.now() - (holder?.since ?? changed) > STALE) return true;
  if (holder?.process !== undefined) return processes.isGone(holder.process);
  return holder !== undefined && holder.host === hostName() && !isAlive(holder.pid);
}

function holderOf(text: string): Holder | undefined {
  try {
    const {
      pid,
      host,
      since,
      process: mark,
    } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    const isHolder =
      Number.isSafeInteger(pid) &&
      (pid as number) > 0 &&
      typeof host === 'string' &&
      typeof since === 'number' &&
      (mark === undefined || typeof mark === 'string');
    return isHolder ? ({ pid, host, since, process: mark } as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    // It is there, and another user's.
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function busy(path: string): Promise<UnavailableError> {
  const holder = holderOf((await look(path))?.text ?? '');
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
  return new UnavailableError(
    `"${path}" is held by ${who}: try again in some seconds; if that has ended, remove the file`,
  );
}
