/** What a line of the list of print jobs says of how a job ended. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { ListedJob } from '../../../app/printer/jobs/list.ts';
import { printerJobsView } from './printer-jobs.ts';

const lineOf = (job: Partial<ListedJob>) =>
  printerJobsView(
    { spool: 'jobs', bytes: 9, jobs: [{ id: 1, bytes: 9, isDamaged: false, ...job } as ListedJob] },
    { width: 60, colours: pc.createColors(false), numeric: false },
  )[1];

describe('a print job', () => {
  it.each<[Partial<ListedJob>, string]>([
    [{ how: 'complete', faults: 0, unknown: 0 }, 'complete'],
    [{ how: 'complete', faults: 1 }, 'complete, 1 fault'],
    [{ how: 'broken', faults: 2, unknown: 3 }, 'broken, 3 unknown, 2 faults'],
    [{ isDamaged: true }, 'damaged'],
  ])('%j is %s', (job, says) => {
    expect(lineOf(job)!.trimEnd().endsWith(says)).toBe(true);
  });
});
