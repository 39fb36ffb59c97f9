/**
 * Says what a look at Linux could not show, in sentences for a person. The facts come from the
 * collector; what they mean is decided here, where every case can be tested.
 */
import { counted } from '../../../../core/count.ts';
import type { Coverage, Gap } from '../../../../survey/listener.ts';

/**
 * Of TCP sockets that hold a port in silence: `told`, they are among the rows; `untold`, nothing here
 * tells of them; `unasked`, it would have taken too long.
 */
export type Silence = 'told' | 'untold' | 'unasked';

/** How one socket table fared. */
export interface TableOutcome {
  /** Its path inside `/proc/net`. */
  readonly name: string;
  readonly state: 'read' | 'absent' | 'refused';
  readonly malformed: number;
}

/** What a collector found out about its own eyesight. */
export interface Sight {
  /** The tables of this network namespace; empty when there is no `/proc` at all. */
  readonly tables: readonly TableOutcome[];
  /** Whether the kernel speaks IPv6 at all. */
  readonly ipv6: boolean;
  /** Sockets that no visible process holds. */
  readonly unheld: number;
  /** Processes whose descriptors may not be read. */
  readonly refused: number;
  /** The user that looks. */
  readonly uid: number | undefined;
  /** Whether `/proc` leaves out the processes of other users (`hidepid`, proc(5)). */
  readonly hidden: boolean;
  /** Whether all processes of the machine are numbered here, not just a container's. */
  readonly wholeMachine: boolean;
  /** Other network namespaces whose tables could not be read. */
  readonly namespacesUnread: number;
  /**
   * TCP sockets that neither listen nor are connected and are no listeners of the report either;
   * undefined where the kernel's count says nothing.
   */
  readonly idleTcp: number | undefined;
  /** What was told of sockets of this namespace that hold a port in silence. */
  readonly silent: Silence;
  /** Whether there are other network namespaces. */
  readonly foreign: boolean;
  /** Sockets on every address of which `/proc` alone told: it leaves out what may narrow them. */
  readonly blurred: number;
}

/** What `looked` calls the sockets that hold a port in silence: they are in no table of `/proc`. */
const BOUND = 'bound';

const AS_ROOT = 'sudo portolan survey';

/** The coverage that follows from the facts; complete unless something makes the answer partial. */
export function describeCoverage(sight: Sight): Coverage {
  const gaps = [
    ...socketGaps(sight),
    ...programGaps(sight),
    ...namespaceGaps(sight),
    ...silentGaps(sight),
    ...blurredGaps(sight),
  ];
  const looked = sight.tables.filter(({ state }) => state === 'read').map(({ name }) => name);
  return {
    complete: gaps.every((gap) => !gap.partial),
    looked: sight.silent === 'told' ? [...looked, BOUND] : looked,
    gaps,
  };
}

/** The coverage of a machine whose `/proc` is not there or may not be read. */
export function describeBlindness(root: string): Coverage {
  const gap: Gap = {
    what: 'sockets',
    why: `${root} cannot be read, so no socket could be looked at.`,
    remedy: `mount -t proc proc ${root}`,
    partial: true,
  };
  return { complete: false, looked: [], gaps: [gap] };
}

function socketGaps({ tables, ipv6 }: Sight): Gap[] {
  return tables.flatMap((table) => [...unreadTable(table, ipv6), ...malformedLines(table)]);
}

function unreadTable({ name, state }: TableOutcome, ipv6: boolean): Gap[] {
  const path = `/proc/net/${name}`;
  if (state === 'refused') {
    const why = `${path} may not be read, so its sockets are missing here.`;
    return [{ what: 'sockets', why, remedy: AS_ROOT, partial: true }];
  }
  // The kernel loads SCTP when somebody first asks for it: no table means no sockets. Raw sockets
  // are no listeners, and systems that only resemble Linux do without their table.
  if (state === 'read' || name.startsWith('sctp') || name.startsWith('raw')) return [];
  if (name.endsWith('6') && !ipv6) {
    const why = `IPv6 is switched off on this system, so there is no ${path}.`;
    return [{ what: 'sockets', why, partial: false }];
  }
  const why = `${path} is not there, so its sockets are missing here.`;
  return [{ what: 'sockets', why, partial: true }];
}

