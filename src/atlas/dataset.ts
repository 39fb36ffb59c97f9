/** The data set that Portolan ships, read from its data folder when first needed. */
import type { Dataset } from './atlas.ts';
import type { Claim, Dispute, Ghost, Source } from './claim.ts';
import { isOfficial } from './official.ts';
import type { OtherNames } from './search/other-names.ts';
import { readTable, type Table } from './table.ts';

/** The tables of claims, in the order in which equal claims are shown. */
const TABLES = ['iana', 'curated', 'documents'];

export interface ShippedOptions {
  /** Whether the search indexes are there too; otherwise search makes them at its first question. */
  readonly hasIndexes?: boolean;
}

/** @param read gives a file of the data folder by its path there */
export function shippedDataset(
  read: (path: string) => string,
  { hasIndexes = true }: ShippedOptions = {},
): Dataset {
  return {
    sources: () => describedSources(read).filter(({ id }) => TABLES.includes(id)),
    tables: () =>
      TABLES.map((source) => ({
        source,
        open: () => readTable(read(`ports/${source}.tsv`), source),
        ...(hasIndexes && { searchIndex: () => read(`search/${source}.txt`) }),
      })),
    otherNames: () => JSON.parse(read('search/other-names.json')) as OtherNames,
    curated() {
      const { disputes, ghosts } = JSON.parse(read('curated.json')) as {
        disputes: Omit<Dispute, 'foundBy'>[];
        ghosts: Ghost[];
      };
      return { disputes: disputes.map((dispute) => ({ ...dispute, foundBy: 'hand' })), ghosts };
    },
  };
}

/** Every source that Portolan knows of, those included that only some machines have (`/etc/services`, labels). */
export const describedSources = (read: (path: string) => string) =>
  JSON.parse(read('sources.json')) as Source[];

/**
 * A table without the rows that restore what the registry's floor loses: for when the whole registry
 * answers. What such a row says beyond the registry, for whom a service is meant, is kept as its own word.
 */
export function withoutRestorations(table: Table): Table {
  const keep = (claims: readonly Claim[]) => claims.flatMap(beyondTheRegistry);
  return {
    size: table.size,
    at: (port) => keep(table.at(port)),
    all: () => keep(table.all()),
    named: (service) => keep(table.named(service)),
    *lines() {
      for (const { id, claims } of table.lines()) yield { id, claims: keep(claims) };
    },
    line: (id) => keep(table.line(id)),
  };
}

/** The registry says nothing of distance: whoever restored the row judged for whom the service is meant. */
const OWN_JUDGEMENT = 'our own judgement of whom the service is meant for';

function beyondTheRegistry(claim: Claim): Claim | [] {
  if (!isOfficial(claim)) return claim;
  if (claim.perimeter === undefined) return [];
  const { note: _, ...rest } = claim;
  return { ...rest, reference: OWN_JUDGEMENT };
}
