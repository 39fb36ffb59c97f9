/** The imported edition in this user's data folder: what answers, and its files. */
import {
  CURRENT,
  editionFile,
  editionSource,
  floorInstead,
  parseEdition,
  type EDITION_FILES,
  type Edition,
} from '../../atlas/registry/edition.ts';
import type { Dataset, SourceTable } from '../../atlas/atlas.ts';
import type { Source } from '../../atlas/claim.ts';
import { withoutRestorations } from '../../atlas/dataset.ts';
import { readNames } from '../../atlas/names.ts';
import { REGISTRY } from '../../atlas/official.ts';
import { readTable } from '../../atlas/table.ts';
import { UsageError } from '../../core/errors.ts';
import type { Folder } from '../../platform/platform.ts';

/** Which edition of the registry answers. */
export type Answering =
  | { readonly kind: 'floor' }
  | { readonly kind: 'edition'; readonly edition: Edition }
  /** One was imported and cannot be used: the floor answers. */
  | { readonly kind: 'damaged'; readonly damage: string };

export function answering(folder: Folder): Answering {
  const text = readable(folder, CURRENT);
  if (text === undefined) return { kind: 'floor' };
  if (typeof text !== 'string') return { kind: 'damaged', ...text };
  const edition = parseEdition(text);
  return 'damage' in edition ? { kind: 'damaged', ...edition } : { kind: 'edition', edition };
}

/** What may not be read does not keep Portolan from answering with what it ships. */
function readable(folder: Folder, name: string): string | undefined | { readonly damage: string } {
  try {
    return folder.text(name);
  } catch (problem) {
    if (problem instanceof UsageError) return { damage: problem.message };
    throw problem;
  }
}

/** @throws UsageError when the file is gone; then the edition should be imported anew */
export function editionText(
  folder: Folder,
  edition: Edition,
  file: keyof typeof EDITION_FILES,
): string {
  const name = editionFile(edition, file);
  const text = folder.text(name);
  if (text !== undefined) return text;
  throw new UsageError(
    `"${folder.path(name)}" is missing: run "portolan registry update", or import the registry again`,
  );
}

/** The shipped facts, with the imported edition in place of the floor when there is one. */
export function withEdition(shipped: Dataset, folder: Folder): Dataset {
  const state = answering(folder);
  switch (state.kind) {
    case 'floor':
      return shipped;
    case 'damaged':
      return withRegistrySource(shipped, (floor) => floorInstead(floor, state.damage));
    case 'edition':
      return editionDataset(shipped, state.edition, folder);
  }
}

function editionDataset(shipped: Dataset, edition: Edition, folder: Folder): Dataset {
  // What answers is read at once: should it be gone, the floor must answer instead, and say so.
  const ports = readable(folder, editionFile(edition, 'ports'));
  if (typeof ports !== 'string') {
    const damage = ports?.damage ?? `"${folder.path(editionFile(edition, 'ports'))}" is missing`;
    return withRegistrySource(shipped, (floor) => floorInstead(floor, damage));
  }
  const registry: SourceTable = {
    source: REGISTRY,
    open: () => readTable(ports, REGISTRY),
    searchIndex: () => folder.text(editionFile(edition, 'search')),
  };
  return {
    ...withRegistrySource(shipped, (floor) => editionSource(floor, edition)),
    tables: () => [
      registry,
      ...shipped
        .tables()
        .filter(({ source }) => source !== REGISTRY)
        .map((table) => ({ ...table, open: () => withoutRestorations(table.open()) })),
    ],
    names: () => readNames(folder.text(editionFile(edition, 'names')) ?? '', REGISTRY),
    namesIndex: () => folder.text(editionFile(edition, 'namesSearch')),
  };
}

const withRegistrySource = (shipped: Dataset, change: (floor: Source) => Source): Dataset => ({
  ...shipped,
  sources: () =>
    shipped.sources().map((source) => (source.id === REGISTRY ? change(source) : source)),
});
