/**
 * Joins what lsof and netstat say of the same sockets. netstat asks the kernel for every socket, but
 * names one process of each; lsof looks into the processes themselves, and names all that hold one, but
 * without root only the user's own.
 */
import { groupBy } from '../../../../core/group.ts';
import type { SocketRow } from '../../../../survey/reports/report.ts';

const keyOf = ({ transport, address, port, state }: SocketRow) =>
  `${transport} ${address} ${port} ${state}`;

/** What two tools tell of the same sockets. */
export interface Merged {
  /** What both say, each socket once for each of its processes. */
  readonly rows: readonly SocketRow[];
  /** Rows whose one process netstat alone names. */
  readonly oneNamed: number;
}

export function mergeRows(lsof: readonly SocketRow[], netstat: readonly SocketRow[]): Merged {
  const held = groupBy(lsof, keyOf);
  const known = groupBy(netstat, keyOf);
  const rows: SocketRow[] = [];
  let oneNamed = 0;
  for (const key of new Set([...held.keys(), ...known.keys()])) {
    const seen = held.get(key) ?? [];
    const listed = known.get(key) ?? [];
    const others = beyond(seen, listed);
    const v6only = listed.find((row) => row.v6only !== undefined)?.v6only;
    for (const row of [...seen, ...others]) {
      rows.push(v6only === undefined ? row : { ...row, v6only });
    }
    oneNamed += others.filter(({ pid }) => pid !== undefined).length;
  }
  return { rows, oneNamed };
}

/** Sockets that lsof may not look at; those that both see are lsof's. */
function beyond(seen: readonly SocketRow[], listed: readonly SocketRow[]): readonly SocketRow[] {
  const pids = new Set(seen.map(({ pid }) => pid));
  const sockets = new Set(seen.map(({ socket }) => socket)).size;
  return listed.filter(({ pid }) => !pids.has(pid)).slice(0, Math.max(0, listed.length - sockets));
}
