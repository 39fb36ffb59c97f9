/** The bytes that are to be shown: of a job that the printer kept, or of a file. */
import { joinBytes } from '../../../core/bytes/join.ts';
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import { spoolFolder } from '../jobs/place.ts';
import { recordOf } from '../jobs/record.ts';
import { seemsToBe, TELLING } from './seems.ts';

export interface ShowSource {
  /** `job 3`, a path, `standard input`. */
  readonly name: string;
  /** Errors come while they are read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The printer that took it, when one did. */
  readonly model?: string;
  /** What its sender called it, or the name of its file. */
  readonly title?: string;
}

/**
 * @param word a job's number, a path, or `-`
 * @param spool the folder that the user named, if any
 * @throws NotFoundError when there is no such job
 */
export async function openSource(
  word: string,
  spool: string | undefined,
  platform: Platform,
): Promise<ShowSource> {
  if (word === '-') return { name: 'standard input', bytes: platform.files.stream('-') };
  if (/^\d{1,15}$/.test(word)) return openJob(Number(word), spool, platform);
  const title = word.split(/[/\\]/).at(-1)!;
  return { name: `"${word}"`, title, bytes: platform.files.stream(word) };
}

async function openJob(id: number, named: string | undefined, platform: Platform) {
  const folder = spoolFolder(platform, named);
  const shelf = await platform.spool.look(folder);
  const job = await shelf.find(id);
  if (!job) throw new NotFoundError(noSuchJob(id, folder, await shelf.list()));
  const record = recordOf(job);
  return {
    name: `job ${id}`,
    bytes: shelf.content(id),
    ...(record && { model: record.model }),
    ...(record?.title !== undefined && { title: record.title }),
  };
}

/** So many jobs are named where one is not found. */
const MOST_NAMED = 10;

function noSuchJob(id: number, folder: string, jobs: readonly { readonly id: number }[]): string {
  const file = `A file of that name is ./${id}`;
  if (jobs.length === 0) {
    return `there is no job ${id}: none is in ${folder}, where "portolan printer" keeps them. ${file}`;
  }
  const ids = jobs.map((job) => job.id);
  const named = ids.slice(-MOST_NAMED).join(', ');
  const some = ids.length > MOST_NAMED ? `the last of ${ids.length} are` : 'there are';
  return `there is no job ${id} in ${folder}; ${some} ${named}. ${file}`;
}

/**
 * The same bytes, once their beginning has been looked at.
 * @throws UsageError when they are no ESC/P; NotFoundError when there are none
 */
export async function* examined({ name, bytes }: ShowSource): AsyncGenerator<Uint8Array> {
  let begin: Uint8Array | undefined = new Uint8Array(0);
  for await (const piece of bytes) {
    if (begin === undefined) {
      yield piece;
      continue;
    }
    begin = joinBytes([begin, piece]);
    if (begin.length < TELLING) continue;
    refuseOthers(name, begin);
    yield begin;
    begin = undefined;
  }
  if (begin === undefined) return;
  if (begin.length === 0) throw new NotFoundError(`${name} is empty: there is nothing to show`);
  refuseOthers(name, begin);
  yield begin;
}

function refuseOthers(name: string, begin: Uint8Array): void {
  const other = seemsToBe(begin);
  if (!other) return;
  const says = `${name} is no ESC/P: it seems to be ${other.name}. What helps: ${other.advice}`;
  throw new UsageError(says);
}
