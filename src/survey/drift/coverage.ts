/** Whether a snapshot would have shown an entry if it had been there. */
import type { Entry, Snapshot } from './snapshot.ts';

/** Whether the look that made the snapshot would have shown the entry, had it been there. */
export function coveredBy(entry: Entry, { coverage, entries }: Snapshot): boolean {
  const { transport, binds, dynamic } = entry;
  if (entry.state === 'bound' && !coverage.silent) return false;
  if (entry.place !== undefined && !coverage.namespaces) {
    // Of a place that was looked into all was seen.
    return entries.some(({ place }) => place === entry.place);
  }
  // A file does not say on which addresses a program has numbers that the system handed out.
  if (dynamic && binds.length === 0) return true;
  return binds.some(({ address }) => {
    const table = tableOf(transport, address);
    if (coverage.looked.includes(table)) return true;
    // Where one family's table was read and nothing is missing, the other family is switched off.
    const other = table.endsWith('6') ? transport : `${transport}6`;
    return coverage.sockets && coverage.looked.includes(other);
  });
}

const tableOf = (transport: string, address: string) =>
  address.includes(':') && transport !== 'sctp' ? `${transport}6` : transport;
