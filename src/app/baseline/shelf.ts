/** Where a baseline is kept: in this user's store, or in a file of the user's choice. */
import { NotFoundError, ThereAlreadyError, UsageError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { BaselineOrigin, KeptBaseline } from '../../platform/store.ts';
import { readBaseline, writeBaseline } from '../../survey/drift/baseline-file.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import { wordsFor, type Which } from './parameters.ts';

/** A baseline as every door shows it. Of a file only what stands in it is known. */
export interface BaselineDescription {
  readonly name?: string;
  readonly file?: string;
  /** RFC 3339. */
  readonly savedAt?: string;
  /** When the machine was looked at: RFC 3339. */
  readonly takenAt?: string;
  readonly how?: BaselineOrigin;
  /** How many earlier versions `baseline undo` can go back to. */
  readonly earlier?: number;
  readonly host: Snapshot['host'];
  /** The program that listed it there; absent when Portolan looked itself. */
  readonly listedBy?: Snapshot['listedBy'];
  readonly coverage: Snapshot['coverage'];
  /** How many entries it has. */
  readonly entries: number;
}

/** A baseline, and what there is to say of it. */
export interface Kept {
  readonly description: BaselineDescription;
  readonly snapshot: Snapshot;
}

/** Where one baseline stands, in the store or in a file. */
export interface Shelf {
  /** @throws NotFoundError when there is no such baseline */
  load(): Promise<Kept>;
  /** @throws UsageError when there is one already and it may not be replaced */
  save(snapshot: Snapshot, mayExist: boolean): Promise<Kept & { readonly replaced: boolean }>;
  /** @throws NotFoundError when there is no such baseline */
  accept(change: (present: Snapshot) => Snapshot): Promise<Kept>;
}

/** More than any machine's doors; protects memory from a wrong file. */
const FILE_LIMIT = 64 * 1024 * 1024;

/** The place of the baseline that is meant; nothing is read yet. */
export function shelfOf(which: Which, platform: Platform): Shelf {
  return which.kind === 'file' ? fileShelf(which, platform) : storeShelf(which, platform);
}

/** RFC 3339. */
export const timeNow = ({ clock }: Pick<Platform, 'clock'>) =>
  new Date(clock.wallTime()).toISOString();

/** A baseline of the store with its description. */
export const keptOf = ({ snapshot, ...baseline }: KeptBaseline): Kept => ({
  snapshot,
  description: {
    ...baseline,
    ...(snapshot.takenAt !== undefined && { takenAt: snapshot.takenAt }),
    host: snapshot.host,
    ...(snapshot.listedBy && { listedBy: snapshot.listedBy }),
    coverage: snapshot.coverage,
    entries: snapshot.entries.length,
  },
});

function storeShelf(which: Which & { kind: 'name' }, platform: Platform): Shelf {
  const { name } = which;
  const { baselines } = platform.stores;
  return {
    async load() {
      const kept = await baselines.load(name);
      if (kept === undefined) throw await absent(which, platform);
      return keptOf(kept);
    },
    async save(snapshot, mayExist) {
      let replaced = false;
      const kept = await baselines.change(name, 'saved', timeNow(platform), (present) => {
        replaced = present !== undefined;
        if (present && !mayExist) throw alreadyThere(which, ` of ${present.savedAt.slice(0, 10)}`);
        return snapshot;
      });
      return { ...keptOf(kept), replaced };
    },
    async accept(change) {
      const none = await absent(which, platform);
      const kept = await baselines.change(name, 'accepted', timeNow(platform), (present) => {
        if (present === undefined) throw none;
        return change(present.snapshot);
      });
      return keptOf(kept);
    },
  };
}

function fileShelf(which: Which & { kind: 'file' }, { files }: Platform): Shelf {
  const { path } = which;
  const load = async () => {
    const bytes = await files.read(path, FILE_LIMIT);
    return read(path, new TextDecoder().decode(bytes));
  };
  return {
    load,
    async save(snapshot, mayExist) {
      refuseStandardOutput(path);
      const text = writeBaseline(snapshot);
      try {
        await files.replace(path, text, false);
        return { ...read(path, text), replaced: false };
      } catch (problem) {
        if (!(problem instanceof ThereAlreadyError)) throw problem;
        if (!mayExist) throw thereAlready(path);
      }
      await files.replace(path, text, true);
      return { ...read(path, text), replaced: true };
    },
    async accept(change) {
      refuseStandardOutput(path);
      const { snapshot } = await load();
      const text = writeBaseline(change(snapshot));
      await files.replace(path, text, true);
      return read(path, text);
    },
  };
}

/** Reading from standard input is another matter. */
function refuseStandardOutput(path: string): void {
  if (path !== '-') return;
  throw new UsageError('a baseline is kept in a file: name one (--file portolan.baseline.json)');
}

function read(path: string, text: string): Kept {
  const snapshot = readBaseline(text, path);
  const { host, listedBy, coverage, entries } = snapshot;
  return {
    snapshot,
    description: {
      file: path,
      host,
      ...(listedBy && { listedBy }),
      coverage,
      entries: entries.length,
    },
  };
}

/** It is not looked into: it may be anything, and a pipe would wait for ever. */
const thereAlready = (path: string) =>
  new UsageError(
    `"${path}" cannot be written: it is there already, and is left alone; choose another name, or begin anew with --replace`,
  );

const alreadyThere = (which: Which, when: string) =>
  new UsageError(
    `there is a baseline "${which.kind === 'name' ? which.name : which.path}"${when}: "portolan baseline diff${wordsFor(which)}" shows what ` +
      `differs from it, "accept" takes that over; --replace begins anew`,
  );

/** What to do when there is none. */
async function absent(which: Which & { kind: 'name' }, platform: Platform): Promise<NotFoundError> {
  return new NotFoundError(
    `${await thereIsNone(which.name, platform)}; make it of what listens now: portolan baseline save${wordsFor(which)}`,
  );
}

/** `there is no baseline "x" (there are: default, web1)`. */
export async function thereIsNone(name: string, { stores }: Platform): Promise<string> {
  const others = (await stores.baselines.list()).map((kept) => kept.name);
  const known = others.length === 0 ? 'there is none yet' : `there are: ${others.join(', ')}`;
  return `there is no baseline "${name}" (${known})`;
}
