/** An imported edition as it is kept: the files, and what is known of where it came from. */
import { grouped } from '../../core/count.ts';
import type { Source } from '../claim.ts';

/** Another form of the files is another number: what an older Portolan kept is then imported anew. */
export const STORAGE = 1;

/** The file that says which edition answers. It is written last. */
export const CURRENT = 'registry/current.json';

/** The files of an edition, in a folder of their own below `registry/`. */
export const EDITION_FILES = {
  /** Claims on ports, as a table. */
  ports: 'ports.tsv',
  /** Names without a port, as a table. */
  names: 'names.tsv',
  /** Every record, in IANA's own CSV. */
  records: 'records.csv',
  /** The people that the records name, and what the registry says of itself. */
  about: 'about.json',
  /** The full-text indexes of the two tables. */
  search: 'search.txt',
  namesSearch: 'names-search.txt',
} as const;

export interface Edition {
  readonly storage: number;
  /** The name of its folder. */
  readonly folder: string;
  /** The folder of the edition before, kept for whoever is reading it just now. */
  readonly previous?: string;
  readonly format: 'xml' | 'csv';
  /** The registry's own date. */
  readonly updated: string;
  /** When it was read here: ISO 8601. */
  readonly imported: string;
  /** The file or address that it came from. */
  readonly from: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly checksum: string;
  readonly bytes: number;
  readonly records: number;
  /** How many port numbers its claims cover, and how many names have no port. */
  readonly ports: number;
  readonly names: number;
  readonly unread: Readonly<Record<string, number>>;
  /** What the server called this state of the file, for asking whether it is still so. */
  readonly etag?: string;
  readonly lastModified?: string;
}

export const editionFile = (edition: Pick<Edition, 'folder'>, file: keyof typeof EDITION_FILES) =>
  `registry/${edition.folder}/${EDITION_FILES[file]}`;

/** @returns the reason, when the text is not what {@link CURRENT} should be */
export function parseEdition(text: string): Edition | { readonly damage: string } {
  let edition: Partial<Edition> | null;
  try {
    edition = JSON.parse(text) as Partial<Edition> | null;
  } catch {
    return { damage: 'its description is no JSON' };
  }
  if (edition?.storage !== STORAGE) {
    return { damage: 'it was kept in another form, by another version of Portolan' };
  }
  const isWhole =
    /^[0-9a-f]{16,64}$/.test(edition.folder ?? '') &&
    typeof edition.updated === 'string' &&
    typeof edition.records === 'number' &&
    typeof edition.from === 'string' &&
    typeof edition.imported === 'string';
  return isWhole ? (edition as Edition) : { damage: 'its description is not whole' };
}

/** The registry as a source, when this edition answers in place of the floor. */
export function editionSource(floor: Source, edition: Edition): Source {
  const { limits: _, ...rest } = floor;
  const read = Object.keys(edition.unread ?? {});
  return {
    ...rest,
    date: edition.updated,
    edition: `the whole registry, ${grouped(edition.records)} records, imported ${edition.imported.slice(0, 10)} from ${edition.from}`,
    ...(read.length > 0 && { limits: `Not read, since unknown here: ${read.join(', ')}.` }),
  };
}

/** The floor as a source, when an edition was imported and cannot be read. */
export function floorInstead(floor: Source, damage: string): Source {
  const advice = 'Run "portolan registry update", or import the file again.';
  return {
    ...floor,
    limits:
      `The imported edition cannot be read (${damage}), so the floor answers. ${advice} ${floor.limits ?? ''}`.trim(),
  };
}
