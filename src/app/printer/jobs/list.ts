/** The print jobs that the virtual printer took, as they stand in its spool. */
import { UsageError } from '../../../core/errors.ts';
import type { SpooledJob } from '../../../platform/spool.ts';
import type { Operation } from '../../operation.ts';
import { JOB_EVENT_PROPERTIES, PRINT_DOORS } from './event.ts';
import { SPOOL, spoolFolder } from './place.ts';
import { recordOf, type JobRecord } from './record.ts';

/** A job as it is listed: what is known of it, without the report. */
export interface ListedJob extends Partial<Omit<JobRecord, 'report'>> {
  readonly id: number;
  readonly bytes: number;
  /** Kinds of commands that nobody documents, and of faults; absent where nobody looked into it. */
  readonly unknown?: number;
  readonly faults?: number;
  /** What was made of it. */
  readonly files: readonly string[];
  /** Its record cannot be read. */
  readonly isDamaged?: true;
}

export interface PrinterJobsResult {
  readonly spool: string;
  readonly jobs: readonly ListedJob[];
  /** Of all jobs, with what was made of them. */
  readonly bytes: number;
}

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const printerJobs: Operation<PrinterJobsResult> = {
  name: 'printer jobs',
  summary: 'list the print jobs that the virtual printer took',
  description:
    'Each with its number, when it ended, from whom it came, its pages, and how it ended. "complete": its sender said\n' +
    'that this was all. What was cut short is kept as far as it came: the connection broke, nothing came for too long,\n' +
    'it came too slowly while others waited, it was longer than a job may be, or the printer was ended. What nobody\n' +
    'knows in a job, and what is wrong in it, is counted; "printer show 3 --as report" tells it.',
  examples: [
    { command: 'portolan printer jobs', shows: 'all of them' },
    { command: 'portolan printer show 3', shows: 'what job 3 looks like' },
    { command: 'portolan printer jobs --ndjson', shows: 'a line of JSON for each' },
  ],
  reach: 'nothing',
  parameters: [SPOOL],
  output: {
    type: 'object',
    required: ['spool', 'jobs', 'bytes'],
    properties: {
      spool: text,
      bytes: count,
      jobs: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'bytes', 'files'],
          properties: {
            id: { type: 'integer', minimum: 1 },
            by: { enum: PRINT_DOORS },
            port: { type: 'integer', minimum: 0, maximum: 65_535 },
            from: { type: 'object', required: ['address', 'port'] },
            began: text,
            ended: text,
            how: JOB_EVENT_PROPERTIES['how'],
            bytes: count,
            pages: count,
            model: text,
            title: text,
            user: text,
            unknown: count,
            faults: count,
            files: { type: 'array', items: text },
            missing: { type: 'array', items: text },
            isDamaged: { type: 'boolean' },
          },
        },
      },
    },
  },
  async run(input, { platform }) {
    const spool = spoolFolder(platform, input['spool'] as string | undefined);
    const kept = await (await platform.spool.look(spool)).list();
    const sizes = kept.flatMap(({ bytes, files }) => [bytes, ...files.map((one) => one.bytes)]);
    return {
      spool,
      jobs: kept.map(listed),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  },
  items: ({ jobs }) => jobs,
  rows: ({ jobs }) =>
    jobs.map(({ id, ended, from, by, pages, bytes, how, title, user, model, ...job }) => ({
      id,
      ended: ended ?? '',
      source: from?.address ?? '',
      by: by ?? '',
      port: job.port ?? null,
      pages: pages ?? null,
      bytes,
      how: how ?? '',
      title: title ?? '',
      user: user ?? '',
      model: model ?? '',
    })),
  // What is damaged is there all the same.
  outcome: ({ jobs }) => ({
    warnings: jobs
      .filter(({ isDamaged }) => isDamaged)
      .map(({ id }) => `the record of job ${id} cannot be read; its bytes are there`),
  }),
};

function listed(job: SpooledJob): ListedJob {
  const { id, bytes } = job;
  const files = job.files.map(({ name }) => name);
  const record = recordOf(job);
  if (record === undefined) return { id, bytes, files, isDamaged: true };
  const { report, ...rest } = record;
  return {
    id,
    ...rest,
    bytes,
    ...(report && { unknown: report.unknown.length, faults: report.faults.length }),
    files,
  };
}

/** @throws UsageError for what is no number of a job */
export function readJobNumber(word: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw new UsageError(`"${word}" is no number of a job: portolan printer jobs has them`);
}
