/**
 * Who listens on a Linux machine, from `/proc` alone: the socket tables of this network namespace,
 * the processes that hold the sockets, and the same for every other namespace that can be seen.
 * Needs no privilege, no child process and no native code; what it may not see is counted, never
 * guessed.
 */
import { endianness, networkInterfaces } from 'node:os';
import type { Elsewhere, InterfaceAddress, ListenerReport } from '../../../../survey/listener.ts';
import type { Process } from '../../../../survey/listener.ts';
import { glimpseOf } from '../../../../survey/glimpse.ts';
import { scopeOf } from '../../../../survey/scope.ts';
import type { ListenerSource } from '../../../platform.ts';
import { groupByNamespace, readTables } from './namespaces.ts';
import type { ForeignNamespace, NamespaceTables } from './namespaces.ts';
import * as parse from './parse.ts';
import { describeProcess, listProcesses, walkDescriptors } from './processes.ts';
import type { ProcessList, Walk } from './processes.ts';
import { readLink, readSmall, readWhole } from './read.ts';

/** Where the collector looks; other folders than the real ones are for tests. */
export interface LinuxOptions {
  /** The proc file system. */
  readonly root?: string;
  /** The folder of `passwd`. */
  readonly etc?: string;
}

/**
 * `PROC_PID_INIT_INO` of `include/linux/proc_ns.h`: the PID namespace that the machine started
 * with.
 */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

/** Namespaces that are read at the same time; Node's thread pool has four threads. */
const AT_ONCE = 4;

/**
 * Listeners by way of `/proc`. A look takes some milliseconds, so a signal that fires meanwhile is
 * not worth listening to. Nothing is waited for, and nothing stays behind.
 */
export function linuxListeners({
  root = '/proc',
  etc = '/etc',
}: LinuxOptions = {}): ListenerSource {
  return {
    collect: async () => new Sweep(root, etc).report(),
    glance: async () => (await new Sweep(root, etc).report()).listeners.map(glimpseOf),
  };
}

/** The listening sockets of one namespace, and who turned out to hold them. */
interface View {
  readonly namespace: ForeignNamespace | undefined;
  readonly tables: NamespaceTables;
  /** Processes by the inode of the socket. */
  readonly holders: Map<number, number[]>;
}

/** One look at the machine. */
class Sweep {
  private readonly users: ReadonlyMap<number, string>;
  private readonly processes = new Map<number, Process>();
  private readonly littleEndian = endianness() === 'LE';

  constructor(
    private readonly root: string,
    etc: string,
  ) {
    this.users = parse.parsePasswd(readWhole(`${etc}/passwd`) ?? '');
  }

  async report(): Promise<ListenerReport> {
    // The kernel takes its time over the tables, on another thread; meanwhile this one walks.
    const reading = this.view(undefined, `${this.root}/self`);
    const list = listProcesses(this.root);
    const walk = walkDescriptors(this.root, typeof list === 'string' ? [] : list.programs);
    const own = await reading;
    const unread = own.tables.tables.every(({ state }) => state !== 'read');
    // An empty folder where /proc should be says no more than a missing one.
    if (typeof list === 'string' || (unread && list.programs.length === 0))
      return this.blindReport();
    const views = [own, ...(await this.foreignViews(groupByNamespace(this.root, walk)))];
    match(views, walk);
    if (walk.refused.length === 0 && unheld(views) > 0) this.askKernelThreads(views, list);
    return {
      listeners: this.listeners(own),
      elsewhere: views.flatMap((view) => this.elsewhere(view)),
      ...this.surroundings(),
      coverage: parse.describeCoverage(this.sight(views, walk, list)),
    };
  }

  private async view(namespace: ForeignNamespace | undefined, folder: string): Promise<View> {
    const tables = await readTables(folder, this.littleEndian);
    return { namespace, tables, holders: new Map(tables.rows.map(({ inode }) => [inode, []])) };
  }

  /** A few at a time: the kernel's search is the same for each, and there are threads for it. */
  private async foreignViews(namespaces: readonly ForeignNamespace[]): Promise<View[]> {
    const views: View[] = [];
    for (let next = 0; next < namespaces.length; next += AT_ONCE) {
      const some = namespaces.slice(next, next + AT_ONCE).map((namespace) => {
        return this.view(namespace, `${this.root}/${namespace.pids[0]}`);
      });
      views.push(...(await Promise.all(some)));
    }
    return views;
  }

  /**
   * Programs that the kernel started by itself (core dump handlers, request-key) pass for kernel
   * threads. When sockets are left over, these are asked too before anybody says that no process
   * holds them.
   */
  private askKernelThreads(views: readonly View[], { kernelThreads }: ProcessList): void {
    match(views, walkDescriptors(this.root, kernelThreads));
  }