function malformedLines({ name, malformed }: TableOutcome): Gap[] {
  if (malformed === 0) return [];
  const why = `${counted(malformed, 'line')} of /proc/net/${name} could not be understood.`;
  return [{ what: 'sockets', count: malformed, why, partial: true }];
}

function programGaps({ unheld, refused, uid, hidden, wholeMachine }: Sight): Gap[] {
  if (unheld === 0) return [];
  const gap = (why: string, more: Partial<Gap> = {}): Gap[] => [
    { what: 'programs', count: unheld, why, partial: true, ...more },
  ];
  const sockets = counted(unheld, 'socket');
  if ((refused > 0 || hidden) && uid !== 0) {
    return gap(
      `The programs behind ${sockets} belong to other users, and only root may see them.`,
      {
        remedy: AS_ROOT,
      },
    );
  }
  if (refused > 0) {
    return gap(
      `The programs behind ${sockets} may not be looked into: a container or a security module holds ` +
        'this root back.',
    );
  }
  if (!wholeMachine) {
    return gap(
      `The programs behind ${sockets} run outside this PID namespace, or are the kernel itself; ` +
        'looking from the host shows them.',
    );
  }
  return gap(
    `No process holds ${sockets}: the kernel's own (NFS, WireGuard), or closed just now.`,
    { partial: false },
  );
}

function namespaceGaps({ hidden, uid, wholeMachine, namespacesUnread }: Sight): Gap[] {
  const gaps: Gap[] = [];
  if (namespacesUnread > 0) {
    gaps.push({
      what: 'namespaces',
      count: namespacesUnread,
      why: `The sockets of ${counted(namespacesUnread, 'other network namespace')} could not be read.`,
      ...(uid !== 0 && { remedy: AS_ROOT }),
      partial: true,
    });
  }
  if (hidden) {
    gaps.push({
      what: 'namespaces',
      why: "/proc hides other users' processes (hidepid), and with them their network namespaces.",
      remedy: AS_ROOT,
      partial: true,
    });
  }
  if (!wholeMachine) {
    gaps.push({
      what: 'namespaces',
      why:
        'Only some processes of the machine are numbered here (this PID namespace is not its first, as in ' +
        'containers and in WSL): programs and network namespaces outside were not looked at.',
      partial: false,
    });
  }
  return gaps;
}

function blurredGaps({ blurred }: Sight): Gap[] {
  if (blurred === 0) return [];
  const why =
    'Whether a socket on every address is bound to one interface, or leaves IPv4 to others, /proc does not ' +
    'say; netlink does, with the package koffi installed.';
  return [{ what: 'sockets', count: blurred, why, partial: false }];
}

/** How else to see them. */
const SS = '"ss -tanp --bound-inactive" does, from iproute2 6.9 on';

const SILENCE: Readonly<Record<Silence, string>> = {
  told: 'whether a port of another network namespace is held by it was not looked at.',
  untold:
    'whether a port is held by it, /proc does not say; netlink does, on Linux 6.8 and with the ' +
    `package koffi installed (${SS}).`,
  unasked:
    'whether a port is held by it was not asked, since that takes the kernel long among so many ' +
    `TCP sockets (${SS}).`,
};

function silentGaps({ idleTcp, silent, foreign }: Sight): Gap[] {
  if (idleTcp === undefined || idleTcp <= 0) return [];
  // Who holds a port here was listed; the rest have none, unless they are somebody else's.
  if (silent === 'told' && !foreign) return [];
  const subject =
    idleTcp === 1
      ? '1 TCP socket neither listens nor is connected'
      : `${idleTcp} TCP sockets neither listen nor are connected`;
  const why = `${subject}; ${SILENCE[silent]}`;
  return [{ what: 'silent-sockets', count: idleTcp, why, partial: false }];
}
