/**
 * Puts the sockets of each namespace and the processes that hold them together. The inode is the only
 * thing that they share.
 */
import type { ForeignNamespace } from './namespaces.ts';
import type { Walk } from './processes.ts';
import type { NamespaceTables } from './sockets.ts';

/** The sockets of one namespace, and who turned out to hold them. */
export interface View {
  /** Undefined: our own. */
  readonly namespace: ForeignNamespace | undefined;
  readonly tables: NamespaceTables;
  /** Processes by the inode of the socket. */
  readonly holders: Map<number, number[]>;
}

/** Stands for the processes of a socket while there are none: most lists would stay as short. */
const NOBODY: number[] = [];

export function viewOf(namespace: ForeignNamespace | undefined, tables: NamespaceTables): View {
  const holders = new Map<number, number[]>();
  for (const { inode } of tables.rows) holders.set(inode, NOBODY);
  for (const { inode } of tables.raw) holders.set(inode, NOBODY);
  return { namespace, tables, holders };
}

/**
 * Gives each socket its holders. An inode belongs to one socket of the whole machine (the kernel
 * numbers them by one counter), so a process may hold a socket of a namespace that it is not in: a
 * service with `PrivateNetwork=` that systemd handed the host's socket, or a proxy between two.
 * Only where two namespaces show the same inode (the counter wraps at 32 bits) must the process be
 * in the right one.
 */
export function match(views: readonly View[], { holders }: Walk): void {
  const { first, shared } = byInode(views);
  const home = new Map<number, View | undefined>();
  for (const view of views) for (const pid of view.namespace?.pids ?? []) home.set(pid, view);
  for (const { pid, inodes } of holders) {
    for (const inode of inodes) {
      const sharing = shared.get(inode);
      const own = home.get(pid) ?? views[0];
      const view = sharing ? sharing.find((one) => one === own) : first.get(inode);
      if (view) hold(view, inode, pid);
    }
  }
}

/** Which view shows an inode, and which views share one. */
function byInode(views: readonly View[]) {
  const first = new Map<number, View>();
  const shared = new Map<number, View[]>();
  for (const view of views) {
    for (const inode of view.holders.keys()) {
      const other = first.get(inode);
      if (!other) first.set(inode, view);
      else shared.set(inode, [...(shared.get(inode) ?? [other]), view]);
    }
  }
  return { first, shared };
}

function hold({ holders }: View, inode: number, pid: number): void {
  const pids = holders.get(inode);
  if (pids === undefined || pids === NOBODY) holders.set(inode, [pid]);
  else pids.push(pid);
}

/** Sockets that nobody was seen to hold. */
export function unheld(views: readonly View[]): number {
  let count = 0;
  for (const { holders } of views)
    for (const pids of holders.values()) if (pids.length === 0) count++;
  return count;
}

/**
 * The kernel counts TCP sockets twice: all that exist, on the whole machine, and by namespace those
 * that listen or are connected. The rest are bound without listening, or not even bound; those that
 * are rows already are not counted.
 */
export function idleTcp(views: readonly View[]): number | undefined {
  const allocated = views[0]?.tables.tcp.allocated;
  if (allocated === undefined) return undefined;
  let left = allocated;
  for (const { tables } of views) {
    const { tcp = 0, tcp6 = 0 } = tables.tcp;
    left -= tcp + tcp6;
    for (const { bound } of tables.rows) if (bound === true) left--;
  }
  return left;
}
