/** What a trace comes to: its shape, as programs see it. */
import type { Millis } from '../../../core/units.ts';
import { HANDSHAKES, type Handshake } from '../../../protocols/esro/service.ts';
import type { Schema } from '../../operation.ts';
import { TRACE_EVENT_SCHEMA, type TraceEvent } from './event.ts';

/** How an operation ended for whoever invoked it. */
export interface TracedOperation {
  readonly outcome: 'result' | 'error' | 'failure';
  /** The error's or the failure's. */
  readonly value?: number;
  /** In words. */
  readonly words: string;
  /** From the first transmission to the end, in milliseconds. */
  readonly took: Millis;
}

/** What is known before anything is said. */
export interface TraceStand {
  readonly simulated: boolean;
  readonly handshake: Handshake;
  /** The performer's address; of a simulated one made up. */
  readonly performer: string;
  readonly seed?: number;
  /** Of a simulated link, each way, 0 to 1. */
  readonly loss?: number;
  readonly duplication?: number;
  /** What was asked for besides loss and seed, as words of a command line: `--answer error`. */
  readonly others?: string;
}

/** What is to be said of all that happened. */
export interface TraceSummary extends TraceStand {
  readonly operations: readonly TracedOperation[];
  /** How often the performing user was asked; absent where it is not ours to know. */
  readonly performed?: number;
  /** Datagrams that somebody sent. */
  readonly datagrams: number;
  /** Of them: what had been sent before. */
  readonly again: number;
  /** Of them: what never arrived; absent where nobody can know. */
  readonly lost?: number;
  /** Until the last thing that happened, in milliseconds. */
  readonly took: Millis;
}

/** What happened, and what is to be said of it. */
export interface TraceResult extends TraceSummary {
  readonly events: readonly TraceEvent[];
}

const count = { type: 'integer', minimum: 0 };
const time = { type: 'number', minimum: 0 };
const share = { type: 'number', minimum: 0, maximum: 1 };

export const TRACE_SCHEMA: Schema = {
  type: 'object',
  required: [
    'events',
    'simulated',
    'handshake',
    'performer',
    'operations',
    'datagrams',
    'again',
    'took',
  ],
  properties: {
    events: { type: 'array', items: TRACE_EVENT_SCHEMA },
    simulated: { type: 'boolean' },
    handshake: { enum: HANDSHAKES },
    performer: { type: 'string' },
    seed: count,
    loss: share,
    duplication: share,
    others: { type: 'string' },
    operations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['outcome', 'words', 'took'],
        properties: {
          outcome: { enum: ['result', 'error', 'failure'] },
          value: count,
          words: { type: 'string' },
          took: time,
        },
      },
    },
    performed: count,
    datagrams: count,
    again: count,
    lost: count,
    took: time,
  },
};