  private listeners({ tables, holders }: View): ReturnType<typeof parse.assembleListeners> {
    return parse.assembleListeners(tables.rows, {
      holders: (inode) => holders.get(inode) ?? [],
      process: this.process,
      userName: this.userName,
    });
  }

  private elsewhere(view: View): Elsewhere[] {
    const { namespace } = view;
    const first = namespace?.pids[0];
    if (!namespace || first === undefined || view.tables.rows.length === 0) return [];
    const process = this.process(first);
    const { container } = process;
    return [
      {
        namespace: namespace.name,
        ...(container && { container }),
        process,
        listeners: this.listeners(view),
      },
    ];
  }

  private readonly process = (pid: number): Process => {
    const known = this.processes.get(pid) ?? describeProcess(this.root, pid, this.userName);
    this.processes.set(pid, known);
    return known;
  };

  private readonly userName = (uid: number): string => this.users.get(uid) ?? String(uid);

  private sight(views: readonly View[], walk: Walk, { programs }: ProcessList): parse.Sight {
    const { uid } = parse.parseStatus(readSmall(`${this.root}/self/status`) ?? '');
    // There is always a process 1; who does not see it sees no process of other users.
    const hidden = uid !== 0 && !programs.includes(1);
    const wholeMachine = readLink(`${this.root}/self/ns/pid`) === FIRST_PID_NAMESPACE;
    const namespacesUnread = views.filter(
      ({ namespace, tables }) =>
        namespace && tables.tables.some(({ state }) => state === 'refused'),
    ).length;
    const all = wholeMachine && !hidden && namespacesUnread === 0;
    return {
      tables: views[0]?.tables.tables ?? [],
      ipv6: readLink(`${this.root}/sys/net/ipv6`) !== 'absent',
      unheld: unheld(views),
      refused: walk.refused.length,
      uid,
      hidden,
      wholeMachine,
      namespacesUnread,
      idleTcp: all ? idleTcp(views) : undefined,
    };
  }

  private surroundings(): Omit<ListenerReport, 'listeners' | 'elsewhere' | 'coverage'> {
    const range = readSmall(`${this.root}/sys/net/ipv4/ip_local_port_range`) ?? '';
    return {
      ephemeral: parse.parsePortSpan(range),
      reserved: [],
      raw: [],
      interfaces: ownInterfaces(),
    };
  }

  private blindReport(): ListenerReport {
    const coverage = parse.describeBlindness(this.root);
    return { listeners: [], elsewhere: [], ...this.surroundings(), coverage };
  }
}

/**
 * Gives each socket its holders. An inode belongs to one socket of the whole machine (the kernel
 * numbers them by one counter), so a process may hold a socket of a namespace that it is not in: a
 * service with `PrivateNetwork=` that systemd handed the host's socket, or a proxy between two.
 * Only where two namespaces show the same inode (the counter wraps at 32 bits) must the process be
 * in the right one.
 */
function match(views: readonly View[], { holders }: Walk): void {
  const byInode = new Map<number, View[]>();
  for (const view of views) {
    for (const inode of view.holders.keys()) {
      const sharing = byInode.get(inode);
      if (sharing) sharing.push(view);
      else byInode.set(inode, [view]);
    }
  }
  const home = new Map<number, View>();
  for (const view of views) for (const pid of view.namespace?.pids ?? []) home.set(pid, view);
  for (const { pid, inodes } of holders) {
    for (const inode of inodes) {
      const sharing = byInode.get(inode);
      if (!sharing) continue;
      const own = sharing.length > 1 ? sharing.indexOf(home.get(pid) ?? views[0]!) : 0;
      sharing[own]?.holders.get(inode)?.push(pid);
    }
  }
}

/** Sockets that nobody was seen to hold. */
function unheld(views: readonly View[]): number {
  let count = 0;
  for (const { holders } of views)
    for (const pids of holders.values()) if (pids.length === 0) count++;
  return count;
}

/**
 * The kernel counts TCP sockets twice: all that exist, on the whole machine, and by namespace those
 * that listen or are connected. The rest are bound without listening, or not even bound.
 */
function idleTcp(views: readonly View[]): number | undefined {
  const counts = views.map(({ tables }) => tables.tcp);
  const allocated = counts[0]?.allocated;
  if (allocated === undefined) return undefined;
  return counts.reduce((left, { tcp = 0, tcp6 = 0 }) => left - tcp - tcp6, allocated);
}

/** The addresses of the interfaces that are up. */
function ownInterfaces(): InterfaceAddress[] {
  try {
    return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses.map(({ address }) => ({ name, address, scope: scopeOf(address) })),
    );
  } catch {
    // Sandboxes that forbid netlink refuse this; the listeners are worth having without it.
    return [];
  }
}
