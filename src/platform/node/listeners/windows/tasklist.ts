/**
 * `tasklist /svc /fo csv /nh`: image, process number, services. Where a process has none, a word of the
 * system's language stands there (`N/A`, `Nicht zutreffend`).
 */
import { groupBy } from '../../../../core/group.ts';
import { linesOf } from '../../../../survey/reports/report.ts';
import type { WindowsProcess } from './processes.ts';

/** Total: processes by their numbers; what is no row of `tasklist /svc /fo csv` is passed over. */
export function parseTasklist(text: string): ReadonlyMap<number, WindowsProcess> {
  const rows: { readonly pid: number; readonly name: string; readonly services: string }[] = [];
  for (const [line] of linesOf(text)) {
    const [name, pid, services] = Array.from(line.matchAll(/"((?:[^"]|"")*)"/g), ([, field]) =>
      field!.replaceAll('""', '"'),
    );
    if (name === undefined || services === undefined || !/^\d{1,10}$/.test(pid ?? '')) continue;
    if (Number(pid) > 0) rows.push({ pid: Number(pid), name, services });
  }
  // A service runs in one process: what several have in common is the word for none.
  const holders = groupBy(rows, ({ services }) => services);
  return new Map(
    rows.map(({ pid, name, services }) => {
      const own = holders.get(services)!.length === 1 && isServices(services);
      return [pid, { name, services: own ? services.split(',').toSorted() : [] }];
    }),
  );
}

/** Names of services have no blanks around their commas, and no slash in them. */
const isServices = (text: string) => text !== '' && !/[/\\]|, /.test(text);
