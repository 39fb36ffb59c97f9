/**
 * Finds out which processes hold which sockets, and what is to be known of those that matter. The
 * walk over every descriptor of every process is most of a survey's cost: nothing in it is read
 * that is not needed, and whatever is known of a process is read once, and only when it holds a
 * listener.
 */
import { statSync } from 'node:fs';
import { NAMELESS, type Process } from '../../../../survey/listener.ts';
import { isKernelThread, parseCgroup, parseCommandLine, parseStatus } from './parse.ts';
import { listNames, readSmall, type Missing, type ProcReader } from './read.ts';

/** A process and the sockets among its descriptors. */
export interface SocketHolder {
  readonly pid: number;
  readonly inodes: readonly number[];
}

/** What a walk over descriptors found. */
export interface Walk {
  /** The processes that hold any socket. */
  readonly holders: readonly SocketHolder[];
  /** The processes whose descriptors may not be read. */
  readonly refused: readonly number[];
}

/** The processes under `root`, by number, kernel threads apart. */
export interface ProcessList {
  readonly programs: readonly number[];
  readonly kernelThreads: readonly number[];
}

/** Longest command line that is kept: a screen full; Java's and Chromium's go on for pages. */
const COMMAND_LIMIT = 4096;

/** All processes under `root`; why not, when the folder cannot be read. */
export function listProcesses(root: string): ProcessList | Missing {
  const names = listNames(root);
  if (!Array.isArray(names)) return names;
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  const threads = kernelThreads(root);
  return {
    programs: pids.filter((pid) => !threads.has(pid)),
    kernelThreads: [...threads],
  };
}

/**
 * Kernel threads are the children of `kthreadd`, process 2 of the machine. They have no
 * descriptors, and half of a small machine's processes are kernel threads. (So are, for a moment,
 * helper programs that the kernel starts: see the collector.)
 */
function kernelThreads(root: string): ReadonlySet<number> {
  const stat = readSmall(`${root}/2/stat`);
  if (stat === undefined || !isKernelThread(stat)) return new Set();
  const children = readSmall(`${root}/2/task/2/children`) ?? '';
  return new Set([2, ...children.split(' ').filter(Boolean).map(Number)]);
}

/** Reads the descriptors of `pids`; one that ends meanwhile is passed over. */
export function walkDescriptors(reader: ProcReader, root: string, pids: readonly number[]): Walk {
  const holders: SocketHolder[] = [];
  const refused: number[] = [];
  for (const pid of pids) {
    const inodes = reader.sockets(`${root}/${pid}/fd`);
    if (inodes === 'refused') refused.push(pid);
    else if (inodes !== 'absent' && inodes.length > 0) holders.push({ pid, inodes });
  }
  return { holders, refused };
}

/**
 * A process by its name and its user alone, which is a third of the work. A process's folder belongs
 * to its effective user, whether it may be dumped or not (`task_dump_owner` in `fs/proc/base.c`);
 * of what is in the folder that is not true.
 */
export function nameProcess(
  reader: ProcReader,
  root: string,
  pid: number,
  userName: (uid: number) => string,
): Process {
  const folder = `${root}/${pid}`;
  const name = reader.small(`${folder}/comm`)?.replace(/\n$/, '');
  const uid = reader.owner(folder);
  return { pid, name: name ?? NAMELESS, ...(uid !== undefined && { user: userName(uid) }) };
}

/** What is to be known of a process. What may not be read, or is gone by now, is left out. */
export function describeProcess(
  reader: ProcReader,
  root: string,
  pid: number,
  userName: (uid: number) => string,
): Process {
  const folder = `${root}/${pid}`;
  const { name, uid } = parseStatus(reader.small(`${folder}/status`) ?? '');
  const path = executable(reader, `${folder}/exe`);
  const command = parseCommandLine(reader.small(`${folder}/cmdline`) ?? '')?.slice(
    0,
    COMMAND_LIMIT,
  );
  return {
    pid,
    name: name ?? NAMELESS,
    ...(path !== undefined && { path }),
    ...(uid !== undefined && { user: userName(uid) }),
    ...(command !== undefined && { command }),
    ...parseCgroup(reader.small(`${folder}/cgroup`) ?? ''),
  };
}

/** What the kernel adds to the path of an executable whose file was removed or replaced. */
const DELETED = ' (deleted)';

/**
 * The executable's path. A program that was upgraded while it runs keeps its path, or every upgrade
 * would look like another program; but a file may really be called `… (deleted)`, and then keeps
 * that name: it has links left.
 */
function executable(reader: ProcReader, link: string): string | undefined {
  const path = reader.target(link);
  if (path === 'absent' || path === 'refused') return undefined;
  return path.endsWith(DELETED) && !hasLinks(link) ? path.slice(0, -DELETED.length) : path;
}

function hasLinks(path: string): boolean {
  try {
    return statSync(path).nlink > 0;
  } catch {
    return false;
  }
}
