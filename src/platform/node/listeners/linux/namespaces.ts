/**
 * Tells network namespaces apart (network_namespaces(7)): a container's listeners are not this
 * host's, though their tables look alike and their addresses often are the same.
 */
import { statSync } from 'node:fs';
import type { Walk } from './processes.ts';
import type { ProcReader } from './read.ts';

/** A network namespace other than our own, with the processes in it that may hold sockets. */
export interface ForeignNamespace {
  /** The kernel's name, `net:[4026532281]`; see {@link groupByNamespace} for the exception. */
  readonly name: string;
  readonly pids: readonly number[];
}

/**
 * The foreign namespaces among the processes of a walk. Processes without any socket are not asked:
 * a namespace where nobody holds a socket has no listeners.
 *
 * `ns/net` names a process's namespace, but only to those who may trace the process. `net/dev` is
 * everybody's to see, and its inode is another in every namespace; where nothing better is allowed
 * it names the namespace, as `net/dev:[4026532183]`.
 */
export function groupByNamespace(reader: ProcReader, root: string, walk: Walk): ForeignNamespace[] {
  const own = reader.target(`${root}/self/ns/net`);
  const named = new Map<string, number[]>();
  const unnamed: number[] = [...walk.refused];
  for (const { pid } of walk.holders) {
    const link = reader.target(`${root}/${pid}/ns/net`);
    if (link === 'refused') unnamed.push(pid);
    else if (link !== 'absent' && link !== own) add(named, link, pid);
  }
  if (unnamed.length > 0) addUnnamed(root, named, unnamed);
  return Array.from(named, ([name, pids]) => ({ name, pids: pids.toSorted((a, b) => a - b) }));
}

function addUnnamed(root: string, named: Map<string, number[]>, pids: readonly number[]): void {
  const own = deviceInode(`${root}/self`);
  const names = new Map<number | undefined, string>();
  for (const [name, [pid]] of named) names.set(deviceInode(`${root}/${pid}`), name);
  for (const pid of pids) {
    const inode = deviceInode(`${root}/${pid}`);
    if (inode === own || inode === undefined) continue;
    add(named, names.get(inode) ?? `net/dev:[${inode}]`, pid);
  }
}

function deviceInode(folder: string): number | undefined {
  try {
    return statSync(`${folder}/net/dev`).ino;
  } catch {
    return undefined;
  }
}

function add(groups: Map<string, number[]>, name: string, pid: number): void {
  const group = groups.get(name);
  if (group) group.push(pid);
  else groups.set(name, [pid]);
}
