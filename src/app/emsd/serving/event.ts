/** What a message centre tells, as every door shows it: one event a line. */
import { formatEndpoint } from '../../../core/endpoint.ts';
import { decodeWords } from '../../../core/mail/encoded-words.ts';
import { whoText } from '../../../protocols/emsd/number.ts';
import type { CentreEvent } from '../../../protocols/emsd/server.ts';
import type { Row, Schema } from '../../operation.ts';

/** An event of the machine as {@link shownEvent} tells it, with its time (RFC 3339). */
export type ServeEvent = CentreEvent & { readonly time: string };

/** Subscribers as people write them, and subjects as they read them. */
export const shownEvent = (event: CentreEvent, time: string): ServeEvent => ({
  ...event,
  time,
  ...('number' in event && { number: whoText(event.number) }),
  ...('to' in event && { to: whoText(event.to) }),
  ...('subject' in event && { subject: decodeWords(event.subject) }),
});

/** What stands, once it is open. */
export interface ServeStand {
  readonly address: string;
  readonly port: number;
  readonly isReachable: boolean;
  readonly host: string;
  readonly spool: string;
  readonly subscribers: number;
  /** Where mail from elsewhere is taken, and where mail to elsewhere is handed over. */
  readonly smtpIn?: string;
  /** Whether others than this machine may hand mail over there. */
  readonly isMailReachable?: boolean;
  readonly smtpOut?: string;
  /** Whom it became. */
  readonly user?: string;
}

export interface ServeResult extends ServeStand {
  readonly since: string;
  readonly until: string;
  readonly submitted: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly mailed: number;
  readonly mailIn: number;
  readonly refused: number;
  readonly retries: number;
  /** Datagrams of strangers, not heard. */
  readonly strangers: number;
  /** Connections of mail servers that are strangers, turned away. */
  readonly mailStrangers: number;
}

type Counted = Pick<
  ServeResult,
  'submitted' | 'delivered' | 'undelivered' | 'mailed' | 'mailIn' | 'refused' | 'retries'
>;

/** Which count an event belongs to. */
export const COUNTED: Readonly<Partial<Record<CentreEvent['kind'], keyof Counted>>> = {
  submitted: 'submitted',
  delivered: 'delivered',
  undelivered: 'undelivered',
  mailed: 'mailed',
  'mail in': 'mailIn',
  refused: 'refused',
  retry: 'retries',
};

/** Who an event is about: a subscriber, or somebody elsewhere. */
function whoOf(event: ServeEvent): string {
  switch (event.kind) {
    case 'accepted':
      return '';
    case 'refused':
      return formatEndpoint(event.from);
    case 'retry':
    case 'undelivered':
    case 'mailed':
      return event.to;
    case 'mail in':
      return event.recipients.join(' ');
    default:
      return event.number;
  }
}

/** An event, flat. */
export const serveRow = (event: ServeEvent): Row => ({
  time: event.time,
  event: event.kind,
  message: 'message' in event ? event.message : '',
  who: whoOf(event),
  subject: 'subject' in event ? (event.subject ?? '') : '',
  recipients: 'recipients' in event ? event.recipients.join(' ') : '',
  octets: event.kind === 'submitted' ? event.length : null,
  reason: 'reason' in event ? event.reason : '',
  waitSeconds: event.kind === 'retry' ? event.wait / 1000 : null,
});

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const SERVE_SCHEMA: Schema = {
  type: 'object',
  required: ['events', 'address', 'port', 'host', 'spool', 'since', 'until', 'submitted'],
  properties: {
    events: {
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'time'],
        properties: { kind: text, time: text, message: text, number: text, to: text, reason: text },
      },
    },
    address: text,
    port: count,
    isReachable: { type: 'boolean' },
    host: text,
    spool: text,
    subscribers: count,
    smtpIn: text,
    isMailReachable: { type: 'boolean' },
    smtpOut: text,
    user: text,
    since: text,
    until: text,
    submitted: count,
    delivered: count,
    undelivered: count,
    mailed: count,
    mailIn: count,
    refused: count,
    retries: count,
    strangers: count,
    mailStrangers: count,
  },
};
