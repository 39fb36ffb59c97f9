/**
 * Everything that is read from Linux texts, without touching Linux: pure, total, and tested on
 * every system. The large subjects have files of their own and are passed on here: socket tables,
 * control groups, and the joining of both into listeners and their coverage.
 */
import { MAX_PORT } from '../../../../core/transport.ts';
import type { PortSpan, ReservedPorts } from '../../../../survey/listener.ts';

export * from './assemble.ts';
export * from './cgroup.ts';
export * from './coverage.ts';
export * from './tables.ts';

/** What `/proc/<pid>/status` tells of a process (proc_pid_status(5)). */
export interface Identity {
  /** The short name (`comm`); undefined when the text has none. */
  readonly name: string | undefined;
  /** The effective user; undefined when the text has none. */
  readonly uid: number | undefined;
}

/** Reads `/proc/<pid>/status`. The name cannot forge a line: the kernel writes its newlines as `\n`. */
export function parseStatus(text: string): Identity {
  const name = /^Name:\t(.*)$/m.exec(text)?.[1];
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(text)?.[1];
  return {
    name: name?.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\')),
    uid: uid === undefined ? undefined : Number(uid),
  };
}

/**
 * `/proc/<pid>/cmdline`: arguments end in NUL; they are joined by blanks. Undefined when there are
 * none (kernel threads, zombies).
 */
export function parseCommandLine(text: string): string | undefined {
  const line = text.replace(/\0+$/, '').replaceAll('\0', ' ');
  return line === '' ? undefined : line;
}

/** `PF_KTHREAD` of `include/linux/sched.h`, in the flags of `/proc/<pid>/stat`. */
const PF_KTHREAD = 0x00200000;

/** Whether `/proc/<pid>/stat` is that of a kernel thread. The name may hold blanks and brackets. */
export function isKernelThread(stat: string): boolean {
  // Behind the name: state, ppid, pgrp, session, tty_nr, tpgid, flags.
  const flags = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 7)[6];
  return (Number(flags) & PF_KTHREAD) !== 0;
}

/**
 * `/etc/passwd` (passwd(5)): user names by number; the first line of a number counts, as for
 * getpwuid.
 */
export function parsePasswd(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':', 3);
    if (name !== '' && /^\d{1,10}$/.test(uid) && !names.has(Number(uid))) {
      names.set(Number(uid), name);
    }
  }
  return names;
}

/** What the kernel starts with (`Documentation/networking/ip-sysctl.rst`). */
export const DEFAULT_EPHEMERAL: PortSpan = { from: 32_768, to: 60_999 };

/**
 * `/proc/sys/net/ipv4/ip_local_port_range`: two numbers; the kernel's default when they make no
 * range.
 */
export function parsePortSpan(text: string): PortSpan {
  const [, from, to] = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return DEFAULT_EPHEMERAL;
  const span = { from: Number(from), to: Number(to) };
  return span.from <= span.to && span.to <= MAX_PORT ? span : DEFAULT_EPHEMERAL;
}

const RESERVED_PORTS = 'net.ipv4.ip_local_reserved_ports';

/**
 * `/proc/sys/net/ipv4/ip_local_reserved_ports`: `8080,9148,30000-30100`, for both families and all
 * transports. Total: what is no port and no range is passed over.
 */
export function parseReservedPorts(text: string): ReservedPorts[] {
  const reserved: ReservedPorts[] = [];
  for (const part of text.trim().split(',')) {
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
    if (first === undefined) continue;
    const [from, to] = [Number(first), Number(last ?? first)];
    if (from > to || to > MAX_PORT) continue;
    reserved.push({ from, to, how: 'reserved', by: RESERVED_PORTS });
  }
  return reserved;
}

/** The TCP line of `/proc/net/sockstat` or `sockstat6` (`net/ipv4/proc.c`). */
export interface SocketStatistics {
  /** Sockets of this namespace that are listening or connected, in whatever phase. */
  readonly inUse: number;
  /** TCP sockets of all namespaces, of both families; absent in `sockstat6`. */
  readonly allocated?: number;
}

export function parseSocketStatistics(text: string): SocketStatistics | undefined {
  const inUse = /^TCP6?: inuse (\d+)/m.exec(text)?.[1];
  const allocated = /^TCP: .*\balloc (\d+)/m.exec(text)?.[1];
  if (inUse === undefined) return undefined;
  return {
    inUse: Number(inUse),
    ...(allocated !== undefined && { allocated: Number(allocated) }),
  };
}
