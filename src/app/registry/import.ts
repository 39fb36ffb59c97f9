/**
 * Takes an edition of the official registry in: reads it, makes the atlas's tables and the search index of
 * it, keeps them in a folder of their own, and only then says that this is the edition that answers. It is
 * loaded when somebody imports; other commands do without it.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import {
  CURRENT,
  STORAGE,
  editionFile,
  fingerprint,
  type Edition,
  type EditionFile,
} from '../../atlas/registry/edition.ts';
import { registryChanges, type RegistryChange } from '../../atlas/registry/changes.ts';
import { registryTables } from '../../atlas/registry/claims.ts';
import { writeCsv } from '../../atlas/registry/write-csv.ts';
import { RegistryReader, readRegistryText } from '../../atlas/registry/read.ts';
import { RegistryError, type Registry } from '../../atlas/registry/record.ts';
import { REGISTRY } from '../../atlas/official.ts';
import { readNames } from '../../atlas/names.ts';
import type { OtherNames } from '../../atlas/search/other-names.ts';
import { createTextIndex } from '../../atlas/search/text-index.ts';
import { readTable } from '../../atlas/table.ts';
import { grouped } from '../../core/count.ts';
import { isExpected, UsageError } from '../../core/errors.ts';
import type { Folder } from '../../platform/platform.ts';
import type { Context } from '../operation.ts';
import { answering, editionFaults, editionText } from './store.ts';

/** Where a file comes from. */
export interface Origin {
  /** The file or address, as a person knows it. */
  readonly from: string;
  /** How many bytes are expected, when that is known. */
  readonly total?: number;
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface Imported {
  readonly edition: Edition;
  /** The edition that answered before; absent when the floor did. */
  readonly previous?: Edition;
  /** Empty when there was none before. */
  readonly changes: readonly RegistryChange[];
  /** Why the edition before could not be compared with. */
  readonly uncompared?: string;
  /** Why it is perhaps not the edition that was meant. */
  readonly doubts?: readonly string[];
}

export interface ImportRules {
  /** The error when it is not the registry: whoever gave it is to blame. */
  readonly faulty?: (problem: string) => Error;
  /** Whether an edition that is older or much smaller than the one before is taken, and told, or refused. */
  readonly takesDoubtful?: boolean;
}

/** A registry that lost more than this share of its records at once would be news; a cut file is likelier. */
const LARGEST_LOSS = 0.1;

/** Why an edition is perhaps not the one that was meant, a sentence each. */
function doubts(registry: Registry, previous: Edition | undefined): string[] {
  if (previous === undefined) return [];
  const { records, updated } = registry;
  const lost = previous.records - records.length;
  return [
    ...(updated !== '' && updated < previous.updated
      ? [`it is of ${updated}, older than the edition of ${previous.updated} that answers now`]
      : []),
    ...(lost > previous.records * LARGEST_LOSS
      ? [
          `it has ${grouped(lost)} records fewer than the edition of ${previous.updated}: it may be cut short`,
        ]
      : []),
  ];
}

/**
 * @throws the error that the rules make, naming line and field; then the edition before answers on
 */
export async function importRegistry(
  pieces: AsyncIterable<Uint8Array>,
  origin: Origin,
  context: Context,
  { faulty = (problem) => new UsageError(problem), takesDoubtful = true }: ImportRules = {},
): Promise<Imported> {
  const { bytes, registry } = await readPieces(pieces, origin, context, faulty);
  const { data } = context.platform.folders;
  const checksum = await sha256(bytes);
  const { previous, ...difference } = compare(data, registry);
  const doubtful = doubts(registry, previous);
  if (doubtful.length > 0 && !takesDoubtful) {
    throw faulty(
      `${origin.from} is not taken: ${doubtful.join('; ')}. What was there stays; if it is what you want: portolan registry import FILE`,
    );
  }
  const folder = folderName(checksum, previous);
  const { total: _, ...from } = origin;
  try {
    const edition: Edition = {
      storage: STORAGE,
      ...(await keep(registry, folder, context)),
      ...(previous && { previous: previous.folder }),
      format: registry.format,
      updated: registry.updated,
      imported: new Date(context.platform.clock.wallTime()).toISOString(),
      ...from,
      checksum,
      bytes: bytes.length,
      records: registry.records.length,
      unread: registry.unread,
    };
    if (context.signal.aborted) throw interrupted(origin);
    checkKept(data, edition);
    await data.write(CURRENT, `${JSON.stringify(edition, null, 2)}\n`);
    const said = doubtful.length > 0 && { doubts: doubtful };
    return { edition, ...(previous && { previous }), ...difference, ...said };
  } finally {
    await removeOthers(data, [folder, previous?.previous]);
  }
}

/** @throws UsageError when something took away or changed what was written a moment ago */
function checkKept(data: Folder, edition: Edition): void {
  const [fault] = editionFaults(data, edition);
  if (fault === undefined) return;
  throw new UsageError(
    `${fault} just after it was written; is another import running? What was there stays`,
  );
}

const interrupted = ({ from }: Origin) =>
  new UsageError(`${from} was not imported: interrupted. What was there stays.`);

async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  origin: Origin,
  { emit, signal }: Context,
  faulty: (problem: string) => Error,
): Promise<{ bytes: Uint8Array; registry: Registry }> {
  const { from, total } = origin;
  const reader = new RegistryReader();
  const parts: Uint8Array[] = [];
  let done = 0;
  try {
    for await (const piece of pieces) {
      if (signal.aborted) throw interrupted(origin);
      reader.push(piece);
      parts.push(piece);
      done += piece.length;
      emit({
        kind: 'progress',
        what: `reading ${from}`,
        unit: 'bytes',
        done,
        ...(total && { total }),
      });
    }
    return { bytes: joinBytes(parts), registry: reader.end() };
  } catch (problem) {
    if (!(problem instanceof RegistryError)) throw problem;
    throw faulty(`${from}, ${problem.message}. Nothing was imported; what was there stays.`);
  }
}

