/** What a person wants to become of jobs, from the words that were given. */
import { UsageError } from '../../../core/errors.ts';
import type { Input, Parameter } from '../../operation.ts';
import { MOST_JOBS, SPOOL_LIMIT } from './bounds.ts';
import { SPOOL } from './place.ts';
import type { StoreOptions } from './store.ts';

export interface WantedJobs extends StoreOptions {
  readonly isKept: boolean;
  /** Whoever watches sees its pages. */
  readonly isShown: boolean;
  /** The folder that was named. */
  readonly spool?: string | undefined;
}

export const JOB_PARAMETERS: readonly Parameter[] = [
  {
    name: 'port-offset',
    summary:
      'the print ports so much higher, where no right is needed: 10000 makes them 10621 and 19100',
    type: 'integer',
    minimum: 0,
    maximum: 56_435,
    placeholder: 'N',
  },
  SPOOL,
  {
    name: 'no-spool',
    summary: 'keep no jobs: what comes is told, with --show its pages too, and no more',
    type: 'flag',
  },
  {
    name: 'show',
    summary:
      'show the first pages of each job as they come out: as pictures on a terminal, else their text',
    type: 'flag',
  },
  {
    name: 'spool-limit',
    summary: 'how much all jobs may take together; then none is taken',
    type: 'text',
    default: '2G',
    placeholder: 'SIZE',
  },
  {
    name: 'keep',
    summary: 'keep the newest jobs alone, so many; default: all, until there is no room',
    type: 'integer',
    minimum: 1,
    maximum: MOST_JOBS - 1,
    placeholder: 'N',
  },
];

/** @throws UsageError when the words contradict each other or are no size */
export function readJobs(input: Input): WantedJobs {
  const isKept = input['no-spool'] !== true;
  const spool = input['spool'] as string | undefined;
  const keep = input['keep'] as number | undefined;
  if (!isKept && (spool !== undefined || keep !== undefined)) {
    throw new UsageError('--no-spool keeps no jobs: leave out --spool and --keep');
  }
  const limit = readSize((input['spool-limit'] as string | undefined) ?? String(SPOOL_LIMIT));
  return { isKept, isShown: input['show'] === true, spool, limit, keep };
}

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `500M`, `2G`, `100000`: bytes. */
function readSize(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,12})\s*([kmg]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const size = Number(digits) * FACTORS[unit.toLowerCase()]!;
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new UsageError(`spool-limit takes a size such as 500M or 2G, not "${text}"`);
}
