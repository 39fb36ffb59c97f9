/** Which edition of the official registry answers. */
import type { Source } from '../../atlas/claim.ts';
import { REGISTRY } from '../../atlas/official.ts';
import type { Edition } from '../../atlas/registry/edition.ts';
import type { Operation } from '../operation.ts';
import { EDITION_SCHEMA } from './schemas.ts';
import { answering, editionFaults } from './store.ts';

export interface RegistryStatus {
  /** Whether the whole registry answers, or the floor that Portolan ships: names only. */
  readonly answers: 'edition' | 'floor';
  readonly source: Source;
  readonly edition?: Edition;
  /** How old the registry's own date is; absent when it has none. */
  readonly ageDays?: number;
  /** Where imported editions are kept. */
  readonly folder: string;
  /** Why an imported edition does not answer. */
  readonly damage?: string;
  /** What is wrong with files of the edition that answers all the same. */
  readonly faults: readonly string[];
}

export const registryStatus: Operation<RegistryStatus> = {
  name: 'registry status',
  summary: 'which edition of the official registry answers, and how old it is',
  examples: [{ command: 'portolan registry', shows: 'the same' }],
  reach: 'nothing',
  parameters: [],
  output: {
    type: 'object',
    required: ['answers', 'source', 'folder', 'faults'],
    properties: {
      answers: { enum: ['edition', 'floor'] },
      source: { type: 'object' },
      edition: EDITION_SCHEMA,
      ageDays: { type: 'integer' },
      folder: { type: 'string' },
      damage: { type: 'string' },
      faults: { type: 'array', items: { type: 'string' } },
    },
  },
  async run(_, { platform, atlas }) {
    const folder = platform.folders.data;
    const state = answering(folder);
    const source = atlas.source(REGISTRY)!;
    const ageDays = daysSince(source.date, platform.clock.wallTime());
    return {
      answers: state.kind === 'edition' ? 'edition' : 'floor',
      source,
      ...(state.kind === 'edition' && { edition: state.edition }),
      ...(ageDays !== undefined && { ageDays }),
      folder: folder.path('registry'),
      ...(state.kind === 'damaged' && { damage: state.damage }),
      faults: state.kind === 'edition' ? editionFaults(folder, state.edition) : [],
    };
  },
  items: (status) => [status],
  rows: ({ answers, source, edition, ageDays, folder }) => [
    {
      answers,
      date: source.date ?? '',
      ageDays: ageDays ?? null,
      records: edition?.records ?? null,
      ports: edition?.ports ?? null,
      names: edition?.names ?? null,
      from: edition?.from ?? '',
      imported: edition?.imported ?? '',
      checksum: edition?.checksum ?? '',
      folder,
    },
  ],
};

const DAY = 86_400_000;

function daysSince(date: string | undefined, now: number): number | undefined {
  const then = date ? Date.parse(date) : NaN;
  return Number.isNaN(then) ? undefined : Math.max(0, Math.floor((now - then) / DAY));
}
