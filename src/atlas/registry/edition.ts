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

export type EditionFile = keyof typeof EDITION_FILES;

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
  /** What {@link fingerprint} made of each file. */
  readonly files: Readonly<Record<EditionFile, string>>;
  /** What the server called this state of the file, for asking whether it is still so. */
  readonly etag?: string;
  readonly lastModified?: string;
}

export const editionFile = (edition: Pick<Edition, 'folder'>, file: EditionFile) =>
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
  return isWhole(edition) ? edition : { damage: 'its description is not whole' };
}

function isWhole(edition: Partial<Edition>): edition is Edition {
  const { format, folder, previous = '0'.repeat(16), unread, files } = edition;
  const isFolder = (name: unknown) => typeof name === 'string' && /^[0-9a-f]{16,64}$/.test(name);
  return (
    isFolder(folder) &&
    isFolder(previous) &&
    (format === 'xml' || format === 'csv') &&
    TEXTS.every((key) => typeof edition[key] === 'string') &&
    COUNTS.every((key) => Number.isSafeInteger(edition[key])) &&
    OPTIONAL.every((key) => ['string', 'undefined'].includes(typeof edition[key])) &&
    Object.values(unread ?? [NaN]).every(Number.isSafeInteger) &&
    Object.keys(EDITION_FILES).every((file) => typeof files?.[file as EditionFile] === 'string')
  );
}

const TEXTS = ['updated', 'imported', 'from', 'checksum'] as const;
const COUNTS = ['bytes', 'records', 'ports', 'names'] as const;
const OPTIONAL = ['etag', 'lastModified'] as const;

/**
 * Tells a file that was cut short, mixed up or damaged from the one that was kept: its length, FNV-1a over a sample
 * of its UTF-16 code units, and over all of them. Against chance, not against whoever may write there anyway.
 */
export const fingerprint = (text: string): string =>
  [text.length, fnv1a(text, strideOf(text)), fnv1a(text, 1)].join('-');

/** Whether a text is the one of a {@link fingerprint}, to the last character: some milliseconds for a table. */
export const isSame = (text: string, print: string | undefined): boolean =>
  fingerprint(text) === print;

/** Whether it seems so by its length and sample, which costs next to nothing: before every answer. */
export const seemsSame = (text: string, print: string | undefined): boolean =>
  print?.startsWith(`${text.length}-${fnv1a(text, strideOf(text))}-`) === true;

/** How many characters a sample has, about: what is damaged for longer than a thousandth is seen. */
const SAMPLE = 1024;
/** Odd, so that it does not walk in step with lines of one length. */
const strideOf = ({ length }: string) => Math.floor(length / SAMPLE) | 1;

/** http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string, stride: number): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += stride) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

/** The registry as a source, when this edition answers in place of the floor. */
export function editionSource(floor: Source, edition: Edition): Source {
  const { limits: _, ...rest } = floor;
  const read = Object.keys(edition.unread);
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
