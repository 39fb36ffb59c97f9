/** What differs between two editions of the registry. */
import { groupBy } from '../../core/group.ts';
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
  const old = groupBy(before, whole);
  // What is as it was is set aside first: of several records of one name, port and transport the others changed.
  const others = after.filter((record) => !old.get(whole(record))?.shift());
  const rest = groupBy([...old.values()].flat(), identity);
  const changes = others.map((record) => {
    const was = rest.get(identity(record))?.shift();
    return was
      ? { ...entry('changed', record), fields: differences(was, record) }
      : entry('added', record);
  });
  const removed = [...rest.values()].flat();
  return [...changes, ...removed.map((record) => entry('removed', record))];
}

function differences(was: RegistryRecord, is: RegistryRecord): RegistryChange['fields'] & {} {
  return FIELDS.filter((field) => spaced(was[field]) !== spaced(is[field])).map((field) => ({
    field,
    was: was[field],
    is: is[field],
  }));
}

const entry = (
  change: RegistryChange['change'],
  { service, port, transport, description }: RegistryRecord,
): RegistryChange => ({ change, service, port, transport, description: spaced(description) });

const identity = ({ service, port, transport }: RegistryRecord) =>
  `${service}\t${port}\t${transport}`;

const whole = (record: RegistryRecord) => FIELDS.map((field) => spaced(record[field])).join('\t');

/** Most fields are as tidy as they can be. */
const spaced = (text: string) => (UNTIDY.test(text) ? text.replaceAll(/\s+/g, ' ').trim() : text);
const UNTIDY = /^\s|\s\s|[^\S ]|\s$/;
