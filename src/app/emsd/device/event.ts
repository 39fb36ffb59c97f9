/** What submitting and receiving tell, as every door shows it: one event a line. */
import type { Attachment } from '../../../core/mail/readable.ts';
import type { Row, Schema } from '../../operation.ts';

/** What becomes of a message of ours. `number` names it in the outbox. */
export interface OutboxEvent {
  readonly event:
    | 'queued'
    | 'submitted'
    | 'refused'
    | 'unanswered'
    | 'deferred'
    | 'stuck'
    /** The centre had it, and could not bring it to somebody. */
    | 'returned';
  /** RFC 3339. */
  readonly time: string;
  readonly number: number;
  readonly to?: readonly string[];
  readonly subject?: string;
  /** The centre's own for it, once it has it: `36d3f180.00000001`. */
  readonly id?: string;
  /** An error's name, or its number; of one that was returned the words of the report. */
  readonly why?: string;
}

/** A message that came. `number` names it in the inbox. */
export interface MessageEvent {
  readonly event: 'message';
  readonly time: string;
  readonly number: number;
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject?: string;
  /** When the centre took it from its originator. */
  readonly submitted?: string;
  readonly delivered: string;
  readonly received: string;
  readonly priority?: 'urgent' | 'non-urgent';
  readonly contentType: number;
  readonly length: number;
  /** It is a report on this message, by the identifier that the centre gave it. What it says is the text. */
  readonly reportOn?: string;
  /** Absent in lists, and where its content is no text. */
  readonly text?: string;
  /** What hangs on it: parts that are not the text. Absent in lists, and where there is none. */
  readonly attachments?: readonly Attachment[];
}

/** What the centre says it did with a message that is here. */
export interface ReportedEvent {
  readonly event: 'reported';
  readonly time: string;
  readonly number: number;
  /** Absent: it did not say. */
  readonly status?: string;
}

/** Whether the centre knows where we are. */
export interface CentreEvent {
  readonly event: 'registered' | 'unregistered';
  readonly time: string;
  readonly why?: string;
}

export type InboxEvent = MessageEvent | ReportedEvent | CentreEvent | OutboxEvent;

const EMPTY = { id: '', from: '', to: '', subject: '', why: '', text: '' };

/** An event, flat. */
export function emsdRow(told: InboxEvent): Row {
  const base = { time: told.time, event: told.event };
  switch (told.event) {
    case 'message': {
      const { number, id, from, to, subject = '', text = '' } = told;
      return { ...base, number, ...EMPTY, id, from, to: to.join(' '), subject, text };
    }
    case 'reported':
      return { ...base, number: told.number, ...EMPTY, why: told.status ?? 'unknown' };
    case 'registered':
    case 'unregistered':
      return { ...base, number: null, ...EMPTY, why: told.why ?? '' };
    default: {
      const { number, to = [], subject = '', id = '', why = '' } = told;
      return { ...base, number, ...EMPTY, id, to: to.join(' '), subject, why };
    }
  }
}

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const count = { type: 'integer', minimum: 0 };

export const EMSD_EVENT_SCHEMA: Schema = {
  type: 'object',
  required: ['event', 'time'],
  properties: {
    event: {
      enum: [
        'queued',
        'submitted',
        'refused',
        'unanswered',
        'deferred',
        'stuck',
        'returned',
        'message',
        'reported',
        'registered',
        'unregistered',
      ],
    },
    time: text,
    number: count,
    id: text,
    from: text,
    to: texts,
    cc: texts,
    subject: text,
    submitted: text,
    delivered: text,
    received: text,
    priority: { enum: ['urgent', 'non-urgent'] },
    contentType: count,
    length: count,
    reportOn: text,
    text,
    attachments: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'size'],
        properties: { name: text, type: text, size: count },
      },
    },
    status: text,
    why: text,
  },
};
