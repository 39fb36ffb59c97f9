/** Removes print jobs from the virtual printer's spool. */
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import type { Operation } from '../../operation.ts';
import { readJobNumber } from './list.ts';
import { SPOOL, spoolFolder } from './place.ts';

export interface PrinterRemoveResult {
  readonly spool: string;
  /** The numbers of the jobs that are gone. */
  readonly removed: readonly number[];
  /** Those that were not there. */
  readonly missing: readonly number[];
}

const numbers = { type: 'array', items: { type: 'integer', minimum: 1 } };

export const printerRemove: Operation<PrinterRemoveResult> = {
  name: 'printer remove',
  summary: 'remove print jobs that the virtual printer took, and the pages made of them',
  examples: [
    { command: 'portolan printer remove 2 3', shows: 'these two' },
    { command: 'portolan printer remove --all', shows: 'every job, while the printer goes on' },
  ],
  reach: 'nothing',
  changes: true,
  parameters: [
    {
      name: 'jobs',
      summary: 'the numbers of the jobs',
      type: 'texts',
      positional: true,
      placeholder: 'JOB',
    },
    { name: 'all', summary: 'all of them', type: 'flag' },
    SPOOL,
  ],
  output: {
    type: 'object',
    required: ['spool', 'removed', 'missing'],
    properties: { spool: { type: 'string' }, removed: numbers, missing: numbers },
  },
  async run(input, { platform }) {
    const words = (input['jobs'] ?? []) as readonly string[];
    const isAll = input['all'] === true;
    if (isAll !== (words.length === 0)) {
      throw new UsageError(
        isAll
          ? 'either --all or the numbers of jobs, not both'
          : 'which? Name jobs by their numbers (portolan printer jobs), or --all',
      );
    }
    const wanted = [...new Set(words.map(readJobNumber))];
    const spool = spoolFolder(platform, input['spool'] as string | undefined);
    const shelf = await platform.spool.look(spool);
    // All of them from the greatest on: then the spool need not be looked through for it each time.
    const ids = isAll ? (await shelf.list()).map(({ id }) => id).toReversed() : wanted;
    const [removed, missing]: [number[], number[]] = [[], []];
    for (const id of ids) ((await shelf.remove(id)) ? removed : missing).push(id);
    if (removed.length === 0 && missing.length > 0) {
      throw new NotFoundError(`there is no job ${missing.join(', and none ')} in "${spool}"`);
    }
    return { spool, removed: isAll ? removed.toReversed() : removed, missing };
  },
  items: ({ removed }) => removed.map((id) => ({ id })),
  rows: ({ removed }) => removed.map((id) => ({ id })),
  outcome: ({ missing }) => ({ missing: missing.map((id) => `there is no job ${id}`) }),
};
