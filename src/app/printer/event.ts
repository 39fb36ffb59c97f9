/** What the printer tells of whoever asks, as every door shows it: one event a line. */
import { WITNESSES, type Witness } from '../../devices/observation.ts';
import type { Row, Schema } from '../operation.ts';
import {
  isJobEvent,
  JOB_EVENT_PROPERTIES,
  jobRow,
  PRINT_DOORS,
  type JobEvent,
  type PrintDoorName,
} from './jobs/event.ts';

/** How it is spoken to: by a protocol that asks it, or by sending something to print. */
export type PrinterProtocol = Witness | PrintDoorName;
export const PRINTER_PROTOCOLS: readonly PrinterProtocol[] = [...WITNESSES, ...PRINT_DOORS];

/**
 * `refused`: it was told that this cannot be had. `ignored`: it was not answered, as such devices do not. `limited`: it
 * asks too much. `stranger`: it is not of the user's own network.
 */
export const ASK_OUTCOMES = ['answered', 'refused', 'ignored', 'limited', 'stranger'] as const;
export type AskOutcome = (typeof ASK_OUTCOMES)[number];

/** Somebody asked. */
export interface AskedEvent {
  readonly event: 'asked';
  /** RFC 3339. */
  readonly time: string;
  readonly by: PrinterProtocol;
  readonly from: { readonly address: string; readonly port: number };
  /** What was said, in words: `Query: network card`. */
  readonly message: string;
  readonly outcome: AskOutcome;
}

/** Somebody asked more than is told one by one. */
export interface AskedMoreEvent {
  readonly event: 'counted';
  /** Of the first and the last of them. */
  readonly time: string;
  readonly until: string;
  /** Absent: several protocols, and several sources. */
  readonly by?: PrinterProtocol;
  readonly source?: string;
  readonly count: number;
}

export type PrinterEvent = AskedEvent | AskedMoreEvent | JobEvent;

/** An event, flat. */
export const printerRow = (told: PrinterEvent): Row =>
  isJobEvent(told) ? jobRow(told) : askedRow(told);

const askedRow = (told: AskedEvent | AskedMoreEvent): Row => ({
  time: told.time,
  event: told.event,
  by: told.by ?? '',
  source: told.event === 'asked' ? told.from.address : (told.source ?? ''),
  sourcePort: told.event === 'asked' ? told.from.port : null,
  message: told.event === 'asked' ? told.message : '',
  outcome: told.event === 'asked' ? told.outcome : '',
  count: told.event === 'asked' ? 1 : told.count,
});

const text = { type: 'string' };

export const PRINTER_EVENT_SCHEMA: Schema = {
  type: 'object',
  required: ['event', 'time'],
  properties: {
    event: { enum: ['asked', 'counted', 'job', 'page', 'ended', 'refused'] },
    time: text,
    until: text,
    by: { enum: PRINTER_PROTOCOLS },
    from: {
      type: 'object',
      required: ['address', 'port'],
      properties: { address: text, port: { type: 'integer', minimum: 0, maximum: 65_535 } },
    },
    message: text,
    outcome: { enum: ASK_OUTCOMES },
    source: text,
    count: { type: 'integer', minimum: 1 },
    ...JOB_EVENT_PROPERTIES,
  },
};
