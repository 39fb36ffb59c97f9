/** What a trace tells, as every door shows it: a unit on its way, or what a user was told. */
import type { Millis } from '../../../core/units.ts';
import type { Row, Schema } from '../../operation.ts';

export const SIDES = ['invoker', 'performer'] as const;
export type Side = (typeof SIDES)[number];

/** Simulated: what became of it. Live: which way it went; whether it arrives nobody here can see. */
export const FATES = [
  'delivered',
  'lost',
  'nobody listening',
  'in flight',
  'sent',
  'received',
] as const;

/** A datagram. */
export interface TraceUnit {
  readonly event: 'unit';
  /** When it was sent, or, where it was received, when it came: milliseconds since the beginning. */
  readonly at: Millis;
  readonly from: Side;
  /** In words: `Invoke 42: operation 2 of selector 13, 4 octets as BER`. */
  readonly message: string;
  /** How often the same octets went the same way before: 0 for the first time. */
  readonly again: number;
  readonly fate: (typeof FATES)[number];
  /** A link made two of it, and this is the second. */
  readonly copy: boolean;
  /** The datagram, in hexadecimal. */
  readonly hex: string;
}

/** Something that the provider told its user, or did not. */
export interface TraceTold {
  readonly event: 'told';
  readonly at: Millis;
  /** Whose user. */
  readonly from: Side;
  readonly message: string;
}

export type TraceEvent = TraceUnit | TraceTold;

/** An event, flat. */
export const traceRow = (told: TraceEvent): Row => ({
  at: told.at,
  event: told.event,
  from: told.from,
  message: told.message,
  again: told.event === 'unit' ? told.again : null,
  fate: told.event === 'unit' ? told.fate : '',
  copy: told.event === 'unit' && told.copy,
  hex: told.event === 'unit' ? told.hex : '',
});

const text = { type: 'string' };

export const TRACE_EVENT_SCHEMA: Schema = {
  type: 'object',
  required: ['event', 'at', 'from', 'message'],
  properties: {
    event: { enum: ['unit', 'told'] },
    at: { type: 'number', minimum: 0 },
    from: { enum: SIDES },
    message: text,
    again: { type: 'integer', minimum: 0 },
    fate: { enum: FATES },
    copy: { type: 'boolean' },
    hex: text,
  },
};
