/** Reads the official registry from a file. */
import type { RegistryChange } from '../../atlas/registry/changes.ts';
import type { Operation, Row } from '../operation.ts';
import type { Imported } from './import.ts';
import { CHANGES_SCHEMA, EDITION_SCHEMA } from './schemas.ts';

/** What an import did; of an update also whether there was anything to do. */
export interface RegistryImport extends Imported {
  /** Whether the address has nothing newer: then nothing was done. */
  readonly isUnchanged?: boolean;
}

export const IMPORT_SCHEMA = {
  type: 'object',
  required: ['edition', 'changes'],
  properties: {
    edition: EDITION_SCHEMA,
    previous: EDITION_SCHEMA,
    changes: CHANGES_SCHEMA,
    uncompared: { type: 'string' },
    doubts: { type: 'array', items: { type: 'string' } },
    isUnchanged: { type: 'boolean' },
  },
};

export const registryImport: Operation<RegistryImport> = {
  name: 'registry import',
  summary: "read IANA's official registry from its XML or CSV file",
  description:
    'From then on the whole registry answers: every name, range, registrant, date, reference and note, in place of ' +
    'the names alone that Portolan ships. The file is checked to its last record before anything is replaced.',
  examples: [
    {
      command: 'portolan registry import service-names-port-numbers.xml',
      shows: 'reads the file, and prints what changed since the last edition',
    },
    {
      command: 'portolan registry import -',
      shows: 'reads standard input: what curl fetched, say',
    },
  ],
  reach: 'this machine',
  changes: true,
  parameters: [
    {
      name: 'file',
      summary: 'the XML or CSV file; - is standard input',
      type: 'text',
      positional: true,
      required: true,
      placeholder: 'FILE',
    },
  ],
  output: IMPORT_SCHEMA,
  async run(input, context) {
    const file = input['file'] as string;
    const { importRegistry } = await import('./import.ts');
    const from = file === '-' ? 'standard input' : file;
    return importRegistry(context.platform.files.stream(file), { from }, context);
  },
  items: ({ changes }) => changes,
  rows: ({ changes }) => changes.map(changeRow),
};

export const changeRow = ({
  change,
  service,
  port,
  transport,
  description,
  fields,
}: RegistryChange): Row => ({
  change,
  service,
  port,
  transport,
  description,
  fields: (fields ?? []).map(({ field, was, is }) => `${field}: "${was}" -> "${is}"`).join('; '),
});
