/** Gives the imported edition back, whole, in IANA's own CSV form. */
import { COLUMNS, FIELDS, type RegistryRecord } from '../../atlas/registry/record.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Operation } from '../operation.ts';
import { answering, editionText } from './store.ts';

export interface RegistryExport {
  readonly records: readonly RegistryRecord[];
}

export const registryExport: Operation<RegistryExport> = {
  name: 'registry export',
  summary: "print the imported registry, whole, as IANA's own CSV",
  examples: [
    {
      command: 'portolan registry export',
      shows: 'every record, in the order of the file; > ports.csv keeps it',
    },
  ],
  reach: 'nothing',
  parameters: [],
  output: {
    type: 'object',
    required: ['records'],
    properties: {
      records: {
        type: 'array',
        items: {
          type: 'object',
          required: FIELDS,
          properties: Object.fromEntries(FIELDS.map((field) => [field, { type: 'string' }])),
          additionalProperties: false,
        },
      },
    },
  },
  async run(_, { platform }) {
    const folder = platform.folders.data;
    const state = answering(folder);
    if (state.kind !== 'edition') {
      const why = state.kind === 'damaged' ? ` that can be read (${state.damage})` : '';
      throw new NotFoundError(
        `no edition of the registry was imported${why}: "portolan registry update" fetches it, "portolan registry import FILE" reads a file`,
      );
    }
    const csv = editionText(folder, state.edition, 'records');
    const { readRegistryText } = await import('../../atlas/registry/read.ts');
    return { records: readRegistryText(csv).records };
  },
  items: ({ records }) => records,
  rows: ({ records }) =>
    records.map((record) =>
      Object.fromEntries(FIELDS.map((field) => [COLUMNS[field], record[field]])),
    ),
};
