/** What the printer tells of whoever asks, as every door shows it: one event a line. */
import { WITNESSES, type Witness } from '../../devices/observation.ts';
import type { Row, Schema } from '../operation.ts';

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
  readonly by: Witness;
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
  readonly by?: Witness;
  readonly source?: string;
  readonly count: number;
}

export type PrinterEvent = AskedEvent | AskedMoreEvent;

/** An event, flat. */
export const printerRow = (told: PrinterEvent): Row => ({
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
    event: { enum: ['asked', 'counted'] },
    time: text,
    until: text,
    by: { enum: WITNESSES },
    from: {
      type: 'object',
      required: ['address', 'port'],
      properties: { address: text, port: { type: 'integer', minimum: 0, maximum: 65_535 } },
    },
    message: text,
    outcome: { enum: ASK_OUTCOMES },
    source: text,
    count: { type: 'integer', minimum: 1 },
  },
};