/**
 * An edition's folder is named after the file that it was made of. One that was made of the same file is not
 * written over, since somebody may be reading it just now.
 */
function folderName(checksum: string, previous: Edition | undefined): string {
  const [first, second] = [checksum.slice(0, 16), checksum.slice(16, 32)];
  return previous?.folder === first ? second : first;
}

/** Writes the files of an edition. */
async function keep(
  registry: Registry,
  folder: string,
  { platform, emit }: Context,
): Promise<Pick<Edition, 'folder' | 'ports' | 'names' | 'files'>> {
  emit({ kind: 'progress', what: 'making the index', done: 0 });
  const tables = registryTables(registry);
  const ports = readTable(tables.ports, REGISTRY);
  const names = readNames(tables.names, REGISTRY);
  const others = JSON.parse(platform.data.text('search/other-names.json')) as OtherNames;
  const { people, remarks, title } = registry;
  const texts: Record<EditionFile, string> = {
    ports: tables.ports,
    names: tables.names,
    records: writeCsv(registry.records),
    about: `${JSON.stringify({ title, remarks, people })}\n`,
    search: createTextIndex(ports, others),
    namesSearch: createTextIndex(names, others),
  };
  const files: Partial<Record<EditionFile, string>> = {};
  for (const [name, text] of Object.entries(texts)) {
    const file = name as EditionFile;
    files[file] = fingerprint(text);
    await platform.folders.data.write(editionFile({ folder }, file), text);
  }
  const covered = new Set<number>();
  for (const { from, to } of ports.all())
    for (let port = from; port <= to; port++) covered.add(port);
  return {
    folder,
    ports: covered.size,
    names: names.all().length,
    files: files as Edition['files'],
  };
}

/** What differs from the edition before, when there is one and its records are sound. */
function compare(
  folder: Folder,
  { records }: Registry,
): Pick<Imported, 'previous' | 'changes' | 'uncompared'> {
  const state = answering(folder);
  if (state.kind === 'floor') return { changes: [] };
  if (state.kind === 'damaged' && state.edition === undefined) {
    return { changes: [], uncompared: state.damage };
  }
  const previous = state.edition!;
  try {
    const before = readRegistryText(editionText(folder, previous, 'records'));
    return { previous, changes: registryChanges(before.records, records) };
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    return { previous, changes: [], uncompared: problem.message };
  }
}

/**
 * Removes those of these folders that are of no use now: the edition that answers stays, and the one before it, for
 * whoever is reading it at this moment. What cannot be removed does no harm.
 */
async function removeOthers(data: Folder, folders: readonly (string | undefined)[]): Promise<void> {
  const state = answering(data);
  const used = state.kind === 'floor' ? [] : [state.edition?.folder, state.edition?.previous];
  for (const folder of folders) {
    if (folder === undefined || used.includes(folder)) continue;
    await data.remove(`registry/${folder}`).catch((problem: unknown) => {
      if (!isExpected(problem)) throw problem;
    });
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
