/** The imported edition in this user's data folder: what answers, and its files. */
import {
  CURRENT,
  EDITION_FILES,
  editionFile,
  editionSource,
  floorInstead,
  isSame,
  parseEdition,
  seemsSame,
  type Edition,
  type EditionFile,
} from '../../atlas/registry/edition.ts';
import type { Dataset, SourceTable } from '../../atlas/atlas.ts';
import type { Source } from '../../atlas/claim.ts';
import { withoutRestorations } from '../../atlas/dataset.ts';
import { readNames } from '../../atlas/names.ts';
import { REGISTRY } from '../../atlas/official.ts';
import { readTable } from '../../atlas/table.ts';
import { isExpected, UnavailableError } from '../../core/errors.ts';
import type { Folder } from '../../platform/platform.ts';

/** Which edition of the registry answers. */
export type Answering =
  | { readonly kind: 'floor' }
  | { readonly kind: 'edition'; readonly edition: Edition }
  /** One was imported and cannot be used: the floor answers. */
  | { readonly kind: 'damaged'; readonly damage: string; readonly edition?: Edition };

const IMPORT_AGAIN = 'run "portolan registry update", or import the registry again';

/** What an edition answers from: should one of them be damaged, the floor must answer, and say so. */
const ANSWERED_FROM: readonly EditionFile[] = ['ports', 'names'];

export function answering(folder: Folder): Answering {
  const opened = openEdition(folder);
  return opened.kind === 'edition' ? { kind: 'edition', edition: opened.edition } : opened;
}

type Opened =
  | Exclude<Answering, { readonly kind: 'edition' }>
  | { readonly kind: 'edition'; readonly edition: Edition; readonly texts: readonly string[] };

/** What cannot be read does not keep Portolan from answering with what it ships. */
function openEdition(folder: Folder): Opened {
  let edition: Edition | undefined;
  try {
    const text = folder.text(CURRENT);
    if (text === undefined) return { kind: 'floor' };
    const described = parseEdition(text);
    if ('damage' in described) return { kind: 'damaged', ...described };
    edition = described;
    const texts = ANSWERED_FROM.map((file) => checkedText(folder, described, file, seemsSame));
    return { kind: 'edition', edition, texts };
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    return { kind: 'damaged', damage: problem.message, ...(edition && { edition }) };
  }
}

/** @throws UnavailableError when the file is not as it was kept, as far as `isSound` can tell */
function checkedText(
  folder: Folder,
  edition: Edition,
  file: EditionFile,
  isSound: typeof isSame,
): string {
  const name = editionFile(edition, file);
  const text = folder.text(name);
  if (text === undefined) throw new UnavailableError(`"${folder.path(name)}" is missing`);
  if (isSound(text, edition.files[file])) return text;
  throw new UnavailableError(`"${folder.path(name)}" is damaged`);
}

/** @throws UnavailableError when the file is not as it was kept, to the last character */
const soundText = (folder: Folder, edition: Edition, file: EditionFile) =>
  checkedText(folder, edition, file, isSame);

/** @throws UnavailableError when the file is not as it was kept; then the edition should be imported anew */
export function editionText(folder: Folder, edition: Edition, file: EditionFile): string {
  try {
    return soundText(folder, edition, file);
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    throw new UnavailableError(`${problem.message}: ${IMPORT_AGAIN}`);
  }
}

/** What is wrong with the files of an edition, a few words each. */
export function editionFaults(folder: Folder, edition: Edition): string[] {
  return Object.keys(EDITION_FILES).flatMap((file) => {
    try {
      soundText(folder, edition, file as EditionFile);
      return [];
    } catch (problem) {
      if (isExpected(problem)) return [problem.message];
      throw problem;
    }
  });
}

/** The shipped facts, with the imported edition in place of the floor when there is one. */
export function withEdition(shipped: Dataset, folder: Folder): Dataset {
  const opened = openEdition(folder);
  switch (opened.kind) {
    case 'floor':
      return shipped;
    case 'damaged':
      return withRegistrySource(shipped, (floor) => floorInstead(floor, opened.damage));
    case 'edition':
      return editionDataset(shipped, opened.edition, opened.texts, folder);
  }
}

function editionDataset(
  shipped: Dataset,
  edition: Edition,
  [ports = '', names = '']: readonly string[],
  folder: Folder,
): Dataset {
  const registry: SourceTable = {
    source: REGISTRY,
    open: () => readTable(ports, REGISTRY, damagedLine(folder, edition, 'ports')),
    searchIndex: () => index(folder, edition, 'search'),
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
    names: () => readNames(names, REGISTRY, damagedLine(folder, edition, 'names')),
    namesIndex: () => index(folder, edition, 'namesSearch'),
  };
}

/** A character that the sample missed: the status finds it, and whoever needs the very line is told. */
const damagedLine = (folder: Folder, edition: Edition, file: EditionFile) => (problem: string) =>
  new UnavailableError(
    `"${folder.path(editionFile(edition, file))}" is damaged (${problem}): ${IMPORT_AGAIN}`,
  );

/** Without a sound index, search makes one of the table. */
function index(folder: Folder, edition: Edition, file: EditionFile): string | undefined {
  try {
    return soundText(folder, edition, file);
  } catch (problem) {
    if (isExpected(problem)) return undefined;
    throw problem;
  }
}

const withRegistrySource = (shipped: Dataset, change: (floor: Source) => Source): Dataset => ({
  ...shipped,
  sources: () =>
    shipped.sources().map((source) => (source.id === REGISTRY ? change(source) : source)),
});
