/** What differs between two editions of the registry. */
import { FIELDS, type Field, type RegistryRecord } from './record.ts';

export interface RegistryChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly service: string;
  /** As written: a number, a range or empty. */
  readonly port: string;
  readonly transport: string;
  readonly description: string;
  /** For a record that changed: each field that differs. */
  readonly fields?: readonly { readonly field: Field; readonly was: string; readonly is: string }[];
}

/** In the order of the new edition; what was removed comes last. Blanks and line breaks are no change. */
export function registryChanges(
  before: readonly RegistryRecord[],
  after: readonly RegistryRecord[],
): RegistryChange[] {
  const old = byIdentity(before);
  const changes: RegistryChange[] = [];
  for (const record of after) {
    const was = old.get(identity(record))?.shift();
    if (!was) changes.push(entry('added', record));
    else {
      const fields = FIELDS.filter((field) => spaced(was[field]) !== spaced(record[field])).map(
        (field) => ({ field, was: was[field], is: record[field] }),
      );
      if (fields.length > 0) changes.push({ ...entry('changed', record), fields });
    }
  }
  const removed = [...old.values()].flat();
  return [...changes, ...removed.map((record) => entry('removed', record))];
}

const entry = (
  change: RegistryChange['change'],
  { service, port, transport, description }: RegistryRecord,
): RegistryChange => ({ change, service, port, transport, description: spaced(description) });

const identity = ({ service, port, transport }: RegistryRecord) =>
  `${service}\t${port}\t${transport}`;

function byIdentity(records: readonly RegistryRecord[]): Map<string, RegistryRecord[]> {
  const map = new Map<string, RegistryRecord[]>();
  for (const record of records) {
    const key = identity(record);
    const known = map.get(key);
    if (known) known.push(record);
    else map.set(key, [record]);
  }
  return map;
}

const spaced = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
