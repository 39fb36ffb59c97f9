/** What the printer tells of print jobs: one event a line, beside those of who asks (`../event.ts`). */
import { grouped } from '../../../core/count.ts';
import type { Bitmap } from '../../../rendering/bitmap.ts';
import type { Row, Schema } from '../../operation.ts';
import { JOB_ENDS, type JobEnd } from './record.ts';

/** Ports where every byte is something to print. */
export const PRINT_DOORS = ['escp', 'raw'] as const;
export type PrintDoorName = (typeof PRINT_DOORS)[number];

/** A small picture of a page: for people alone, programs are not given it. */
export const PICTURE: unique symbol = Symbol('picture');

interface OfJob {
  /** RFC 3339. */
  readonly time: string;
  readonly by: PrintDoorName;
  readonly from: { readonly address: string; readonly port: number };
  /** Its number in the spool; absent where none is kept. */
  readonly job?: number;
}

/** Its first bytes came, and it has the printer. */
export interface JobBeganEvent extends OfJob {
  readonly event: 'job';
}

/** A page came out. Of a long job the first are told alone. */
export interface PageEvent extends OfJob {
  readonly event: 'page';
  readonly page: number;
  /** What stands on it, where pages are shown. */
  readonly text?: string;
  /** For terminals. */
  readonly [PICTURE]?: Bitmap;
}

/**
 * It is over. `lost`: nothing of it was kept, and its sender was not told that it was.
 */
export interface JobEndedEvent extends OfJob {
  readonly event: 'ended';
  readonly how: JobEnd | 'lost';
  readonly bytes: number;
  readonly pages: number;
  /** Of the job itself. */
  readonly title?: string;
  /** What is wrong, in sentences. */
  readonly says: readonly string[];
}

/** It was not taken. */
export interface JobRefusedEvent extends OfJob {
  readonly event: 'refused';
  readonly why: string;
}

export type JobEvent = JobBeganEvent | PageEvent | JobEndedEvent | JobRefusedEvent;

export const isJobEvent = (told: { readonly event: string }): told is JobEvent =>
  ['job', 'page', 'ended', 'refused'].includes(told.event);

/** In words: `job 3: complete, 2 pages`. */
export function jobMessage(told: JobEvent): string {
  const name = told.job === undefined ? 'a job' : `job ${told.job}`;
  switch (told.event) {
    case 'job':
      return `${name} begins`;
    case 'page':
      return `${name}: page ${told.page}`;
    case 'refused':
      return told.why;
    case 'ended': {
      const pages = `${grouped(told.pages)} ${told.pages === 1 ? 'page' : 'pages'}`;
      const title = told.title === undefined ? '' : ` "${told.title}"`;
      return [`${name}${title}: ${pages}, ${grouped(told.bytes)} bytes`, ...told.says].join('; ');
    }
  }
}

/** An event, flat: the columns of those of who asks. */
export const jobRow = (told: JobEvent): Row => ({
  time: told.time,
  event: told.event,
  by: told.by,
  source: told.from.address,
  sourcePort: told.from.port,
  message: jobMessage(told),
  outcome: told.event === 'ended' ? told.how : told.event === 'refused' ? 'refused' : '',
  count: 1,
});

const count = { type: 'integer', minimum: 0 };

/** What its events have besides `event`, `time`, `by` and `from`. */
export const JOB_EVENT_PROPERTIES: Schema = {
  job: { type: 'integer', minimum: 1 },
  page: { type: 'integer', minimum: 1 },
  text: { type: 'string' },
  how: { enum: [...JOB_ENDS, 'lost'] },
  bytes: count,
  pages: count,
  title: { type: 'string' },
  says: { type: 'array', items: { type: 'string' } },
  why: { type: 'string' },
};
