/** What this machine adds to the shipped facts: the user's labels, and what other programs' files list. */
import type { Dataset, ListTable, SourceTable } from '../atlas/atlas.ts';
import type { Source } from '../atlas/claim.ts';
import { describedSources } from '../atlas/dataset.ts';
import { LABELS } from '../atlas/labels.ts';
import { readServicesFile, type ServicesTable } from '../atlas/references/services-file.ts';
import { isExpected } from '../core/errors.ts';
import type { Platform, ReferenceFile } from '../platform/platform.ts';
import { openLabels } from './label-file.ts';

/** A local source as it is on this machine. */
interface LocalSource<Table extends SourceTable = SourceTable> {
  readonly table: Table;
  /** What is to be added to its description: where it is, of when, what is wrong with it. */
  readonly described: () => Pick<Source, 'date' | 'limits'> & { readonly path: string };
}

/**
 * A data set with the local sources beside it. Nothing is looked for before the first question; a file that
 * cannot be read has no claims, and its description says why.
 */
export function withLocalSources(
  dataset: Dataset,
  { data, folders, references }: Pick<Platform, 'data' | 'folders' | 'references'>,
): Dataset {
  let own: LocalSource | null | undefined;
  const labels = () => (own ??= labelSource(folders.config) ?? null);
  let found: readonly LocalSource<ListTable>[] | undefined;
  const lists = () => (found ??= references().map(referenceSource));
  return {
    ...dataset,
    own: () => (labels() ? [labels()!.table] : []),
    lists: () => lists().map(({ table }) => table),
    sources() {
      const described = describedSources((path) => data.text(path));
      const all = [...(labels() ? [labels()!] : []), ...lists()];
      const here = all.map((source) => describe(source, described));
      const isOwn = ({ id }: Source) => id === LABELS;
      // The user's own first, as everywhere.
      return [...here.filter(isOwn), ...dataset.sources(), ...here.filter((one) => !isOwn(one))];
    },
  };
}

/** What is known of a source anywhere, and of its file here. */
function describe({ table, described }: LocalSource, sources: readonly Source[]): Source {
  const known = sources.find(({ id }) => id === table.source)!;
  const { path, limits: problem, ...more } = described();
  const limits = [known.limits, problem].filter(Boolean).join(' ');
  return { ...known, title: `${known.title}, ${path}`, ...more, ...(limits && { limits }) };
}

function labelSource(config: Platform['folders']['config']): LocalSource | undefined {
  const labels = openLabels(config);
  return (
    labels && {
      table: { source: LABELS, open: () => labels.table },
      described: () => ({
        path: labels.path,
        ...(labels.problems.length > 0 && { limits: labels.problems.join(' ') }),
      }),
    }
  );
}

function referenceSource(file: ReferenceFile): LocalSource<ListTable> {
  let opened: { readonly table: ServicesTable; readonly problem?: string } | undefined;
  const open = () => (opened ??= readReference(file));
  return {
    table: {
      source: file.kind,
      open: () => open().table,
      frequencies: (port) => open().table.frequencies(port),
    },
    described: () => ({
      path: file.path,
      ...dateOf(file.modified),
      ...(open().problem && { limits: open().problem! }),
    }),
  };
}

/** Another program's file must not keep Portolan from answering. */
function readReference(file: ReferenceFile): {
  readonly table: ServicesTable;
  readonly problem?: string;
} {
  try {
    return { table: readServicesFile(file.text(), file.kind) };
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    return { table: readServicesFile('', file.kind), problem: `${problem.message}.` };
  }
}

/** The day, in UTC; nothing for a time beyond what ECMAScript's dates hold. */
function dateOf(modified: number): Pick<Source, 'date'> {
  const date = new Date(modified);
  return Number.isNaN(date.getTime()) ? {} : { date: date.toISOString().slice(0, 10) };
}
