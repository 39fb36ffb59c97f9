/** The data set that Portolan ships, read from its data folder when first needed. */
import type { Dataset } from './atlas.ts';
import type { Dispute, Ghost, Source } from './claim.ts';
import { readTable } from './table.ts';

/** The tables of claims, in the order in which equal claims are shown. */
const TABLES = ['iana', 'curated', 'documents'];

/** @param read gives a file of the data folder by its path there */
export function shippedDataset(read: (path: string) => string): Dataset {
  return {
    sources: () => JSON.parse(read('sources.json')) as Source[],
    tables: () =>
      TABLES.map((source) => ({
        source,
        open: () => readTable(read(`ports/${source}.tsv`), source),
        searchIndex: () => read(`search/${source}.txt`),
      })),
    curated() {
      const { disputes, ghosts } = JSON.parse(read('curated.json')) as {
        disputes: Omit<Dispute, 'foundBy'>[];
        ghosts: Ghost[];
      };
      return { disputes: disputes.map((dispute) => ({ ...dispute, foundBy: 'hand' })), ghosts };
    },
  };
}
