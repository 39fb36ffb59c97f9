/** Listeners as a person counts them: those that differ in address alone are one door. */
import { groupBy } from '../core/group.ts';
import type { Claim } from '../atlas/claim.ts';
import { LABELS } from '../atlas/rank.ts';
import { SEVERITIES, type JudgedListener } from '../verdict/verdict.ts';

/** Listeners that differ in address alone: one line for a person. */
export interface Door {
  readonly listeners: readonly JudgedListener[];
  /** The one that stands for all. */
  readonly main: JudgedListener;
}

/** Puts listeners of the same programs with the same verdicts on one port together. */
export function foldAddresses(listeners: readonly JudgedListener[]): Door[] {
  const doors = groupBy(listeners, ({ port, transport, processes, verdicts, reach }) => {
    const programs = processes.map(({ pid }) => pid).join(' ');
    const words = verdicts.map(({ verdict }) => verdict).join(' ');
    return `${port}/${transport} ${programs} ${words} ${reach}`;
  });
  return [...doors.values()].map((group) => ({ listeners: group, main: group[0]! }));
}

/** Doors by how much room they deserve: each its row, or folded into a line. */
export interface Sorted {
  readonly shown: readonly Door[];
  /** Handed out by the system, and nothing worse. */
  readonly dynamic: readonly Door[];
  /** The same, taken without a listener: the near ends of clients, mostly. */
  readonly held: readonly Door[];
}

export function sortOut(doors: readonly Door[]): Sorted {
  const isDynamic = ({ main }: Door) => main.verdicts.some(({ verdict }) => verdict === 'dynamic');
  const dynamic = doors.filter(({ main }) => main.verdict === 'dynamic');
  const held = doors.filter((door) => door.main.verdict === 'held' && isDynamic(door));
  const folded = new Set([...dynamic, ...held]);
  return { shown: doors.filter((door) => !folded.has(door)), dynamic, held };
}

const DISTANCE = { host: 0, lan: 1, internet: 2 };

/** For sorting: the most severe first, then what is reachable from furthest. */
export function worstFirst({ main: a }: Door, { main: b }: Door): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    DISTANCE[b.reach] - DISTANCE[a.reach] ||
    a.port - b.port ||
    (a.transport < b.transport ? -1 : 1)
  );
}

/** From where a door can be reached, in a person's words. */
export const REACH_WORDS = { host: 'this machine', lan: 'network', internet: 'Internet' };

/** An address, and the one interface where it is meant, as ss writes it: `0.0.0.0%eth0`. */
export const boundTo = ({ address, device }: JudgedListener) =>
  device === undefined || address.includes('%') ? address : `${address}%${device}`;

/** `631/tcp`. */
export const portLabel = ({ main }: Door) => `${main.port}/${main.transport}`;

/**
 * The claims that say whom a port was promised to: one a service; a title only where nothing has a name. The
 * user's labels first, and as they are written; a name that is merely listed promises nothing.
 */
export function promises(promised: readonly Claim[]): Claim[] {
  const known = promised.filter(
    ({ standing, service, source }) =>
      standing !== 'listed' && (standing !== 'unofficial' || service !== '' || source === LABELS),
  );
  const named = known.filter(({ service, source }) => service !== '' || source === LABELS);
  const claims = named.length > 0 ? named : known;
  const byName = new Map<string, Claim>();
  for (const claim of claims) {
    const name = promiseName(claim);
    if (!byName.has(name)) byName.set(name, claim);
  }
  return [...byName.values()];
}

/** More names in a row of a table nobody reads: 8080 has two dozen. */
export const MOST_PROMISES = 6;

/** A service by its short name; what the user labelled, as he wrote it. */
export const promiseName = ({ service, title, source }: Claim) =>
  source === LABELS ? title : service || title;

/** Whom the port was promised to, best first; `nobody` when no claim names it. */
export function promiseLabel({ main }: Door): string {
  const claims = promises(main.promised);
  if (claims.length === 0) return 'nobody';
  const names = claims.slice(0, MOST_PROMISES).map(promiseName);
  const more = claims.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
