/** Who has a spool: one process, for as long as it lives. What stands there of one that is gone means nothing. */
import { UnavailableError } from '../../../core/errors.ts';
import { takeLock } from '../lock.ts';
import { nodeProcesses } from '../processes.ts';
import { FILE_MODE, fs, isAbsent, ownerFile, type SpoolPlace } from './places.ts';

interface Owner {
  readonly pid: number;
  /** A process number means something on its own machine alone. */
  readonly host: string;
  /** The mark of that process: its number alone is given again. Absent where none can be made. */
  readonly process?: string | undefined;
}

export interface Ownership {
  /**
   * Gives it back; one that somebody else has by now stays his. Never throws: what is left of a process that is gone means
   * nothing.
   * @param place the same spool, by the way in which it is reached now
   */
  release(place: SpoolPlace): Promise<void>;
}

/** @throws UnavailableError when another process has it */
export async function takeOwnership(place: SpoolPlace): Promise<Ownership> {
  const path = ownerFile(place);
  const mark = await nodeProcesses().mark();
  const { hostname } = process.getBuiltinModule('node:os');
  const text = `${JSON.stringify({ pid: process.pid, host: hostname(), process: mark } satisfies Owner)}\n`;
  // Two who find it free at the same time are told apart by this.
  const lock = await takeLock(`${path}.lock`);
  try {
    const there = await readOwner(path);
    if (there !== undefined && !(await isGone(there))) {
      throw new UnavailableError(
        `the spool "${place.name}" is in use by process ${there.pid} on ${there.host}: one printer at a time has it. ` +
          `Name another (--spool FOLDER); if that process has ended, remove "${path}"`,
      );
    }
    await fs().writeFile(path, text, { mode: FILE_MODE });
  } finally {
    await lock.release();
  }
  return {
    async release(now) {
      try {
        if ((await fs().readFile(ownerFile(now), 'utf8')) === text) await fs().rm(ownerFile(now));
      } catch {
        // The folder is gone, or ours no more.
      }
    },
  };
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await fs().readFile(path, 'utf8')) as Partial<Owner>;
    return Number.isSafeInteger(owner.pid) && typeof owner.host === 'string'
      ? (owner as Owner)
      : undefined;
  } catch (problem) {
    // Nobody's, or half written by one who was stopped at it.
    if (isAbsent(problem) || problem instanceof SyntaxError) return undefined;
    throw problem;
  }
}

async function isGone({ pid, host, process: mark }: Owner): Promise<boolean> {
  if (mark !== undefined) return nodeProcesses().isGone(mark);
  if (host !== process.getBuiltinModule('node:os').hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
