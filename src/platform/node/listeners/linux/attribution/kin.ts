/** What `/proc` tells of a process that attribution asks for: its words, its user, its parents. */
import { readdirSync } from 'node:fs';
import { containerOwner, parseCgroup, parseStatus } from '../parse.ts';
import type { Container } from '../../../../../survey/listener.ts';
import { readLink, readSmall } from '../read.ts';
import { missing } from './bounded.ts';
import { readKeeper } from './parse/keepers.ts';
import { ROOT } from './places.ts';

/** A container, and the user whose engine runs it: `ROOT`'s engine is the machine's. */
export interface Owned {
  readonly container: Container;
  readonly owner: number;
}

/** Longest line of ancestors that is followed. */
const GENERATIONS = 64;

/** The command line, an argument a word. */
export function commandWords(proc: string, pid: number): string[] {
  return (readSmall(`${proc}/${pid}/cmdline`) ?? '').replace(/\0$/, '').split('\0');
}

/** All processes of a name, whoever runs them: their names and command lines are everybody's to read. */
export function processesCalled(proc: string, name: string): number[] {
  try {
    return readdirSync(proc)
      .filter((entry) => /^[1-9]\d*$/.test(entry))
      .filter((entry) => readSmall(`${proc}/${entry}/comm`)?.trimEnd() === name)
      .map(Number);
  } catch (error) {
    missing(error);
    return [];
  }
}

/** The effective user; undefined when the process is gone. */
export function userOf(proc: string, pid: number): number | undefined {
  return parseStatus(readSmall(`${proc}/${pid}/status`) ?? '').uid;
}

/** The kernel's name of the network namespace of a process: `net:[4026532281]`. */
export function networkOf(proc: string, pid: number | 'self'): string | undefined {
  const link = readLink(`${proc}/${pid}/ns/net`);
  return link.startsWith('net:[') ? link : undefined;
}

/** The children of all threads of a process. */
export function childrenOf(proc: string, pid: number): number[] {
  try {
    return readdirSync(`${proc}/${pid}/task`).flatMap((thread) =>
      (readSmall(`${proc}/${pid}/task/${thread}/children`) ?? '')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch (error) {
    missing(error);
    return [];
  }
}

/** The container that a process is in by its control group, else by who watches over it. */
export function containerOf(proc: string, pid: number): Owned | undefined {
  const cgroup = readSmall(`${proc}/${pid}/cgroup`) ?? '';
  const { container } = parseCgroup(cgroup);
  if (container === undefined) return keptBy(proc, pid);
  const marked = { container, owner: containerOwner(cgroup) ?? ROOT };
  // Incus and LXD leave LXC's mark; their monitor says more.
  const kept = container.engine === 'lxc' ? keptBy(proc, pid) : undefined;
  return kept?.container.id === container.id ? kept : marked;
}

/**
 * The outermost keeper among the ancestors. What runs inside a container may call itself what it
 * likes, but its own keeper stands above it.
 */
function keptBy(proc: string, pid: number): Owned | undefined {
  let found: Owned | undefined;
  let next = pid;
  for (let generation = 0; generation < GENERATIONS && next > 1; generation++) {
    const stat = readSmall(`${proc}/${next}/stat`) ?? '';
    // The name is in brackets and may hold brackets itself; the parent is the second word behind it.
    const [, name = '', parent = '0'] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat) ?? [];
    const container = next === pid ? undefined : readKeeper(name, commandWords(proc, next));
    const owner = container && userOf(proc, next);
    if (container && owner !== undefined) found = { container, owner };
    next = Number(parent);
  }
  return found;
}
