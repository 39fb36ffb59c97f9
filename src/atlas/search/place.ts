/** What is searched: the tables of a data set, each with its index. */
import type { Dataset } from '../atlas.ts';
import type { Claim } from '../claim.ts';
import type { NameTable } from '../names.ts';
import type { Table } from '../table.ts';
import { newTextIndex, readTextIndex, type SearchedTable, type TextIndex } from './text-index.ts';

export interface SearchPlace {
  /** In the order in which equal claims are shown. */
  readonly tables: readonly Indexed<Table>[];
  /** The one of them that says what people were seen to run. */
  readonly practice?: Table;
  /** Names without a port. */
  readonly names?: Indexed<NameTable>;
  /** Every claim about a port, best first. */
  claims(port: number): readonly Claim[];
}

export interface Indexed<Of extends SearchedTable> {
  readonly table: Of;
  readonly index: TextIndex;
}

/** The source of the table on practice. */
const PRACTICE = 'curated';

/**
 * Reads the indexes that the data set has, and makes those that it lacks.
 * @param open the data set's tables, opened, in its order
 * @param names its names without a port, when it has any
 */
export function openSearchPlace(
  dataset: Dataset,
  open: readonly Table[],
  names: NameTable | undefined,
  claims: (port: number) => readonly Claim[],
): SearchPlace {
  const indexed = <Of extends SearchedTable>(table: Of, kept: string | undefined): Indexed<Of> => {
    const index = kept === undefined ? undefined : readTextIndex(kept, table);
    return { table, index: index ?? newTextIndex(table, dataset.otherNames?.() ?? {}) };
  };
  const described = dataset.tables();
  const practice = open[described.findIndex(({ source }) => source === PRACTICE)];
  return {
    tables: described.map(({ searchIndex }, i) => indexed(open[i]!, searchIndex?.())),
    ...(practice && { practice }),
    ...(names && { names: indexed(names, dataset.namesIndex?.()) }),
    claims,
  };
}
