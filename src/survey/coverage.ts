/** Whether a snapshot would have shown an entry if it had been there. */
import type { Entry, Snapshot } from './snapshot.ts';

export function coveredBy(entry: Entry, { coverage, entries }: Snapshot): boolean {
  if (entry.state === 'bound' && !coverage.silent) return false;
  if (entry.place !== undefined && !coverage.namespaces) {
    // Of a place that was looked into all was seen.
    return entries.some(({ place }) => place === entry.place);
  }
  if (coverage.sockets) return true;
  const tables = entry.binds.map(({ address }) => tableOf(entry.transport, address));
  return tables.some((table) => coverage.looked.includes(table));
}

const tableOf = (transport: string, address: string) =>
  address.includes(':') && transport !== 'sctp' ? `${transport}6` : transport;
