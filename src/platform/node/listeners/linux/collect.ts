/**
 * Who listens on a Linux machine: the sockets of this network namespace (by netlink, or from `/proc`
 * alone), the processes that hold them, and the same for every other namespace that can be seen.
 * Needs no privilege and no child process; what it may not see is counted, never guessed.
 */
import { endianness, networkInterfaces } from 'node:os';
import type { Elsewhere, Glimpse, InterfaceAddress } from '../../../../survey/listener.ts';
import type { ListenerReport, Process } from '../../../../survey/listener.ts';
import { scopeOf } from '../../../../survey/scope.ts';
import type { ListenerSource } from '../../../platform.ts';
import { attribute } from './attribution/attribute.ts';
import { groupByNamespace, type ForeignNamespace } from './namespaces.ts';
import { nativeReader } from './native/reader.ts';
import { interfaceName } from './netlink/socket.ts';
import * as parse from './parse.ts';
import { describeProcess, listProcesses, nameProcess, walkDescriptors } from './processes.ts';
import type { ProcessList, Walk } from './processes.ts';
import { nodeReader, readLink, readSmall, readWhole, type ProcReader } from './read.ts';
import { readForeignTables, readListening, readOwnTables } from './sockets.ts';
import type { Way } from './sockets.ts';
import { idleTcp, match, unheld, viewOf, type View } from './views.ts';

/** Where the kernel shows its processes. */
const REAL = '/proc';

/** Where the collector looks; other folders than the real ones are for tests. */
export interface LinuxOptions {
  /** The proc file system. */
  readonly root?: string;
  /** The folder of `passwd`. */
  readonly etc?: string;
  /** Default: what the environment variable `PORTOLAN_SOCKETS` says, else netlink where it answers. */
  readonly way?: Way;
}

/**
 * `PROC_PID_INIT_INO` of `include/linux/proc_ns.h`: the PID namespace that the machine started
 * with.
 */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

/** Namespaces that are read at the same time; Node's thread pool has four threads. */
const AT_ONCE = 4;

/**
 * Listeners of this machine. A look takes some milliseconds, so a signal that fires meanwhile is not
 * worth listening to. Nothing is waited for, and what stays behind, a netlink socket for the next
 * look, keeps no process alive.
 */
export function linuxListeners({
  root = REAL,
  etc = '/etc',
  way = root === REAL ? usualWay() : 'proc',
}: LinuxOptions = {}): ListenerSource {
  const littleEndian = endianness() === 'LE';
  return {
    collect: async (_, { detail = 'everything' } = {}) => {
      const report = await new Sweep(root, etc, way, littleEndian, DESCRIBE[detail]).report();
      return detail === 'programs' ? report : attribute(report, root);
    },
    glance: async () => (await readListening(root, littleEndian, way)).map(glimpse),
  };
}

/** What is read of a process that holds a socket. */
const DESCRIBE = { everything: describeProcess, programs: nameProcess } as const;

function usualWay(): Way {
  return process.env['PORTOLAN_SOCKETS'] === 'proc' ? 'proc' : 'netlink';
}

function glimpse({ transport, family, address, port, inode }: parse.SocketRow): Glimpse {
  return { transport, family, address, port, socket: String(inode) };
}

/** One look at the machine. */
class Sweep {
  private readonly users: ReadonlyMap<number, string>;
  private readonly processes = new Map<number, Process>();
  private readonly reader: ProcReader;

  constructor(
    private readonly root: string,
    etc: string,
    private readonly way: Way,
    private readonly littleEndian: boolean,
    private readonly describe: typeof describeProcess,
  ) {
    this.reader = (way === 'netlink' ? nativeReader() : undefined) ?? nodeReader;
    this.users = parse.parsePasswd(readWhole(`${etc}/passwd`) ?? '');
  }

  async report(): Promise<ListenerReport> {
    // The kernel takes its time over the tables, on another thread; meanwhile this one walks.
    const reading = readOwnTables(this.root, this.littleEndian, this.way);
    const list = listProcesses(this.root);
    const walk = walkDescriptors(
      this.reader,
      this.root,
      typeof list === 'string' ? [] : list.programs,
    );
    const own = viewOf(undefined, await reading);
    const unread = own.tables.tables.every(({ state }) => state !== 'read');
    // An empty folder where /proc should be says no more than a missing one.
    if (typeof list === 'string' || (unread && list.programs.length === 0))
      return this.blindReport();
    const views = [
      own,
      ...(await this.foreignViews(groupByNamespace(this.reader, this.root, walk))),
    ];
    match(views, walk);
    if (walk.refused.length === 0 && unheld(views) > 0) this.askKernelThreads(views, list);
    return {
      listeners: parse.assembleListeners(own.tables.rows, this.surroundings(own)),
      elsewhere: views.flatMap((other) => this.elsewhere(other)),
      raw: parse.assembleRaw(own.tables.raw, this.surroundings(own)),
      ...this.settings(),
      coverage: parse.describeCoverage(this.sight(views, walk, list)),
    };
  }

  /** A few at a time: the kernel's search is the same for each, and there are threads for it. */
  private async foreignViews(namespaces: readonly ForeignNamespace[]): Promise<View[]> {
    const views: View[] = [];
    for (let next = 0; next < namespaces.length; next += AT_ONCE) {
      const some = namespaces.slice(next, next + AT_ONCE).map(async (namespace) => {
        const folder = `${this.root}/${namespace.pids[0]}`;
        return viewOf(namespace, await readForeignTables(folder, this.littleEndian));
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
    match(views, walkDescriptors(this.reader, this.root, kernelThreads));
  }

  private surroundings({ holders }: View): parse.Surroundings {
    return {
      holders: (inode) => holders.get(inode) ?? [],
      process: this.process,
      userName: this.userName,
      deviceName: interfaceName,
    };
  }

  private elsewhere(other: View): Elsewhere[] {
    const { namespace, tables } = other;
    const first = namespace?.pids[0];
    if (!namespace || first === undefined || tables.rows.length === 0) return [];
    const process = this.process(first);
    const { container } = process;
    return [
      {
        namespace: namespace.name,
        ...(container && { container }),
        process,
        listeners: parse.assembleListeners(tables.rows, this.surroundings(other)),
      },
    ];
  }

  private readonly process = (pid: number): Process => {
    const known =
      this.processes.get(pid) ?? this.describe(this.reader, this.root, pid, this.userName);
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
      silent: views[0]?.tables.silent ?? 'untold',
      foreign: views.length > 1,
      blurred: views[0]?.tables.rows.filter(parse.isBlurred).length ?? 0,
    };
  }

  private settings(): Pick<ListenerReport, 'ephemeral' | 'reserved' | 'interfaces'> {
    const setting = (name: string) => readSmall(`${this.root}/sys/net/ipv4/${name}`) ?? '';
    return {
      ephemeral: parse.parsePortSpan(setting('ip_local_port_range')),
      reserved: parse.parseReservedPorts(setting('ip_local_reserved_ports')),
      interfaces: ownInterfaces(),
    };
  }

  private blindReport(): ListenerReport {
    const coverage = parse.describeBlindness(this.root);
    return { listeners: [], elsewhere: [], raw: [], ...this.settings(), coverage };
  }
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
